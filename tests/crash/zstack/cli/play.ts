import type { StateResource } from "../../../engine/project";
import { EngineState } from "../../harness/engine";
import { aim } from "../../harness/faults";
import { complaints } from "../../harness/judge";
import type { Operation } from "../../harness/lane";
import type { Position } from "../../harness/line";
import { mostRuns } from "../../harness/play";
import { brokenIncrements, historyComplaints, knownBy, markOf, pointsOf } from "../platform/points";
import { type CliCase, inTurn } from "./cases";
import type { CliLane } from "./lane";

export interface CliVerdict {
  /** What did not hold; empty where everything did. */
  readonly complaints: readonly string[];
  /** What was printed. */
  readonly told: string;
}

const notReached = "the position was not reached";

/** The same request the time before. */
function earlier(position: Position): Position | undefined {
  const [, request, count = "1"] = /^(.*) #(\d+)$/.exec(position.key) ?? [];
  return count === "1" ? undefined : { ...position, key: `${request} #${Number(count) - 1}` };
}

/** Plays cases of one kind one after the other on one stack. */
export class CliPlayer {
  private told = "";
  /** The operation that the stack stands after; undefined where it has to be made anew. */
  private standing: Operation | undefined;

  constructor(private readonly on: CliLane) {}

  /** Where the CLI sends fewer requests of a kind than the process that the cases come from, the one before is disturbed. */
  async play(one: CliCase): Promise<CliVerdict> {
    const verdict = await this.playAt(one);
    const position = verdict.complaints.includes(notReached) ? earlier(one.position) : undefined;
    return position === undefined ? verdict : this.play({ ...one, position });
  }

  private async playAt(one: CliCase): Promise<CliVerdict> {
    this.told = "";
    let found: string[];
    try {
      await this.prepare(one);
      found = await this.disturbed(one);
    } catch (error) {
      found = [error instanceof Error ? error.message : String(error)];
    } finally {
      this.on.lane.line.quiet();
      this.on.killRest();
    }
    this.standing = found.length === 0 ? one.operation : undefined;
    return { complaints: found, told: this.told };
  }

  /** The command before, undisturbed, where the last case was another one or went wrong. */
  private async prepare({ kind, operation }: CliCase): Promise<void> {
    const turn = inTurn(kind);
    const before = turn[turn.indexOf(operation) - 1];
    if (this.standing !== undefined && this.standing === (before ?? "delete")) {
      // What waits to be deleted has no stack any more.
      if (before === undefined) await this.on.lane.reset();
      return;
    }
    await this.on.fresh();
    if (before === undefined) return;
    const { code, output } = await this.on.run(kind, before);
    if (code !== 0) throw new Error(`the undisturbed ${before} failed:\n${output}`);
  }

  private async disturbed({ kind, operation, position, fault }: CliCase): Promise<string[]> {
    const { on } = this;
    const { lane } = on;
    // Long enough for everything but the one job that never ends.
    const limit = `${fault.limit}s`;
    const limits = fault.limit === undefined ? undefined : { create: limit, update: limit, delete: limit };
    lane.line.reset();
    on.hit = true;
    const reached = aim(lane, position, fault, on);
    let failed = await this.run(() => on.run(kind, operation, limits));
    const found: string[] = [];
    if (!reached()) found.push(notReached);
    if (!on.hit) found.push("nothing was killed");
    if (fault.orphans === true && reached()) {
      await on.exited;
      on.killRest();
      lane.line.quiet();
      found.push(...(await this.marksOfOrphan(kind)));
      this.told += await on.recover();
      failed = true;
    }
    lane.line.quiet();
    await lane.release();
    for (let runs = 0; failed && runs < mostRuns; runs += 1) {
      failed = await this.run(() => on.run(kind, operation, limits));
    }
    if (failed) found.push(`${mostRuns} more runs were not enough`);
    found.push(...(await this.classified(kind, operation)), ...this.secrets());
    return found;
  }

  private async run(command: () => Promise<{ code: number | null; output: string }>): Promise<boolean> {
    const { code, output } = await command();
    this.told += output;
    return code !== 0;
  }

  /** A provider whose CLI is gone must not mark what nobody recorded. */
  private async marksOfOrphan(kind: string): Promise<string[]> {
    const known = this.on.state().points.flatMap((one) => knownBy(one).map(({ id }) => id));
    const owner = new RegExp(`^pulumi::(?!deferred-delete|claim).*::zstack.${kind}::`);
    const before = this.on.tagsAtLoss;
    return (await pointsOf(this.on.lane.control))
      .filter(({ id }) => !known.includes(id))
      .filter(({ id, tags }) => tags.some((tag) => owner.test(tag) && before.get(id)?.includes(tag) !== true))
      .map((point) => `the orphan marked ${point.id}`);
  }

  private async classified(kind: CliCase["kind"], operation: Operation): Promise<string[]> {
    const { lane } = this.on;
    const { points: recorded, pending } = this.on.state();
    const points = await pointsOf(lane.control);
    const wanted = operation === "delete" ? 0 : 1;
    const found = recorded.length === wanted ? [] : [`${recorded.length} objects are in state, not ${wanted}`];
    if (pending > 0) found.push(`${pending} operations are pending in the state`);
    const [own] = recorded;
    const mark = own === undefined ? "" : markOf(kind, own.inputs["__seed"]);
    found.push(...complaints(points, own === undefined ? [] : knownBy(own), mark));
    found.push(...(await brokenIncrements(lane.control)));
    if (operation === "delete" && points.some((point) => point.deferred))
      found.push("something still waits to be deleted");
    return own === undefined ? found : [...found, ...(await this.equal(kind, own))];
  }

  /** State equals platform, and there is nothing left to do. */
  private async equal(kind: CliCase["kind"], own: StateResource): Promise<string[]> {
    const { lane } = this.on;
    const state = new EngineState();
    state.recorded = { id: own.id, inputs: own.inputs, outputs: own.outputs };
    state.unfinished = (own.initErrors?.length ?? 0) > 0;
    const refreshed = await lane.refreshed(kind, state);
    const again = await lane.locally(kind, (calls) => state.up(calls, own.inputs));
    return [
      ...(refreshed === "same" ? [] : [`a refresh says: ${refreshed}`]),
      ...(again === "same" ? [] : [`one more run has work: ${again}`]),
      ...historyComplaints(kind, state.recorded),
    ];
  }

  private secrets(): string[] {
    const all = this.told + this.on.stateText();
    return [...this.on.lane.line.secrets].filter((secret) => all.includes(secret)).map(() => "a secret was shown");
  }
}
