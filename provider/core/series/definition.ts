import { createHash } from "node:crypto";
import type { Failure, RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import { hiddenInputs } from "../contract/stateKeys";
import { canonical, type JsonObject } from "../json";
import { isUnknown } from "../unknown";
import type { PointClock } from "./pointClock";
import { type SeriesDeclaration, seriesProperties } from "./properties";

/** A series of restore points of one resource type: what it needs to know besides that. */
export interface SeriesDefinition<T> extends SeriesDeclaration {
  /** How each point is made, found, tagged and removed. */
  readonly point: ResourceDefinition<T>;
  /** What history shows of a point's outputs, `createDate` and `size` among it; enough to be earlier outputs again. */
  shown(outputs: JsonObject): JsonObject;
  /** Inputs that the point of this number has instead of the declared ones. */
  forPoint?(inputs: JsonObject, number: number): JsonObject;
  /** Rules over `inputs`. */
  rules?(news: JsonObject): Failure[];
  /** The platform's clock, which it may have to be asked for. */
  clock(ctx: RequestContext): Promise<PointClock>;
}

/** The definition of the points as that of the series: what is checked, compared and tagged is the series. */
export function asResourceDefinition<T>(series: SeriesDefinition<T>): ResourceDefinition<T> {
  const { point, rules } = series;
  return {
    ...point,
    ...seriesProperties(series),
    rules: (news, olds) => [...point.rules(news, olds), ...nameFailures(point, news), ...(rules?.(news) ?? [])],
  };
}

/** Longer counters will not occur. */
const longestCounter = "-9999999";

function nameFailures<T>({ inputs }: ResourceDefinition<T>, { name }: JsonObject): Failure[] {
  if (typeof name !== "string" || isUnknown(name)) return [];
  if (inputs["name"]?.schema.safeParse(name + longestCounter).success !== false) return [];
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

/** How the request for one point differs from that for the series. */
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
    Object.hasOwn(point.inputs, input) || (hiddenInputs as readonly string[]).includes(input);
  const inputs = Object.fromEntries(Object.entries(ctx.inputs).filter(([input]) => known(input)));
  // A point is deleted by itself, whatever the policy of the series.
  return { ...ctx, identity, outputs, inputs: { ...inputs, ...then, name, deletionPolicy: "delete" } };
}
