import type { Secured } from "./safetySnapshot";

/** One volume that goes back. */
export interface Member {
  readonly volumeUuid: string;
  /** The snapshot that it goes back to; undefined for a backup. */
  readonly snapshotUuid: string | undefined;
}

/** A restore point as a restore in place uses it. */
export interface RevertSource {
  /** As messages name it: `volume snapshot 0f3a… "before-2.4"`. */
  readonly named: string;
  readonly createDate: string | undefined;
  readonly members: readonly Member[];
  /** The VM that has to be stopped; undefined for a detached volume. */
  readonly vmUuid: string | undefined;
  readonly secured: Secured;
  /** Path of the action, and its body. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds a server allows the action by itself. */
  readonly serverLimit: number;
}
