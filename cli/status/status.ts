import type { Capacity } from "../../provider/core/listing";
import type { PointStatus } from "../list/ownership";
import type { QueriedConnection } from "../stack/platforms";
import type { Finding, Newest } from "./findings";

/** Everything that is printed, in whichever format. */
export interface Status {
  readonly connections: readonly QueriedConnection[];
  readonly unreadable: readonly string[];
  readonly findings: readonly Finding[];
  readonly newest: readonly Newest[];
  readonly limits: readonly (Capacity & { readonly connection: string })[];
  /** Number of restore points by ownership. */
  readonly points: Readonly<Partial<Record<PointStatus, number>>>;
}
