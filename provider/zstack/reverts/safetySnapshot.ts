import type { RequestContext } from "../../core/contract/resourceDefinition";
import { retainedTag } from "../../core/identity/identity";
import type { Mark } from "../../core/reverts/mark";
import type { Deadline } from "../../http/clock";
import { FinalError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { jobKey, jobUuid } from "../client/jobIds";
import { snapshotResourceType, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { groupPath, groupResourceType, groupSchema, livingRefs } from "../models/volumeSnapshotGroup";
import { addTag, ownershipOf, tagsOf } from "../ownership/tags";
import { byNow, watchOf } from "../resource/deadJobs";
import { safetyFact } from "./facts";

// The snapshot that a restore in place takes first. Nobody's resource: it carries the tag of something that is retained.
// @API POST /v1/volumes/{volumeUuid}/volume-snapshots
// @API POST /v1/volume-snapshots/group

/** Seconds a server allows a snapshot by itself. */
const serverLimit = 3 * 3600;

/** What the safety snapshot is taken of: one volume, or all volumes of the VM with this root volume. */
export type Secured = { readonly volumeUuid: string } | { readonly rootVolumeUuid: string };

/** The safety snapshot of each volume, by its uuid, as far as it is complete; undefined if it does not exist. */
export async function safetySnapshots(
  api: ZStackApi,
  secured: Secured,
  uuid: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  if ("volumeUuid" in secured) {
    const snapshot = await api.one(snapshotsPath, snapshotSchema, uuid);
    return snapshot?.status === "Ready" ? new Map([[secured.volumeUuid, uuid]]) : undefined;
  }
  const group = await api.one(groupPath, groupSchema, uuid);
  return group === undefined
    ? undefined
    : new Map(livingRefs(group).map((ref) => [ref.volumeUuid, ref.volumeSnapshotUuid]));
}

/** For which restore it is taken. */
interface Taking {
  readonly mark: Mark;
  readonly what: string;
  readonly deadline: Deadline;
}

/** Whether an interrupted run has taken the safety snapshot of its mark. It is kept, and may lack what was written since. */
export async function keepEarlier(
  api: ZStackApi,
  ctx: RequestContext,
  secured: Secured,
  { facts }: Mark,
): Promise<boolean> {
  const uuid = facts[safetyFact];
  if (uuid === undefined || (await safetySnapshots(api, secured, uuid)) === undefined) return false;
  await keep(api, ctx, secured, uuid);
  return true;
}

/** Takes the safety snapshot that the mark names, or waits for the one that an interrupted run began. */
export async function takeSafetySnapshot(
  api: ZStackApi,
  ctx: RequestContext,
  secured: Secured,
  taking: Taking,
): Promise<void> {
  const uuid = taking.mark.facts[safetyFact];
  if (uuid === undefined) return;
  if ((await safetySnapshots(api, secured, uuid)) === undefined) await make(api, ctx, secured, uuid, taking);
  await keep(api, ctx, secured, uuid);
}

/** Without a tag, it would count as left by accident. */
async function keep(api: ZStackApi, ctx: RequestContext, secured: Secured, uuid: string): Promise<void> {
  if (ownershipOf(await tagsOf(api, [uuid])).retained !== undefined) return;
  const resourceType = "volumeUuid" in secured ? snapshotResourceType : groupResourceType;
  await addTag(api, ctx, resourceType, uuid, retainedTag(ctx.owner));
}

async function make(
  api: ZStackApi,
  ctx: RequestContext,
  secured: Secured,
  uuid: string,
  { mark, what, deadline }: Taking,
): Promise<void> {
  const target = "volumeUuid" in secured ? secured.volumeUuid : secured.rootVolumeUuid;
  const job = jobUuid(jobKey(api.settings.credentials), `${target}/${mark.event}/safety/${uuid}`, mark.attempt);
  const params = {
    name: `before-restore-${mark.at.replace(/[-:]|\.\d+/g, "")}`,
    description: `Taken by Pulumi right before ${what} was restored in place.`,
    resourceUuid: uuid,
  };
  const write =
    "volumeUuid" in secured
      ? { path: `/v1/volumes/${target}/volume-snapshots`, body: { params } }
      : { path: groupPath, body: { params: { ...params, rootVolumeUuid: target } } };
  ctx.runtime.say(`${ctx.label}: taking a safety snapshot of ${what}`);
  const handedIn = byNow(api);
  const submitted = await api.submit({ method: "POST", ...write }, job, deadline);
  const limit = submitted.serverTimeout ?? serverLimit;
  if (ctx.timeout === undefined) deadline.extendTo(deadline.elapsed + limit + 60);
  const watch = watchOf(api, job, false, async () => ({ handedIn: await handedIn(), limit }));
  await api.follow(job, deadline, `${ctx.label}: safety snapshot of ${what}`, watch);
  if ((await safetySnapshots(api, secured, uuid)) === undefined) {
    throw new FinalError(`the safety snapshot of ${what} was not taken`, {
      request: `POST ${write.path}`,
      errorCode: "creation-failed",
    });
  }
}
