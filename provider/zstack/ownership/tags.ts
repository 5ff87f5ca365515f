import { z } from "zod";
import { EngineGoneError } from "../../core/contract/errors";
import type { Deferral, RequestContext } from "../../core/contract/resourceDefinition";
import {
  adoptionTag,
  cascadeTag,
  deferredTag,
  type OwnershipTags,
  ownershipPrefixes,
  ownerTag,
  ownPrefixes,
  readOwnershipTags,
  retainedTag,
} from "../../core/identity/identity";
import { noteDeferral } from "../../core/lifecycle/deferrals";
import { isReplaced } from "../../core/lifecycle/successor";
import { FinalError, NotFoundError, type RequestFacts } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import { byUuids } from "../client/byUuids";
import { JobLostError, type ZStackApi } from "../client/client";
import { mergedByConnection, type Queryable } from "../client/mergedQuery";
import { refuseHeldBy } from "./holder";

// @API GET /v1/user-tags
// @API POST /v1/user-tags
// @API DELETE /v1/tags/{uuid}

const tagRow = z.object({
  uuid: z.string(),
  resourceUuid: z.string(),
  tag: z.string(),
  createDate: z.string().optional(),
});
export type TagRow = z.infer<typeof tagRow>;

const path = "/v1/user-tags";

/** Whether a tag says that its object is to be deleted, and how. */
const isDeferring = ({ tag }: TagRow): boolean => {
  const { deferred, cascade } = readOwnershipTags([tag]);
  return deferred !== undefined || cascade !== undefined;
};

const merged = mergedByConnection(
  (api: Queryable, uuids) => byUuids(api, path, tagRow, uuids, "resourceUuid"),
  (row) => row.resourceUuid,
);

/** User tags of these objects, of every account that wrote some. */
export async function tagsOf(api: Queryable, uuids: readonly string[]): Promise<TagRow[]> {
  return [...(await merged(api, uuids))];
}

/** User tags of all objects whose uuid begins with `prefix`. */
export async function tagsByPrefix(api: ZStackApi, prefix: string): Promise<TagRow[]> {
  return api.query(path, tagRow, [{ field: "resourceUuid", operator: "~=", value: `${prefix}%` }]);
}

export function ownershipOf(rows: readonly TagRow[]): OwnershipTags {
  return readOwnershipTags(rows.map((row) => row.tag));
}

/** Whether a tag says whose its object is. */
export const isOurs = (tag: string): boolean => ownershipPrefixes.some((prefix) => tag.startsWith(prefix));

/** Whether a user wrote the tag. */
const isUsers = ({ tag }: TagRow): boolean => !ownPrefixes.some((prefix) => tag.startsWith(prefix));

/** Tags that a user wrote, sorted. */
export function usersTags(rows: readonly TagRow[]): string[] {
  return rows
    .filter(isUsers)
    .map((row) => row.tag)
    .sort();
}

/** The tags of an object as far as the server tells: of what is being written, the job tells otherwise. */
const tagsIfTold = (api: Queryable, uuid: string): Promise<TagRow[] | undefined> =>
  bestEffort(() => tagsOf(api, [uuid]));

/** Writes a tag. Returns the object's tags if they were what showed that it is written. */
export async function addTag(
  api: ZStackApi,
  ctx: RequestContext,
  resourceType: string,
  resourceUuid: string,
  tag: string,
): Promise<TagRow[] | undefined> {
  const body = { params: { resourceType, resourceUuid, tag } };
  let shown: TagRow[] | undefined;
  const isWritten = async (): Promise<boolean> => {
    const rows = await tagsIfTold(api, resourceUuid);
    if (rows?.some((row) => row.tag === tag) !== true) return false;
    shown = rows;
    return true;
  };
  await api.run({ method: "POST", path, body }, ctx.label, ctx.timeout, isWritten).catch(async (error: unknown) => {
    // A refusal may be a duplicate, and a lost job may have run, so check the tag itself.
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) throw error;
    const rows = await tagsOf(api, [resourceUuid]);
    if (!rows.some((row) => row.tag === tag)) throw error;
  });
  return shown;
}

