import type { Call, Kind } from "../../core/contract/resourceDefinition";
import type { Settings } from "../../core/contract/settings";
import type { ZStackApi } from "../client/client";
import { zstackEndpoint } from "../client/config";
import { connection } from "../client/connections";
import { markOwned } from "../ownership/ownerTag";
import { markRetained, tagsOf } from "../ownership/tags";
import {
  attemptsAt,
  findByIdentity,
  getObject,
  type Inventory,
  type ObjectType,
  rememberedObjects,
  type Seen,
  sightingOf,
  type ZStackSighting,
} from "./objectType";
import { glanceAt } from "./readBatch";
import { resumeByJob } from "./resume";

/** The connection that belongs to a call. */
export const apiOf = (call: Call): ZStackApi => connection(call.settings, call.around);

type Common =
  | "noun"
  | "idName"
  | "namedBy"
  | "shadowed"
  | "endpoint"
  | "origin"
  | "hidden"
  | "find"
  | "get"
  | "glance"
  | "attempts"
  | "remembered"
  | "resume"
  | "mark"
  | "retain";

/** What all kinds of ZStack objects do in the same way: finding, marking and following them. */
export function objectKind<T extends Inventory>(type: ObjectType<T>): Pick<Kind<Seen<T>>, Common> {
  return {
    noun: type.noun,
    idName: "uuid",
    namedBy: "resourceUuid",
    shadowed: [],
    endpoint: (settings: Settings) => zstackEndpoint(settings),
    origin: (call) => apiOf(call).origin(),

    async hidden(call, id) {
      // A row that only lingers keeps its tags, and is seen.
      return (await type.byUuid(apiOf(call), id)) === undefined ? hiddenRow(call, id) : undefined;
    },

    find: (call) => findByIdentity(apiOf(call), type, call),
    get: (call, id) => getObject(apiOf(call), type, id),
    glance: (call, id) => glanceAt(apiOf(call), type, id),
    attempts: (call) => attemptsAt(apiOf(call), type, call),
    remembered: (call, unmarked) => rememberedObjects(apiOf(call), type, call, unmarked),
    resume: (call, id, job, wait) => resumeByJob(apiOf(call), call, type, id, job, wait),

    async mark(call, sighting, claim): Promise<ZStackSighting<T>> {
      const { inventory } = sighting.object;
      const object = { resourceType: type.resourceType, uuid: type.tagged(inventory), before: sighting.marks.owner };
      const rows = await markOwned(apiOf(call), call, object, claim);
      return sightingOf(type, inventory, rows);
    },

    async retain(call, id) {
      const sighting = await getObject(apiOf(call), type, id);
      if (sighting === undefined) return;
      await markRetained(apiOf(call), call, type.resourceType, type.tagged(sighting.object.inventory));
    },
  };
}

/** Proof that the row with this uuid is there: tags of other accounts can be seen, and they go with their object. */
export async function hiddenRow(call: Call, uuid: string): Promise<string | undefined> {
  const rows = await tagsOf(apiOf(call), [uuid]);
  return rows.length === 0 ? undefined : `it still has ${rows.length === 1 ? "a tag" : `${rows.length} tags`}`;
}
