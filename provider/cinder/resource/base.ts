import type { Members, ObservedInputs } from "../../core/contract/defineResource";
import type { Properties } from "../../core/contract/properties";
import type { Declared } from "../../core/contract/readers";
import type { Finding, RequestContext } from "../../core/contract/resourceDefinition";
import { cinderEndpoint } from "../../openstack/config";
import type { CinderApi } from "../client/client";
import { connectionOf } from "../connections";
import { type Change, isEmpty, isOurs, retainedBy } from "../models/metadata";
import {
  type CinderType,
  findByIdentity,
  getObject,
  hasFailed,
  isLeaving,
  type ObservedCinder,
  taggedOf,
} from "../models/objectType";
import { type CinderRow, isoTime } from "../models/rows";
import { changeMetadata } from "../ownership/changeMetadata";
import { writeOwner } from "../ownership/owner";
import { deleteLeftovers, listResumableObjects, resumed } from "./create";
import { refuseHeld } from "./delete";
import { reasonFor } from "./failureReason";
import type { objectInputs } from "./inputs";
import { readFromBatch } from "./readBatch";
import { shownMetadata } from "./update";

/** The connection of a request. */
export const apiOf = (ctx: RequestContext): CinderApi => connectionOf(ctx);

type CommonInputs = ReturnType<typeof objectInputs>;
type CommonProperties = Properties<CommonInputs>;

type Common =
  | "noun"
  | "endpoint"
  | "origin"
  | "evidenceOfExistence"
  | "find"
  | "get"
  | "getCached"
  | "listResumable"
  | "resume"
  | "failed"
  | "reason"
  | "isDeleting"
  | "deleteLeftovers"
  | "unadoptable"
  | "writeOwner"
  | "retain"
  | "verify"
  | "toInputs";

/** What all Cinder resources do in the same way: find, tag and follow their objects. */
export function commonDefinition<T extends CinderRow>(type: CinderType<T>): Pick<Members<T, CommonProperties>, Common> {
  return {
    noun: type.noun,
    endpoint: (settings) => cinderEndpoint(settings),
    origin: (ctx) => apiOf(ctx).origin(),
    // Nothing that another project has can be seen, not even that it is there.
    evidenceOfExistence: async () => undefined,

    find: (ctx) => findByIdentity(apiOf(ctx), type, ctx),
    get: (ctx, id) => getObject(apiOf(ctx), type, id),
    getCached: (ctx, id) => readFromBatch(apiOf(ctx), type, ctx, id),
    listResumable: async (ctx, untagged) => listResumableObjects(apiOf(ctx), ctx, type, untagged),
    failed: (observed) => hasFailed(observed.object),
    reason: (ctx, observed) => reasonFor(apiOf(ctx), observed.object),
    isDeleting: (observed) => isLeaving(observed.object),
    unadoptable: (_wanted, { ready, id, object }) =>
      ready ? undefined : `${type.noun} ${id} has status "${object.status}", not "available"`,
    deleteLeftovers: (ctx, left) => deleteLeftovers(apiOf(ctx), ctx, type, left),
    resume: (ctx, id, _job, wait) => resumed(apiOf(ctx), ctx, type, id, wait),

    writeOwner: (ctx, observed, adoptionId) => writeOwner(apiOf(ctx), ctx, type, observed, adoptionId),

    async retain(ctx, id) {
      const api = apiOf(ctx);
      const change = (row: T): Change => {
        const retained = retainedBy(taggedOf(type, row), ctx.owner);
        if (!isEmpty(retained)) refuseHeld(ctx, type, row);
        return retained;
      };
      await changeMetadata(api, type, id, { change });
    },

    verify(_ctx: RequestContext, observed: ObservedCinder<T>): Finding[] {
      const { status, size } = observed.object;
      const what = `${type.noun} ${observed.id}`;
      if (!observed.ready) return [{ check: "status", reason: `${what} has status "${status}", not "available"` }];
      return size === 0 ? [{ check: "size", reason: `${what} has a size of 0 GiB` }] : [];
    },

    toInputs(observed: ObservedCinder<T>, given: Declared<CommonInputs>): ObservedInputs<CommonProperties> {
      const { name, description, metadata } = observed.object;
      return {
        name: name ?? "",
        ...(given.description === undefined ? {} : { description: description ?? "" }),
        ...(given.metadata === undefined ? {} : { metadata: shownMetadata(metadata, given.metadata) }),
      };
    },
  };
}

/** Inputs that an import has for what the service shows; what is not set is not managed. */
export function commonImportedInputs({ name, description, metadata }: CinderRow): ObservedInputs<CommonProperties> {
  const others = Object.entries(metadata).filter(([key]) => !isOurs(key));
  return {
    name: name ?? "",
    ...(description == null || description === "" ? {} : { description }),
    ...(others.length === 0 ? {} : { metadata: Object.fromEntries(others) }),
  };
}

/** Outputs that all Cinder resources have. What the create recorded (`before`) is kept. */
export function commonOutputs(
  row: CinderRow,
  before: { readonly size?: number | undefined; readonly createdAt?: string | undefined },
): { readonly size: number | undefined; readonly createdAt: string | undefined } {
  return {
    size: before.size ?? row.size ?? undefined,
    createdAt: before.createdAt ?? (row.created_at == null ? undefined : isoTime(row.created_at)),
  };
}
