import type { Door } from "../../support/doors";
import { type Case, titleOf } from "./cases";
import { EngineState } from "./engine";
import { aim } from "./faults";
import { complaints, strangers } from "./judge";
import type { Known, Lane } from "./lane";
import { LocalProcess, type RunProcess } from "./localProcess";
import type { ProcessPool } from "./realProcess";

export interface Verdict {
  readonly title: string;
  /** What did not hold; empty where everything did. */
  readonly complaints: readonly string[];
  /** The one window that stays open has left an object behind. */
  readonly left: boolean;
  /** What was printed and thrown. */
  readonly told: string;
}

export interface Surroundings<L> {
  readonly lane: L;
  readonly door: Door;
  readonly pool: ProcessPool;
  /** A run that takes longer hangs. */
  readonly hangsAfterMs: number;
}

/** More runs than these are more than a person should need. */
export const mostRuns = 2;

async function within<R>(work: Promise<R>, ms: number, what: string): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} does not end`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Plays one case to its end and says what did not hold. */
export async function play<K extends string, L extends Lane<K>>(
  surroundings: Surroundings<L>,
  one: Case<K, L>,
): Promise<Verdict> {
  const player = new Player(surroundings, one);
  try {
    return await player.play();
  } catch (error) {
    return { title: titleOf(one), complaints: [messageOf(error)], left: false, told: player.told };
  } finally {
    surroundings.lane.line.quiet();
    await surroundings.lane.release();
  }
}

class Player<K extends string, L extends Lane<K>> {
  told = "";
  private readonly lane: L;
  private readonly state = new EngineState();
  private readonly limits: { create: number; update: number; delete: number } | undefined;
  private readonly declared;
  private readonly found: string[] = [];
  private reached = (): boolean => false;

  constructor(
    private readonly around: Surroundings<L>,
    private readonly one: Case<K, L>,
  ) {
    this.lane = around.lane;
    const { limit } = one.fault;
    this.limits = limit === undefined ? undefined : { create: limit, update: limit, delete: limit };
    this.declared = this.lane.declaredFor(one.kind, one.operation, this.limits).after;
  }

  private get known(): readonly Known[] {
    return this.state.recorded === undefined ? [] : this.lane.knownBy(this.state.recorded);
  }

  async play(): Promise<Verdict> {
    const { lane, one, state, found } = this;
    await lane.reset();
    if (one.operation !== "create") await this.prepared();
    lane.line.reset();
    lane.line.phase = () => state.phase;
    let failed = await this.disturbedRun();
    await this.afterOrphan();
    await lane.release();
    found.push(...(await this.afterRun()));
    for (let runs = 0; failed && runs < mostRuns; runs += 1) {
      failed = await this.run(this.local());
      found.push(...(await this.afterRun()));
    }
    if (!this.reached()) found.push("the position was not reached");
    if (failed) found.push(`${mostRuns} more runs were not enough`);
    const points = await lane.points();
    const mark = lane.markOf(one.kind, this.declared);
    found.push(...complaints(points, this.known, mark, { window: one.window, named: this.told }));
    if (state.recorded !== undefined) {
      found.push(...((await lane.afterRuns?.(one.kind, one.operation, state.recorded, this.declared)) ?? []));
    }
    const left = one.window && strangers(points, this.known).length > 0;
    if (!failed) await this.settled();
    this.secrets();
    found.push(...((await lane.atEnd?.()) ?? []));
    return { title: titleOf(one), complaints: found, left, told: this.told };
  }

  /** What stands before the operation, made without limits: it is not under test. */
  private async prepared(): Promise<void> {
    const { lane, one, state, limits: __timeouts } = this;
    const { before } = lane.declaredFor(one.kind, one.operation);
    await lane.locally(one.kind, (calls) => state.up(calls, before));
    const { recorded } = state;
    if (recorded === undefined) throw new Error("nothing was made before");
    if (one.operation === "update") await lane.annotate?.(one.kind, recorded.id);
    if (__timeouts === undefined) return;
    // Limits of a delete are those that stand in state.
    state.recorded = {
      id: recorded.id,
      inputs: { ...recorded.inputs, __timeouts },
      outputs: { ...recorded.outputs, __timeouts },
    };
  }

  private async disturbedRun(): Promise<boolean> {
    const { lane, one } = this;
    const victim = one.fault.deadly === true ? await this.around.pool.take() : this.local();
    this.reached = aim(lane, one.position, one.fault, victim);
    return this.run(victim, one.fault.orphans === true);
  }

  private local(): RunProcess {
    return new LocalProcess(this.lane.local(this.one.kind), this.around.door);
  }

  /** One run of the engine in this process; true where it failed. */
  private async run(process: RunProcess, orphans = false): Promise<boolean> {
    const { lane, one, state } = this;
    const { hangsAfterMs } = this.around;
    try {
      const calls = await process.calls(lane.configuration);
      const asked = one.operation === "delete" ? state.destroy(calls) : state.up(calls, this.declared);
      await within<unknown>(asked, hangsAfterMs, "the run");
      return false;
    } catch (error) {
      this.told += `${messageOf(error)}\n`;
      return true;
    } finally {
      if (orphans && this.reached()) {
        await within(process.exited, hangsAfterMs, "the orphaned provider process").catch((error: unknown) => {
          this.found.push(messageOf(error));
        });
      }
      lane.line.quiet();
      await process.end();
      this.told += process.output;
    }
  }

  private async afterRun(): Promise<string[]> {
    return (await this.lane.afterRun?.(this.one.kind, this.one.operation)) ?? [];
  }

  /** A provider whose engine is gone must not mark what nobody recorded. */
  private async afterOrphan(): Promise<void> {
    const { lane, one, state } = this;
    if (one.fault.orphans !== true || one.marked) return;
    const mark = lane.markOf(one.kind, this.declared);
    // With its parts: a volume of a VM stands for itself while the VM is being deleted.
    const recorded = JSON.stringify([state.recorded, ...state.doomed]);
    for (const point of await lane.points()) {
      if (recorded.includes(point.id) || !point.tags.includes(mark)) continue;
      this.found.push(`the orphan marked ${point.id}`);
    }
  }

  /** State equals platform, nothing is left to do, and a destroy leaves nothing. */
  private async settled(): Promise<void> {
    const { lane, one, state, found } = this;
    if (state.doomed.length > 0) found.push("the engine still has something to delete");
    if (one.operation !== "delete") {
      const refreshed = await lane.refreshed(one.kind, state);
      if (refreshed !== "same") found.push(`a refresh says: ${refreshed}`);
      const again = await lane.locally(one.kind, (calls) => state.up(calls, this.declared));
      if (again !== "same") found.push(`one more run has work: ${again}`);
      if (state.recorded !== undefined) found.push(...(lane.inState?.(one.kind, state.recorded) ?? []));
      this.secrets();
      await lane.locally(one.kind, (calls) => state.destroy(calls));
    }
    // What was left in the window keeps what it was made on from going.
    const rest = (await lane.points()).filter((point) => !one.window || !point.deferred).length;
    if (rest > (one.window ? 1 : 0)) found.push(`a destroy leaves ${rest} objects`);
  }

  private secrets(): void {
    const all = this.told + JSON.stringify(this.state);
    for (const secret of this.lane.secrets) if (all.includes(secret)) this.found.push("a secret was shown");
  }
}
