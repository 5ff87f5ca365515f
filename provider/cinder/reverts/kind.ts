import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import type { Deadline } from "../../http/clock";
import type { CinderApi } from "../client/client";
import type { CinderPath } from "../models/objectType";
import type { CinderRow, VolumeRow } from "../models/rows";

/** What goes back, and to what, as the service just showed it. */
export interface Pair<P> {
  readonly volume: VolumeRow;
  readonly point: P;
}

/** What one resource type adds to restores in place. */
export interface CinderRevert<P extends CinderRow> {
  /** The inputs that name the restore point. */
  source(inputs: JsonObject): JsonObject;
  target(ctx: RequestContext): string;
  /** The input that names the restore point, and its value. */
  readonly pointInput: string;
  pointId(ctx: RequestContext): string;
  readonly point: CinderPath<P>;
  /** Microversion that it needs, and for what. */
  readonly needs: readonly [version: string, what: string];
  /** Status of the volume while it is overwritten. */
  readonly busy: string;
  /** Whether the platform replaces the metadata of the volume, and with them the marks on it. */
  readonly replacesMetadata: boolean;
  /** Throws what forbids it, besides the statuses. */
  check(api: CinderApi, pair: Pair<P>): Promise<void>;
  /** When the data of the restore point are from, as the service shows it. */
  dateOf(point: P): string | null | undefined;
  /** Sends the request once, if `condition` does not throw; it is asked each time right before. */
  send(api: CinderApi, ctx: RequestContext, condition: () => Promise<void>, deadline: Deadline): Promise<void>;
  /** What helps after the platform has failed, as sentences. */
  remedy(volume: VolumeRow): string;
}