/** Deletes a tag. One that is gone, perhaps together with its object, is deleted. */
export async function removeTag(
  api: Pick<ZStackApi, "run"> & Queryable,
  ctx: Pick<RequestContext, "label" | "timeout">,
  row: TagRow,
): Promise<void> {
  const write = { method: "DELETE" as const, path: `/v1/tags/${row.uuid}?deleteMode=Permissive` };
  const isRemoved = async (): Promise<boolean> =>
    (await tagsIfTold(api, row.resourceUuid))?.some((one) => one.uuid === row.uuid) === false;
  await api.run(write, ctx.label, ctx.timeout, isRemoved).catch(async (error: unknown) => {
    if (!(error instanceof FinalError) && !(error instanceof JobLostError)) throw error;
    const rows = await tagsOf(api, [row.resourceUuid]);
    if (!rows.some((one) => one.uuid === row.uuid)) return;
    throw error instanceof FinalError ? irremovable(error, row) : error;
  });
}

/** The same for an owner tag; if the server refuses it, the error names the required permission. */
export async function addOwnershipTag(
  api: ZStackApi,
  ctx: RequestContext,
  resourceType: string,
  uuid: string,
  tag: string,
): Promise<TagRow[] | undefined> {
  return addTag(api, ctx, resourceType, uuid, tag).catch((error: unknown) => {
    // A missing object is not a matter of permissions.
    throw error instanceof FinalError && !(error instanceof NotFoundError) ? ownerTagRefused(error, tag) : error;
  });
}

/** Tags that the server treats as equal to `tag`: they differ only in case, whoever wrote them. */
export function twinsOf(tag: string, rows: readonly TagRow[]): TagRow[] {
  return rows.filter((row) => row.tag !== tag && row.tag.toLowerCase() === tag.toLowerCase());
}

/** Makes our tags of an object exactly `wanted`, plus those of `keep`. */
async function setOwnershipTags(
  api: ZStackApi,
  ctx: RequestContext,
  resourceType: string,
  uuid: string,
  wanted: string,
  keep: (tag: string) => boolean,
): Promise<void> {
  const rows = await tagsOf(api, [uuid]);
  refuseHeldBy(ctx, uuid, rows);
  const inTheWay = twinsOf(wanted, rows);
  const surplus = rows.filter((row) => isOurs(row.tag) && row.tag !== wanted && !keep(row.tag));
  const others = [...new Set([...inTheWay, ...surplus])];
  for (const row of inTheWay) await removeTag(api, ctx, row);
  if (!rows.some((row) => row.tag === wanted)) await addOwnershipTag(api, ctx, resourceType, uuid, wanted);
  for (const row of others.filter((one) => !inTheWay.includes(one))) await removeTag(api, ctx, row);
}

const tagRefusal = ({ request, platformCode }: FinalError): RequestFacts => ({
  request,
  ...(platformCode === undefined ? {} : { platformCode }),
  errorCode: "tag-refused",
});

function irremovable(error: FinalError, { tag, resourceUuid }: TagRow): FinalError {
  return new FinalError(
    `cannot delete tag "${tag}" of ${resourceUuid}: ${error.message}. A tag that another account wrote can only be ` +
      `deleted by that account or by the administrator.`,
    tagRefusal(error),
    { cause: error },
  );
}

function ownerTagRefused(error: FinalError, tag: string): FinalError {
  return new FinalError(
    `cannot write owner tag "${tag}": ${error.message}. The account needs permission to create and delete user tags ` +
      `(APICreateUserTagMsg, APIDeleteTagMsg) on its own resources.`,
    tagRefusal(error),
    { cause: error },
  );
}

/**
 * Defers the deletion of the object until nothing depends on it; until then it keeps its owner.
 * @param reach `cascade`: until nothing of this stack depends on it; foreign dependents are deleted with it
 */
export async function writeDeferredTag(
  api: ZStackApi,
  ctx: RequestContext,
  resourceType: string,
  uuid: string,
  reach: "alone" | "cascade" = "alone",
): Promise<void> {
  const deferring = deferredTag(ctx.owner);
  const withAll = reach === "cascade" ? cascadeTag(ctx.owner) : undefined;
  if (withAll !== undefined) await addTag(api, ctx, resourceType, uuid, withAll);
  const keep = (tag: string): boolean =>
    tag === ownerTag(ctx.owner) || tag === withAll || tag.startsWith(adoptionTag(""));
  return setOwnershipTags(api, ctx, resourceType, uuid, deferring, keep);
}

