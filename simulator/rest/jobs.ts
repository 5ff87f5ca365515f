// API jobs: submit once, poll without authorization, results kept for three hours in the database and the newest 2000 in
// memory, which go on being served after their row has been purged.

import type { Clock } from "../core/clock";
import type { Change, Database } from "../core/database";
import { ApiError, TextError } from "../core/errors";
import { htmlSafeJson, type Inventory, schemaOf } from "../core/inventories";
import { jobsKeptFor } from "../engine/globalConfigs";
import { durationOf, type JobDurations } from "./durations";
import type { Queues } from "./queues";
import { callWebHook } from "./webhook";
import type { Outcome, Work } from "./work";

export interface JobRow {
  uuid: string;
  api: string;
  route: string;
  createDate: number;
  apiTimeout: number;
  state: "Processing" | "Done";
  outcome?: Outcome;
}

export interface JobFault {
  type: "failJob" | "stallJob" | "expireJob" | "slowJob";
  ms?: number;
  code?: string;
  details?: string;
}

export interface Submission {
  uuid: string;
  api: string;
  route: string;
  apiTimeout: number;
  webHook?: string | undefined;
  fault?: JobFault | undefined;
  /** Told of its end, before anybody else is. */
  ended?: (outcome: Outcome) => void;
  /** Validates and says what to do; what it throws is the job's failure. */
  plan: () => Work;
}

/** What jobs need of the server that they run on. */
interface Host {
  readonly clock: Clock;
  readonly database: Database;
  readonly queues: Queues;
  readonly options: { readonly jobDuration: JobDurations };
  atLeast(major: number, minor: number): boolean;
  changed(change: Change): void;
}

const keptInMemory = 2000;

export class Jobs {
  readonly rows = new Map<string, JobRow>();
  private readonly memory = new Map<string, Outcome>();
  /** Ends what runs or waits; with `undo` its rows are put back as they were, and the next in its queues begins. */
  private readonly cancels = new Map<string, (undo: boolean) => void>();

  constructor(private readonly world: Host) {}

  submit(submission: Submission): void {
    this.purge();
    if (this.rows.has(submission.uuid)) throw new TextError(400, `Duplicate job uuid[${submission.uuid}]`);
    const row: JobRow = {
      uuid: submission.uuid,
      api: submission.api,
      route: submission.route,
      createDate: this.world.clock.now(),
      apiTimeout: submission.apiTimeout,
      state: "Processing",
    };
    this.rows.set(row.uuid, row);
    this.world.changed({ job: row.uuid });
    let work: Work;
    try {
      work = submission.plan();
    } catch (error) {
      this.end(row, submission, { error });
      return;
    }
    this.run(row, submission, work);
  }

  /** Answers a poll; status 202 while it runs. */
  poll(uuid: string, withSchema: boolean): { status: number; text: string } {
    this.purge();
    const row = this.rows.get(uuid);
    if (row?.state === "Processing") return { status: 202, text: "{}" };
    const outcome = row?.outcome ?? this.memory.get(uuid);
    if (outcome === undefined) throw new TextError(404, "the job has been expired");
    this.remember(uuid, outcome);
    const body =
      withSchema && outcome.status === 200 ? { schema: outcome.schema, ...(outcome.body as object) } : outcome.body;
    return { status: outcome.status, text: htmlSafeJson(body) };
  }

  /** What a restart of the management node does to the results in its memory. */
  forgetResults(): void {
    this.memory.clear();
  }

  /** Drops everything; nothing that still runs will change the database any more. */
  clear(): void {
    for (const cancel of [...this.cancels.values()]) cancel(true);
    this.cancels.clear();
    this.rows.clear();
    this.memory.clear();
    this.world.changed("everything");
  }

  /**
   * `kill -9` and restart of the management node: nothing is undone, whatever ran or waited is "processing" from now on,
   * and the results in memory are gone.
   */
  crash(): void {
    for (const cancel of [...this.cancels.values()]) cancel(false);
    this.cancels.clear();
    this.world.queues.clear();
    this.memory.clear();
  }

