// User and system tags.

import { systemTagClass, userTagClass } from "../core/classes";
import { isEntity } from "../core/database";
import { ApiError, duplicateKey, invalid, operation } from "../core/errors";
import { render } from "../core/inventories";
import { addTag, findTag } from "../engine/tags";
import { type Api, type Call, deleteModeParam, minutes, type Work } from "../rest/api";

const createTagParams = {
  resourceType: { kind: "string", required: true },
  resourceUuid: { kind: "string", required: true },
  tag: { kind: "string", required: true },
} as const;

/** Any resource may carry tags; the type given is stored as it is, even a wrong one. */
function target({ world, params, account }: Call): { type: string; uuid: string; owner: string } {
  const uuid = params.need("resourceUuid");
  const type = params.need("resourceType");
  const found = world.database.resource(uuid);
  // Before 5.2 nobody looked; the database refused.
  if (found === undefined && !world.atLeast(5, 2)) throw duplicateKey();
  if (found === undefined) {
    throw new ApiError("SYS.1003", `invalid field[resourceUuid], resource[uuid:${uuid}, type:ResourceVO] not found`);
  }
  if (!account.admin && found.row.accountUuid !== account.uuid) {
    throw operation(
      `permission denied, the account[uuid:${account.uuid}] is not the owner of the resource[uuid:${uuid}, type:ResourceVO]`,
    );
  }
  if (!isEntity(type) && type !== "ImageStoreBackupStorageVO")
    throw invalid(`no resource type[${type}] found in tag system`);
  return { type, uuid, owner: account.uuid };
}

const ofImageStores =
  /^(allowbackup|onlybackup|remotebackup|volumeLiveBackup::parallelismDegree::\d+|backup::network::cidr::.+|fsInfo::type::.+)$/;

/** The few system tags the simulated product defines. */
const knownSystemTags: Record<string, RegExp> = {
  VolumeVO: /^volumeMaxIncrementalSnapshotNum::\d+$/,
  BackupStorageVO: ofImageStores,
  ImageStoreBackupStorageVO: ofImageStores,
};

function planCreate(call: Call, kind: "User" | "System"): Work {
  const { world, params } = call;
  const { type, uuid, owner } = target(call);
  const tag = params.need("tag");
  if (kind === "System" && !(knownSystemTags[type]?.test(tag) ?? false)) {
    throw invalid(`no system tag matches[${tag}] for resourceType[${type}]`);
  }
  const check = () => {
    target(call);
    if (findTag(world, kind, type, uuid, tag) === undefined) return;
    throw operation(`Duplicated Tag[tag:${tag}, type:${kind}, resourceType:${type}, resourceUuid:${uuid}]`);
  };
  check();
  return {
    instant: true,
    finish: () => {
      check();
      const row = addTag(world, owner, kind, type, uuid, tag);
      return { inventory: render(kind === "User" ? userTagClass : systemTagClass, row) };
    },
  };
}

function planDelete({ world, params, account }: Call): Work {
  const { userTags, systemTags, tagPatterns } = world.database.tables;
  const uuid = params.need("uuid");
  const row = userTags.get(uuid) ?? systemTags.get(uuid) ?? tagPatterns.get(uuid);
  if (row !== undefined && !account.admin && row.accountUuid !== account.uuid) {
    throw new ApiError(
      "ID.1002",
      `permission denied, the account[uuid:${account.uuid}] is not the owner of the tag[uuid:${uuid}]`,
    );
  }
  if (systemTags.get(uuid)?.inherent === true) throw operation(`tag[uuid:${uuid}] is inherent, cannot be deleted`);
  return {
    instant: true,
    finish: () => {
      userTags.remove(uuid);
      systemTags.remove(uuid);
      if (!tagPatterns.has(uuid)) return {};
      world.database.removeResource("tagPatterns", uuid);
      for (const attached of [...userTags.all()]) {
        if (attached.tagPatternUuid === uuid) userTags.remove(attached.uuid);
      }
      return {};
    },
  };
}

export const tagApis: Api[] = [
  {
    name: "QueryUserTag",
    kind: "query",
    method: "GET",
    path: "/user-tags",
    resource: "userTags",
  },
  {
    name: "CreateUserTag",
    kind: "job",
    method: "POST",
    path: "/user-tags",
    wrapper: "params",
    timeout: 30 * minutes,
    params: createTagParams,
    plan: (call) => planCreate(call, "User"),
  },
  { name: "QueryUserTag", kind: "query", method: "GET", path: "/user-tags/{uuid}", resource: "userTags" },
  {
    name: "QuerySystemTag",
    kind: "query",
    method: "GET",
    path: "/system-tags",
    resource: "systemTags",
  },
  {
    name: "CreateSystemTag",
    kind: "job",
    method: "POST",
    path: "/system-tags",
    wrapper: "params",
    timeout: 30 * minutes,
    params: createTagParams,
    plan: (call) => planCreate(call, "System"),
  },
  { name: "QuerySystemTag", kind: "query", method: "GET", path: "/system-tags/{uuid}", resource: "systemTags" },
  {
    name: "DeleteTag",
    kind: "job",
    method: "DELETE",
    path: "/tags/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: { kind: "string", required: true }, deleteMode: deleteModeParam },
    plan: planDelete,
  },
];
