import { type Case, titleOf } from "./cases";
import { EngineState } from "./engine";
import { aim } from "./faults";
import {
  brokenIncrements,
  complaints,
  historyComplaints,
  isDeferred,
  knownBy,
  markOf,
  pointsOf,
  strangers,
} from "./judge";
import { declaredFor, isSeries } from "./kinds";
import type { Lane } from "./lane";
import type { ProcessPool, RealProcess } from "./realProcess";

export interface Verdict {
  readonly title: string;
  /** What did not hold; empty where everything did. */
  readonly complaints: readonly string[];
  /** Runs after the disturbed one until all was well. */
  readonly runs: number;
  /** The one window that stays open has left an object behind. */
  readonly left: boolean;
  /** What was printed and thrown. */
  readonly told: string;
}

/** More runs than these are more than a person should need. */
const mostRuns = 2;

/** A run that takes longer hangs. */
const hangs = 90_000;

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
    return { title: titleOf(one), complaints: [reason], runs: 0, left: false, told: player.told };
  } finally {
    lane.tap.quiet();
  }
}

class Player {
  told = "";
  private readonly state = new EngineState();
  private readonly limits: { create: number; update: number; delete: number } | undefined;
  private readonly declared;
  private reached = (): boolean => false;

  constructor(
    private readonly lane: Lane,
    private readonly pool: ProcessPool,
    private readonly one: Case,
  ) {
    this.limits = one.fault.slow === undefined ? undefined : { create: 5, update: 5, delete: 5 };
    this.declared = declaredFor(one.kind, one.operation, this.limits);
  }

  async play(): Promise<Verdict> {
    const { lane, one, state } = this;
    await lane.reset();
    lane.tap.phase = () => state.phase;
    if (one.operation !== "create") {
      // Without limits: what stands before is not under test.
      const { before } = declaredFor(one.kind, one.operation);
      await lane.locally(one.kind, (calls) => state.up(calls, before));
      if (state.recorded !== undefined && this.limits !== undefined) this.limitRecorded();
    }
    lane.tap.reset();
    let failed = await this.disturbedRun();
    if (one.fault.slow !== undefined) await lane.control.advance(one.fault.slow);
    const afterFault = [...(await this.afterOrphan()), ...(await this.lastDefence())];
    let runs = 0;
    while (failed && runs < mostRuns) {
      runs += 1;
      failed = await this.run(await this.pool.take());
      afterFault.push(...(await this.lastDefence()));
    }
    const found = [...afterFault];
    if (!this.reached()) found.push("the position was not reached");
    if (failed) found.push(`${mostRuns} more runs were not enough`);
    const points = await pointsOf(lane.control);
    const mark = markOf(one.kind, this.declared.after["__seed"]);
    const known = state.recorded === undefined ? [] : knownBy(state.recorded);
    found.push(...complaints(points, known, mark, one.window, this.told));
    const left = strangers(points, known).length;
    if (!failed) found.push(...(await this.settled()));
    found.push(...this.secrets(), ...(await brokenIncrements(lane.control)));
    return { title: titleOf(one), complaints: found, runs, left: one.window && left > 0, told: this.told };
  }

  /** Limits of a delete are those that stand in state. */
  private limitRecorded(): void {
    const { recorded } = this.state;
    if (recorded === undefined) return;
    const __timeouts = this.limits;
    this.state.recorded = {
      id: recorded.id,
      inputs: { ...recorded.inputs, __timeouts },
      outputs: { ...recorded.outputs, __timeouts },
    };
  }

  private async disturbedRun(): Promise<boolean> {
    const { lane, one } = this;
    const victim = await this.pool.take();
    this.reached = aim(lane.tap, one.position, one.fault, victim, lane);
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
      if (orphans && this.reached()) await within(process.exited, "the orphaned provider process").catch(this.note);
      lane.tap.quiet();
      await process.end();
      this.told += process.output;
    }
  }

  private readonly orphanTrouble: string[] = [];
  private readonly note = (error: unknown): void => {
    this.orphanTrouble.push(error instanceof Error ? error.message : String(error));
  };

  /** A provider whose engine is gone must not mark what nobody recorded. */
  private async afterOrphan(): Promise<string[]> {
    const { lane, one, state } = this;
    const found = [...this.orphanTrouble];
    if (one.fault.orphans !== true || (one.marked && one.position.phase !== "delete")) return found;
    const mark = markOf(one.kind, this.declared.after["__seed"]);
    const known = [state.recorded, ...state.doomed].flatMap((kept) => (kept === undefined ? [] : knownBy(kept)));
    for (const point of await pointsOf(lane.control)) {
      if (!known.some(({ id }) => id === point.uuid) && point.tags.includes(mark))
        found.push(`the orphan marked ${point.uuid}`);
    }
    return found;
  }

  /** While another point is made, the one that a series keeps must be there, and afterwards the other one. */
  private async lastDefence(): Promise<string[]> {
    const { lane, one } = this;
    if (!isSeries(one.kind) || one.operation !== "update") return [];
    const sound = (await pointsOf(lane.control)).filter((point) => point.ready && !isDeferred(point));
    return sound.length > 0 ? [] : ["there is no sound point left"];
  }

  /** State equals platform, nothing is left to do, and a destroy leaves nothing. */
  private async settled(): Promise<string[]> {
    const { lane, one, state } = this;
    const found: string[] = [];
    if (state.doomed.length > 0) found.push("the engine still has something to delete");
    if (one.operation !== "delete") {
      const refreshed = await lane.refreshed(one.kind, state);
      if (refreshed !== "same") found.push(`a refresh says: ${refreshed}`);
      const again = await lane.locally(one.kind, (calls) => state.up(calls, this.declared.after));
      if (again !== "same") found.push(`one more run has work: ${again}`);
      found.push(...historyComplaints(one.kind, state.recorded), ...this.secrets());
      await lane.locally(one.kind, (calls) => state.destroy(calls));
    }
    // What was left in the window keeps what it was made on from going.
    const points = await pointsOf(lane.control);
    const rest = points.filter((point) => !one.window || !isDeferred(point)).length;
    if (rest > (one.window ? 1 : 0)) found.push(`a destroy leaves ${rest} objects`);
    return found;
  }

  private secrets(): string[] {
    const all = this.told + JSON.stringify(this.state);
    return [...this.lane.tap.secrets].filter((secret) => all.includes(secret)).map(() => "a secret was shown");
  }
}
