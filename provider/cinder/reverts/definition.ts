// Taking an existing volume back to a restore point of Cinder.
// @API GET /v3/{project_id}/volumes/{volume_id}
// @API POST /v3/{project_id}/volumes/{volume_id}/metadata
// @API DELETE /v3/{project_id}/volumes/{volume_id}/metadata/{key}

import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import type { Plan, RevertDefinition } from "../../core/reverts/definition";
import type { Mark } from "../../core/reverts/mark";
import { withLocks } from "../../core/runtime/locks";
import type { CinderApi } from "../client/client";
import type { Change } from "../models/metadata";
import { volumePath } from "../models/paths";
import { type CinderRow, isoTime, type Metadata, named, type VolumeRow } from "../models/rows";
import { changeMetadata } from "../ownership/changeMetadata";
import { apiOf } from "../resource/base";
import { pointInWords } from "../resource/pointInWords";
import { carryOut, outcomeOf } from "./carryOut";
import { resolve } from "./checks";
import { copyFact, dateFact, lastingFacts, metadataFact, safetyFact } from "./facts";
import { revertReaders } from "./inputs";
import type { CinderRevert } from "./kind";
import { type Carrier, type CinderMark, clearMark, isMark, merged, readMarks, writeMark } from "./marks";
import { safetyVolume } from "./safetyVolume";

export function cinderRevert<P extends CinderRow>(kind: CinderRevert<P>): RevertDefinition<CinderMark> {
  return {
    noun: "volume",
    targetInput: "volumeId",
    source: kind.source,
    async marks(ctx) {
      const api = apiOf(ctx);
      const volume = kind.target(ctx);
      const [version, what] = kind.needs;
      await api.demand(version, what);
      const [onVolume, onPoint] = await Promise.all([
        readMarks(api, { type: volumePath, id: volume }, volume),
        readMarks(api, pointOf(kind, ctx), volume),
      ]);
      return onVolume === undefined ? undefined : merged(onVolume, onPoint ?? []);
    },
    writeMark: (ctx, mark) => write(kind, ctx, mark),
    async clearMark(ctx, { mark, onPoint }) {
      const volume = kind.target(ctx);
      if (onPoint !== undefined) await clearMark(apiOf(ctx), pointOf(kind, ctx), volume, mark);
      await clearMark(apiOf(ctx), { type: volumePath, id: volume }, volume, mark);
    },
    plan: (ctx) => plan(kind, ctx),
    // Cinder remembers no requests.
    nextAttempt: async (_ctx, _event, ended) => ended + 1,
    run: (ctx, started) => withLocks(apiOf(ctx), [kind.target(ctx)], () => carryOut(kind, ctx, started)),
    outcomeOf: (ctx, started) => outcomeOf(kind, ctx, started),
    complete: (ctx, started) => complete(kind, ctx, started),
    outputsOf,
  };
}

const pointOf = <P extends CinderRow>(kind: CinderRevert<P>, ctx: RequestContext): Carrier<P> => ({
  type: kind.point,
  id: kind.pointId(ctx),
});

async function plan<P extends CinderRow>(kind: CinderRevert<P>, ctx: RequestContext): Promise<Plan> {
  const api = apiOf(ctx);
  const { safetyVolume: isCloned = true } = revertReaders.declared(ctx.inputs);
  const { volume, point } = await resolve(kind, api, ctx);
  const date = kind.dateOf(point) ?? undefined;
  const size = volume.size == null ? "" : ` of ${volume.size} GiB`;
  const what = `volume ${named(volume)}${size}`;
  const from = pointInWords(api, kind.point.noun, point, date);
  return {
    summary: `overwriting ${what} with ${from}; what was written since is lost${isCloned ? " except in the safety volume" : ""}`,
    steps: [...(isCloned ? [`Clone ${what} as a safety volume. It is kept.`] : []), `Overwrite ${what} with ${from}.`],
    facts: {
      ...(date === undefined ? {} : { [dateFact]: isoTime(date) }),
      ...(isCloned ? { [safetyFact]: Buffer.from(ctx.runtime.random(32)).toString("hex") } : {}),
    },
  };
}

/** `started` is on the volume alone until the request is about to be sent; what ends a restore is on both. */
async function write<P extends CinderRow>(kind: CinderRevert<P>, ctx: RequestContext, mark: Mark): Promise<CinderMark> {
  const api = apiOf(ctx);
  const volume = kind.target(ctx);
  const carrier: Carrier<VolumeRow> = { type: volumePath, id: volume };
  if (mark.phase === "started") {
    await writeMark(api, carrier, volume, mark);
    return { mark, onVolume: mark, onPoint: undefined };
  }
  const copy = mark.phase === "done" ? await copyOf(api, ctx, mark) : undefined;
  const short: Mark = {
    ...mark,
    facts: { ...lastingFacts(mark), ...(copy === undefined ? {} : { [copyFact]: copy }) },
  };
  await writeMark(api, pointOf(kind, ctx), volume, short);
  await writeMark(api, carrier, volume, short);
  return { mark: short, onVolume: short, onPoint: short };
}

async function complete<P extends CinderRow>(
  kind: CinderRevert<P>,
  ctx: RequestContext,
  started: Mark,
): Promise<JsonObject> {
  const api = apiOf(ctx);
  const volume = kind.target(ctx);
  const all = kind.replacesMetadata ? await readMarks(api, pointOf(kind, ctx), volume) : [];
  const onPoint = all?.find(({ event, phase }) => event === started.event && phase === "started");
  const before = onPoint?.facts[metadataFact];
  if (before !== undefined) await putBack(api, volume, metadataIn(before));
  const copy = await copyOf(api, ctx, started);
  return outputsOf({ ...started, facts: { ...started.facts, ...(copy === undefined ? {} : { [copyFact]: copy }) } });
}

/** Metadata that the platform has replaced become what they were: owner tags are among them. */
async function putBack(api: CinderApi, volume: string, before: Metadata): Promise<void> {
  const isKept = (key: string): boolean => before[key] !== undefined || key === "src_backup_id" || isMark(key);
  const change = ({ metadata }: VolumeRow): Change => ({
    set: Object.fromEntries(Object.entries(before).filter(([key, value]) => metadata[key] !== value)),
    drop: Object.keys(metadata).filter((key) => !isKept(key)),
  });
  await changeMetadata(api, volumePath, volume, { change });
}

function metadataIn(text: string): Metadata {
  const entries = Object.entries(JSON.parse(text) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

async function copyOf(api: CinderApi, ctx: RequestContext, { facts }: Mark): Promise<string | undefined> {
  const identity = facts[safetyFact];
  return identity === undefined ? undefined : (facts[copyFact] ?? (await safetyVolume(api, ctx, identity))?.id);
}

function outputsOf({ facts }: Mark): JsonObject {
  return {
    ...(facts[dateFact] === undefined ? {} : { restorePointDate: facts[dateFact] }),
    ...(facts[copyFact] === undefined ? {} : { safetyVolumeId: facts[copyFact] }),
  };
}