  private run(row: JobRow, submission: Submission, work: Work): void {
    const { clock, queues } = this.world;
    const stalled = submission.fault?.type === "stallJob";
    let started = false;
    let over = false;
    let steps: (() => void)[] = [];
    const timers: (() => void)[] = [];
    const close = (abort: boolean): void => {
      over = true;
      for (const cancel of timers) cancel();
      this.cancels.delete(row.uuid);
      if (abort && started) work.abort?.();
    };
    const fail = (error: unknown): void => {
      if (over) return;
      close(true);
      this.end(row, submission, { error });
      leave();
    };
    const finish = (): void => {
      if (over) return;
      if (submission.fault?.type === "failJob") {
        fail(
          new ApiError(submission.fault.code ?? "SYS.1006", submission.fault.details ?? "failed on purpose", at(work)),
        );
        return;
      }
      let result: Inventory;
      try {
        for (const step of steps.splice(0)) step();
        result = work.finish();
      } catch (error) {
        fail(error);
        return;
      }
      close(false);
      this.end(row, submission, { result });
      leave();
    };
    const next = (): void => {
      try {
        steps.shift()?.();
      } catch (error) {
        fail(error);
      }
    };
    const leave = queues.enter(work.queues ?? [`job-${row.uuid}`], () => {
      try {
        work.start?.();
        started = true;
        // A job that is to fail leaves nothing, so that it does nothing either.
        if (submission.fault?.type !== "failJob") steps = work.steps?.() ?? [];
      } catch (error) {
        fail(error);
        return;
      }
      if (stalled) return;
      const slow = submission.fault?.type === "slowJob" ? submission.fault.ms : undefined;
      const duration = slow ?? durationOf(this.world.options.jobDuration, row.api, work);
      if (duration === 0) {
        finish();
        return;
      }
      const pause = duration / (steps.length + 1);
      for (let index = 1; index <= steps.length; index++) timers.push(clock.after(index * pause, next));
      timers.push(clock.after(duration, finish));
    });
    if (!stalled) timers.push(clock.after(row.apiTimeout, () => fail(timedOut(row, work))));
    this.cancels.set(row.uuid, (undo) => {
      close(undo);
      if (undo) leave();
    });
  }

  private end(row: JobRow, submission: Submission, ended: { result: Inventory } | { error: unknown }): void {
    const outcome = "result" in ended ? succeeded(ended.result) : failed(ended.error, this.world.atLeast(5, 4));
    submission.ended?.(outcome);
    if (submission.fault?.type === "expireJob") {
      this.rows.delete(row.uuid);
    } else {
      row.state = "Done";
      row.outcome = outcome;
      this.remember(row.uuid, outcome);
    }
    this.world.changed({ job: row.uuid });
    if (submission.webHook !== undefined) callWebHook(submission.webHook, row.uuid, outcome);
  }

  private remember(uuid: string, outcome: Outcome): void {
    this.memory.delete(uuid);
    this.memory.set(uuid, outcome);
    for (const oldest of this.memory.keys()) {
      if (this.memory.size <= keptInMemory) break;
      this.memory.delete(oldest);
    }
  }

  private purge(): void {
    const limit = this.world.clock.now() - jobsKeptFor(this.world.database);
    for (const row of this.rows.values()) {
      // Rows are in the order of their creation: the first young one ends the search.
      if (row.createDate > limit) break;
      if (row.state !== "Done") continue;
      this.rows.delete(row.uuid);
      this.world.changed({ job: row.uuid });
    }
  }
}

function at(work: Work): { location?: string } {
  return work.location === undefined ? {} : { location: work.location };
}

function timedOut(row: JobRow, work: Work): ApiError {
  const name = work.message ?? `org.zstack.header.message.API${row.api}Msg`;
  const seconds = row.apiTimeout / 1000;
  const details = `Message[name: ${name}, id: ${row.uuid}] timeout after ${seconds} seconds`;
  return new ApiError("SYS.1001", details, at(work));
}

function succeeded(result: Inventory): Outcome {
  return { status: 200, body: JSON.parse(JSON.stringify(result)), schema: schemaOf(result) };
}

function failed(error: unknown, newer: boolean): Outcome {
  const known = error instanceof ApiError ? error : new ApiError("SYS.1000", String(error), { unhandled: true });
  return { status: 503, body: { error: known.body(true, newer) }, schema: {} };
}
