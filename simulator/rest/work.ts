// Who calls, what a job does, and what comes of it.

import type { Inventory } from "../core/inventories";

export interface Account {
  uuid: string;
  name: string;
  admin: boolean;
  /** Where a session calls. */
  sessionUuid?: string;
}

/** What a job does once its turn has come. */
export interface Work {
  /** First come, first served on each of these keys. */
  queues?: string[];
  /** Database work only: done at once, whatever the configured duration. */
  instant?: boolean;
  /** When its turn comes: rows in progress appear. May fail. */
  start?(): void;
  /** Asked after `start`: what happens one after the other before the end, spread evenly over the job's time. */
  steps?(): (() => void)[];
  finish(): Inventory;
  /** Undoes `start`. */
  abort?(): void;
  /** The inner message and place that a timeout or a failure names. */
  message?: string;
  location?: string;
}

/** What a job ends with, as its caller is answered. */
export interface Outcome {
  status: 200 | 503;
  body: unknown;
  schema: Record<string, string>;
}
