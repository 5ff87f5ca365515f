import type { RequestContext, ResourceDefinition } from "../../core/contract/resourceDefinition";
import type { Settings } from "../../core/contract/settings";
import type { ZStackApi } from "../client/client";
import { zstackEndpoint } from "../config";
import { connection } from "../connections";
import { writeOwnerTag } from "../ownership/ownerTag";
import { tagsOf, writeRetainedTag } from "../ownership/tags";
import {
  attemptsAt,
  findByIdentity,
  getObject,
  type Inventory,
  listResumableObjects,
  type ObjectType,
  type ObservedZStack,
  observedFrom,
  type TaggedInventory,
} from "./objectType";
import { readFromBatch } from "./readBatch";
import { resumeByJob } from "./resume";

/** The connection of a request. */
export const apiOf = (ctx: RequestContext): ZStackApi => connection(ctx.settings, ctx.runtime);

type Common =
  | "noun"
  | "idOutput"
  | "importInput"
  | "endpoint"
  | "origin"
  | "evidenceOfExistence"
  | "find"
  | "get"
  | "getCached"
  | "attempts"
  | "listResumable"
  | "resume"
  | "writeOwner"
  | "retain";

/** The part of a definition that all ZStack resources share: finding, tagging and following objects. */
export function commonDefinition<T extends Inventory>(
  type: ObjectType<T>,
): Pick<ResourceDefinition<TaggedInventory<T>>, Common> {
  return {
    noun: type.noun,
    idOutput: "uuid",
    importInput: "resourceUuid",
    endpoint: (settings: Settings) => zstackEndpoint(settings),
    origin: (ctx) => apiOf(ctx).origin(),

    async evidenceOfExistence(ctx, id) {
      // A record that remains after its object still has tags, and byUuid returns it.
      return (await type.byUuid(apiOf(ctx), id)) === undefined ? evidenceInTags(ctx, id) : undefined;
    },

    find: (ctx) => findByIdentity(apiOf(ctx), type, ctx),
    get: (ctx, id) => getObject(apiOf(ctx), type, id),
    getCached: (ctx, id) => readFromBatch(apiOf(ctx), type, id),
    attempts: (ctx) => attemptsAt(apiOf(ctx), type, ctx),
    listResumable: (ctx, untagged) => listResumableObjects(apiOf(ctx), type, ctx, untagged),
    resume: (ctx, id, job, wait) => resumeByJob(apiOf(ctx), ctx, type, id, job, wait),

    async writeOwner(ctx, observed, adoptionId): Promise<ObservedZStack<T>> {
      const { inventory, rows: known } = observed.object;
      const object = {
        resourceType: type.resourceType,
        uuid: type.tagged(inventory),
        before: observed.ownership.owner,
        ...(ctx.operation === "create" && adoptionId === undefined ? { rows: known } : {}),
      };
      const rows = await writeOwnerTag(apiOf(ctx), ctx, object, adoptionId);
      return observedFrom(type, inventory, rows);
    },

    async retain(ctx, id) {
      const observed = await getObject(apiOf(ctx), type, id);
      if (observed === undefined) return;
      await writeRetainedTag(apiOf(ctx), ctx, type.resourceType, type.tagged(observed.object.inventory));
    },
  };
}

/** Proof that an invisible object exists: tags of other accounts are visible, and are deleted with their object. */
export async function evidenceInTags(ctx: RequestContext, uuid: string): Promise<string | undefined> {
  const rows = await tagsOf(apiOf(ctx), [uuid]);
  return rows.length === 0 ? undefined : `it still has ${rows.length === 1 ? "a tag" : `${rows.length} tags`}`;
}