/** Notes a deferred deletion: its owner tag is removed once the engine has recorded the delete, at once if replaced. */
export async function defersFor(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  again: Pick<Deferral, "place" | "retry">,
): Promise<void> {
  const confirm = (): Promise<boolean> => unmarkDeferredOwner(api, ctx, uuid);
  if (isReplaced(ctx, uuid)) await confirm();
  noteDeferral(ctx, { uuid, confirm, ...again });
}

/**
 * Removes all our tags but the deferring ones; changes nothing if another owner has adopted the object. Returns whether
 * its deletion is deferred and it has no owner.
 */
async function unmarkDeferredOwner(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<boolean> {
  const rows = await tagsOf(api, [uuid]);
  const { owner, deferred, retained } = ownershipOf(rows);
  if (deferred === undefined || retained !== undefined) return false;
  if (owner === undefined) return true;
  if (owner !== deferred) return false;
  const others = rows.filter((row) => isOurs(row.tag) && !isDeferring(row));
  // The owner tag goes last: until then the object keeps its owner.
  for (const row of others.sort((a, b) => Number(a.tag === `pulumi::${owner}`) - Number(b.tag === `pulumi::${owner}`)))
    await removeTag(api, ctx, row);
  return true;
}

/** Throws if the engine is gone and cannot record a deferred deletion: the object is still in its state. */
export async function stillRecorded(ctx: RequestContext, what: string): Promise<void> {
  if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(what);
}

/** The object is no longer to be deleted. */
export async function removeDeferredTag(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<void> {
  const rows = await tagsOf(api, [uuid]);
  for (const row of rows.filter(isDeferring)) await removeTag(api, ctx, row);
}

/** Removes all our tags: the object is as before the engine recorded it. */
export async function removeOwnerTag(api: ZStackApi, ctx: RequestContext, uuid: string): Promise<void> {
  const rows = (await tagsOf(api, [uuid])).filter((one) => isOurs(one.tag));
  // Without the owner tag, a deferring one would count.
  const first = [...rows.filter(isDeferring), ...rows.filter((one) => !isDeferring(one))];
  for (const row of first) await removeTag(api, ctx, row);
}

/** Tags, of any object, that begin with a text without special characters. */
export async function tagsBeginning(api: ZStackApi, text: string): Promise<TagRow[]> {
  // The server's wildcards may match more, and it does not tell cases apart.
  const rows = await api.query(path, tagRow, [{ field: "tag", operator: "~=", value: `${text}%` }]);
  return rows.filter((row) => row.tag.startsWith(text));
}

/** Retains the object: from now on deletions treat it as foreign. */
export function writeRetainedTag(
  api: ZStackApi,
  ctx: RequestContext,
  resourceType: string,
  uuid: string,
): Promise<void> {
  return setOwnershipTags(api, ctx, resourceType, uuid, retainedTag(ctx.owner), () => false);
}

/** Makes the user's tags exactly `wanted`; sends only differences. `rows` are the current tags. */
export async function changeTags(
  api: ZStackApi,
  ctx: RequestContext,
  target: { readonly resourceType: string; readonly uuid: string },
  rows: readonly TagRow[],
  wanted: readonly string[],
): Promise<TagRow[]> {
  const users = rows.filter(isUsers);
  const surplus = users.filter((row) => !wanted.includes(row.tag));
  const missing = wanted.filter((tag) => !users.some((row) => row.tag === tag));
  if (surplus.length === 0 && missing.length === 0) return [...rows];
  // Remove before adding: a tag that changes only its case would be refused as a duplicate.
  for (const row of surplus) await removeTag(api, ctx, row);
  let shown: TagRow[] | undefined;
  for (const tag of missing) shown = await addTag(api, ctx, target.resourceType, target.uuid, tag);
  return shown ?? tagsOf(api, [target.uuid]);
}
