import { EngineState } from "../../harness/engine";
import type { ProcessPool, RealProcess } from "../../harness/realProcess";
import { type Case, titleOf } from "./cases";
import { complaints, markOf, ownerOf } from "./judge";
import { declaredFor } from "./kinds";
import type { Lane } from "./lane";
import type { Exchange } from "./line";

export interface Verdict {
  readonly title: string;
  /** What did not hold; empty where everything did. */
  readonly complaints: readonly string[];
  /** The one window that stays open has left an object behind. */
  readonly left: boolean;
  /** What was printed and thrown. */
  readonly told: string;
}

/** More runs than these are more than a person should need. */
const mostRuns = 2;

/** A run that takes longer hangs. */
const hangs = 300_000;

async function within<R>(work: Promise<R>, what: string): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} does not end`)), hangs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Plays one case to its end and says what did not hold. */
export async function play(lane: Lane, pool: ProcessPool, one: Case): Promise<Verdict> {
  const player = new Player(lane, pool, one);
  try {
    return await player.play();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { title: titleOf(one), complaints: [reason], left: false, told: player.told };
  } finally {
    lane.line.quiet();
    await lane.release();
  }
}

/** Whether the platform says that the object is still on its way. */
async function isPassing(exchange: Exchange): Promise<boolean> {
  if (!/^GET \/(snapshots|backups)\/\{id\} /.test(exchange.position.key)) return false;
  return /"status": ?"(creating|deleting)"/.test((await exchange.answer()).text);
}

class Player {
  told = "";
  private readonly state = new EngineState();
  private readonly limits: { create: number; update: number; delete: number } | undefined;
  private readonly declared;
  private reached = false;
  private readonly orphanTrouble: string[] = [];

  constructor(
    private readonly lane: Lane,
    private readonly pool: ProcessPool,
    private readonly one: Case,
  ) {
    const { limit } = one.fault;
    this.limits = limit === undefined ? undefined : { create: limit, update: limit, delete: limit };
    this.declared = declaredFor(one.kind, one.operation, lane.place, this.limits);
  }

  async play(): Promise<Verdict> {
    const { lane, one, state } = this;
    await lane.reset();
    if (one.operation !== "create") await this.prepared();
    lane.line.reset();
    lane.line.phase = () => state.phase;
    let failed = await this.disturbedRun();
    const found = await this.afterOrphan();
    await lane.release();
    let runs = 0;
    while (failed && runs < mostRuns) {
      runs += 1;
      failed = await this.run(await this.pool.take());
    }
    if (!this.reached) found.push("the position was not reached");
    if (failed) found.push(`${mostRuns} more runs were not enough: ${this.told}`);
    const { kind, operation, window } = one;
    const expected = { kind, declared: this.declared.after, annotated: operation === "update", window };
    found.push(...(await complaints(lane, state, { ...expected, told: this.told })));
    const left = (await lane.points()).filter((point) => point.id !== state.recorded?.id).length;
    if (!failed) found.push(...(await this.settled()));
    found.push(...this.secrets());
    return { title: titleOf(one), complaints: found, left: window && left > 0, told: this.told };
  }

  /** What stands before the operation, made without limits: it is not under test. */
  private async prepared(): Promise<void> {
    const { lane, one, state, limits: __timeouts } = this;
    const { before } = declaredFor(one.kind, one.operation, lane.place);
    await lane.locally(one.kind, (calls) => state.up(calls, before));
    const { recorded } = state;
    if (recorded === undefined) throw new Error("nothing was made before");
    if (one.operation === "update") await lane.annotate(one.kind, recorded.id);
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
    const victim = await this.pool.take();
    lane.line.hook = async (exchange) => {
      const here = exchange.position.key === one.position.key && !this.reached;
      if (!here || (one.fault.poll === "last" && (await isPassing(exchange)))) {
        return exchange.deliver(await exchange.answer());
      }
      this.reached = true;
      await one.fault.strike(exchange, victim, lane);
    };
    return this.run(victim, one.fault.orphans === true);
  }

  /** One run of the engine in this process; true where it failed. */
  private async run(process: RealProcess, orphans = false): Promise<boolean> {
    const { lane, one, state } = this;
    try {
      const calls = await process.calls(lane.configuration);
      const asked = one.operation === "delete" ? state.destroy(calls) : state.up(calls, this.declared.after);
      await within<unknown>(asked, "the run");
      return false;
    } catch (error) {
      this.told += `${error instanceof Error ? error.message : String(error)}\n`;
      return true;
    } finally {
      if (orphans && this.reached) {
        await within(process.exited, "the orphaned provider process").catch((error: Error) => {
          this.orphanTrouble.push(error.message);
        });
      }
      lane.line.quiet();
      await process.end();
      this.told += process.output;
    }
  }

  /** A provider whose engine is gone must not mark what nobody recorded. */
  private async afterOrphan(): Promise<string[]> {
    const { lane, one, state } = this;
    const found = [...this.orphanTrouble];
    if (one.fault.orphans !== true || one.window) return found;
    const known = [state.recorded, ...state.doomed].map((kept) => kept?.id);
    for (const point of await lane.points()) {
      if (!known.includes(point.id) && ownerOf(point) === markOf(one.kind, lane)) {
        found.push(`the orphan marked ${point.id}`);
      }
    }
    return found;
  }

  /** Nothing is left to do, and a destroy leaves nothing. */
  private async settled(): Promise<string[]> {
    const { lane, one, state } = this;
    const found: string[] = [];
    if (state.doomed.length > 0) found.push("the engine still has something to delete");
    if (one.operation !== "delete") {
      const refreshed = await lane.locally(one.kind, (calls) => state.refresh(calls));
      if (refreshed !== "same") found.push(`a refresh says: ${refreshed}`);
      const again = await lane.locally(one.kind, (calls) => state.up(calls, this.declared.after));
      if (again !== "same") found.push(`one more run has work: ${again}`);
      found.push(...this.secrets());
      await lane.locally(one.kind, (calls) => state.destroy(calls));
    }
    const rest = (await lane.settledPoints()).length;
    if (rest > (one.window ? 1 : 0)) found.push(`a destroy leaves ${rest} objects`);
    return found;
  }

  private secrets(): string[] {
    const all = this.told + JSON.stringify(this.state);
    return this.lane.secrets.filter((secret) => all.includes(secret)).map(() => "a secret was shown");
  }
}
