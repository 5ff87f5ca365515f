// What the restore drills of a stack have shown, as its state recorded it. No platform knows it.

import { z } from "zod";
import {
  restoreDrillProperties as cinderDrill,
  drillSources as cinderSources,
} from "../../provider/cinder/restoreDrill/properties";
import { pointKeys } from "../../provider/cinder/series";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import { platformText } from "../../provider/http/printable";
import { drillSources, restoreDrillProperties } from "../../provider/zstack/restoreDrill/properties";
import { type ExportedStack, revealSecrets, type StateResource } from "../state/exportedStack";

/** A drill that succeeded. */
export interface DrillRow {
  /** When what it had restored was verified, ISO 8601, by the clock of the machine that ran Pulumi. */
  readonly restorableAt: string;
  /** Seconds until then. */
  readonly duration?: number | undefined;
}

/** Seconds; of one that is dated in the future by another clock, none have passed. */
export const drillAge = ({ restorableAt }: DrillRow, now: number): number =>
  Math.max(0, (now - Date.parse(restorableAt)) / 1000);

/** What a restore point shows of its drills. */
export interface ShownDrill {
  /** The newest that succeeded. */
  readonly drill?: DrillRow;
  /** Why the one of its series failed. */
  readonly drillProblem?: string;
}

/** The last drill of a series, if it failed. */
export interface FailedDrill {
  /** Id of the restore point. */
  readonly point: string;
  /** Logical name of the series. */
  readonly resource: string;
  readonly problem: string;
}

export interface StateDrills {
  /** Each drill with the id of its restore point. */
  readonly recorded: readonly (ShownDrill & { readonly point: string })[];
  readonly failed: readonly FailedDrill[];
  /** Logical names of drills that a run has begun and not ended. */
  readonly begun: readonly string[];
}

/** Inputs that name a restore point, by the type of the drill. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  [restoreDrillProperties.token]: drillSources,
  [cinderDrill.token]: cinderSources,
};

const drillSchema = z.object({
  restorableAt: z
    .string()
    .refine((date) => !Number.isNaN(Date.parse(date)))
    .transform((date) => new Date(date).toISOString()),
  duration: z.number().optional().catch(undefined),
});

const historySchema = z.object({
  history: z.array(
    z.looseObject({ drill: z.unknown().optional(), drillProblem: z.string().optional().catch(undefined) }),
  ),
  drill: z.literal(true).optional().catch(undefined),
});

/** @param exported a state whose secrets are in the clear, as far as there are any in restore points and drills */
export function stateDrills({ deployment }: ExportedStack): StateDrills {
  const recorded: StateDrills["recorded"][number][] = [];
  const failed: FailedDrill[] = [];
  for (const one of deployment.resources ?? []) {
    const sources = sourcesIn(one);
    if (sources !== undefined) recorded.push(...ofDrill(one, sources));
    else if (tokenOfType(one.type)?.endsWith("Series") === true) {
      const series = ofSeries(one);
      recorded.push(...series.recorded);
      failed.push(...series.failed);
    }
  }
  const pending = (deployment.pending_operations ?? []).map(({ resource }) => resource);
  return { recorded, failed, begun: pending.filter((one) => sourcesIn(one) !== undefined).map(nameOf) };
}

const sourcesIn = ({ type }: StateResource): readonly string[] | undefined => sourcesOf[tokenOfType(type) ?? ""];

const nameOf = ({ urn }: StateResource): string => platformText(urn.split("::").slice(3).join("::"), 200);

function ofDrill({ outputs = {} }: StateResource, sources: readonly string[]): StateDrills["recorded"] {
  const values = z.record(z.string(), z.unknown()).parse(revealSecrets(outputs));
  const point = sources.map((name) => values[name]).find((value) => typeof value === "string");
  const drill = drillSchema.safeParse(values).data;
  return point === undefined || drill === undefined ? [] : [{ point, drill }];
}

function ofSeries(resource: StateResource): Pick<StateDrills, "recorded" | "failed"> {
  const read = historySchema.safeParse(revealSecrets(resource.outputs ?? {})).data;
  const recorded = (read?.history ?? []).flatMap((one) => {
    const point = one["uuid"] ?? one[pointKeys.id];
    const drill = drillSchema.safeParse(one.drill).data;
    const problem = one.drillProblem === undefined ? {} : { drillProblem: platformText(one.drillProblem) };
    if (typeof point !== "string" || (drill === undefined && one.drillProblem === undefined)) return [];
    return [{ point, ...(drill === undefined ? {} : { drill }), ...problem }];
  });
  // One of an older point is not repeated, and nobody repeats the last one once drills are turned off.
  const [last] = recorded;
  if (read?.drill === undefined || last?.drillProblem === undefined) return { recorded, failed: [] };
  return { recorded, failed: [{ point: last.point, resource: nameOf(resource), problem: last.drillProblem }] };
}

const dateOf = ({ drill }: ShownDrill): number => (drill === undefined ? 0 : Date.parse(drill.restorableAt));

/** Both in one: the newest that succeeded, and what is recorded of one that failed. */
export function together(one: ShownDrill = {}, other: ShownDrill = {}): ShownDrill {
  const [older, newer] = dateOf(one) <= dateOf(other) ? [one, other] : [other, one];
  return { ...older, ...newer };
}

/** By id of the restore point. */
export function shownDrills({ recorded }: Pick<StateDrills, "recorded">): ReadonlyMap<string, ShownDrill> {
  const found = new Map<string, ShownDrill>();
  for (const { point, ...shown } of recorded) found.set(point, together(found.get(point), shown));
  return found;
}
