import { createHash } from "node:crypto";
import { z } from "zod";
import type { Failure, Field, Fields, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { hiddenInputs } from "../contract/stateKeys";
import { canonical, type JsonObject } from "../json";
import { isUnknown } from "../unknown";
import type { PointClock } from "./pointClock";
import { keepForSchema, keepLastSchema } from "./retention";

/** How programs see the id and the date of a point, which are `uuid` and `createDate` inside the provider. */
export interface PointKeys {
  readonly id: string;
  readonly date: string;
}

/** A series of restore points of one kind: what it needs to know besides the kind. */
export interface SeriesDefinition<T> {
  /** As owner marks and messages carry it, e.g. `zstack.VolumeSnapshotSeries`. */
  readonly token: string;
  /** How each point is made, found, marked and removed. */
  readonly point: ResourceDefinition<T>;
  /** What history shows of a point's outputs, `createDate` and `size` among it; enough to be earlier outputs again. */
  shown(outputs: JsonObject): JsonObject;
  /** Names in `history` and `current`. Default: `uuid` and `createDate`. */
  readonly pointKeys?: PointKeys;
  /** Inputs of the series besides those of its points; the next point heeds them. */
  readonly fields?: Fields;
  /** Inputs that the point of this number has instead of the declared ones. */
  forPoint?(inputs: JsonObject, number: number): JsonObject;
  /** Rules over `fields`. */
  rules?(news: JsonObject): Failure[];
  /** Inputs that each point is judged by as they were when it was made: it shows them, and later ones are not its. */
  readonly kept: readonly string[];
  /** The platform's clock, which it may have to be asked for. */
  clock(ctx: RequestContext): Promise<PointClock>;
}

const deletionPolicy: Field = {
  schema: z.enum(["delete", "retain"], { error: 'give one of "delete", "retain"' }).optional(),
  change: "createOnly",
};

/** Inputs of a series: those of its points but the ones that name a single object, and what is to be kept. */
function seriesFields({ fields, importInput }: Pick<ResourceDefinition<unknown>, "fields" | "importInput">): Fields {
  const own = Object.entries(fields).filter(([name]) => name !== "adopt" && name !== importInput);
  return {
    ...Object.fromEntries(own.map(([name, field]) => [name, forNext(field)])),
    // Another value takes another point; the series is the same.
    triggers: { schema: z.json().optional(), change: "update" },
    keepLast: { schema: keepLastSchema, change: "update" },
    keepFor: { schema: keepForSchema, change: "update" },
    deletionPolicy,
  };
}

/** What describes a point describes the ones that are made from then on: a description of today is wrong for yesterday's. */
function forNext({ schema, change }: Field): Field {
  return { schema, change: change === "replace" ? "replace" : "createOnly" };
}

/** The kind of the points in the clothes of the series: what is checked, compared and marked is the series. */
export function asResourceDefinition<T>({ token, point, fields, rules }: SeriesDefinition<T>): ResourceDefinition<T> {
  return {
    ...point,
    token,
    fields: { ...seriesFields(point), ...fields },
    inputsHiddenByOutputs: [],
    rules: (news, olds) => [...point.rules(news, olds), ...nameFailures(point, news), ...(rules?.(news) ?? [])],
  };
}

/** Counters of more digits than this one are a long way off. */
const longestCounter = "-9999999";

function nameFailures<T>({ fields }: ResourceDefinition<T>, { name }: JsonObject): Failure[] {
  if (typeof name !== "string" || isUnknown(name)) return [];
  if (fields["name"]?.schema.safeParse(name + longestCounter).success !== false) return [];
  const reason = `name: too long for the counter that is appended to it ("-1", "-2" …); shorten it by ${longestCounter.length} characters`;
  return [{ property: "name", reason }];
}

const sha256 = (...parts: unknown[]): string => createHash("sha256").update(canonical(parts)).digest("hex");

/** Hex digits of an identity that the platform's queries for all objects of an identity begin with. */
const common = 9;

/** The identity of one point of a series: all points of one `line` are found together, and each has jobs of its own. */
export function pointIdentity(line: string, triggerDigest: string, number: number): string {
  const own = sha256(line, triggerDigest, number);
  return sha256(line).slice(0, common) + own.slice(common);
}

/** Points after the first: another series of the same declaration (a forced replacement) has another first point. */
export const lineageAfter = (id: string, first: string | undefined): string => sha256(id, first ?? "");

/** Constant for the life of a series, and never the uuid of an object. */
export const seriesId = (identity: string): string => `series-${identity.slice(0, 24)}`;

/** What one point of a series is made of, or looked at with. */
export interface PointRequest {
  readonly identity?: string;
  readonly name?: string;
  /** Recorded outputs of the point. */
  readonly outputs?: JsonObject;
  /** Inputs that were others when the point was made. */
  readonly then?: JsonObject;
}

/** The request of the engine as it concerns one point. */
export function pointContext<T>(
  { point }: SeriesDefinition<T>,
  ctx: RequestContext,
  request: PointRequest,
): RequestContext {
  const { identity = ctx.identity, name = ctx.inputs["name"], outputs = {}, then = {} } = request;
  const known = (input: string): boolean =>
    Object.hasOwn(point.fields, input) || (hiddenInputs as readonly string[]).includes(input);
  const inputs = Object.fromEntries(Object.entries(ctx.inputs).filter(([input]) => known(input)));
  // A point goes alone, whatever becomes of the series.
  return { ...ctx, identity, outputs, inputs: { ...inputs, ...then, name, deletionPolicy: "delete" } };
}
