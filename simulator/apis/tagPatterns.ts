// Tag patterns: tags that are defined once and attached to resources.

import { systemTagClass, tagPatternClass, userTagClass } from "../core/classes";
import { duplicateKey, operation, resourcesMissing } from "../core/errors";
import { newUuid } from "../core/ids";
import { render } from "../core/inventories";
import type { TagPatternRow, TagRow } from "../core/model";
import { addTag } from "../engine/tags";
import { type Api, type Call, createParams, descriptionParam, minutes, type ParamSpec, type Work } from "../rest/api";

const patternParam: ParamSpec = { kind: "string", required: true, resource: "TagPatternVO" };
const timeout = 30 * minutes;

function patternOf({ world, params }: Call, name: string): TagPatternRow | undefined {
  return world.database.tables.tagPatterns.get(params.need(name));
}

function planCreate({ world, params, account }: Call): Work {
  return {
    instant: true,
    finish: () => {
      const uuid = params.str("resourceUuid") ?? newUuid();
      if (world.database.resource(uuid) !== undefined) throw duplicateKey();
      const row = world.database.tables.tagPatterns.insert({
        ...world.database.base(uuid, account.uuid),
        name: params.need("name"),
        value: params.need("value"),
        description: params.str("description"),
        color: params.str("color"),
        type: params.str("type") === "withToken" ? "withToken" : "simple",
      });
      return { inventory: render(tagPatternClass, row) };
    },
  };
}

function planUpdate(call: Call): Work {
  const { world, params } = call;
  const row = patternOf(call, "uuid");
  return {
    instant: true,
    finish: () => {
      if (row === undefined) return {};
      const patch: Partial<TagPatternRow> = {};
      for (const column of ["name", "value", "description", "color"] as const) {
        const value = params.str(column);
        if (value !== undefined) patch[column] = value;
      }
      world.database.tables.tagPatterns.update(row, patch);
      return { inventory: render(tagPatternClass, row) };
    },
  };
}

function planAttach(call: Call): Work {
  const { world, params, account } = call;
  const row = patternOf(call, "tagUuid");
  const uuids = params.list("resourceUuids");
  const missing = uuids.filter((uuid) => world.database.resource(uuid) === undefined);
  if (missing.length > 0) throw resourcesMissing("resourceUuids", missing, "ResourceVO");
  return {
    instant: true,
    finish: () => {
      if (row === undefined || !world.database.tables.tagPatterns.has(row.uuid)) return { results: [] };
      const there = uuids.filter((uuid) => world.database.resource(uuid) !== undefined);
      const results = there.map((uuid) => {
        const type = world.database.resource(uuid)?.type ?? "VolumeSnapshotVO";
        const attached = world.database.tables.userTags
          .by("resourceUuid", uuid)
          .find((tag) => tag.tagPatternUuid === row.uuid);
        const tag = attached ?? addTag(world, account.uuid, "User", type, uuid, row.name, row.uuid);
        const inventory = render(userTagClass, tag, { tagPattern: render(tagPatternClass, row) });
        return { inventory, success: true };
      });
      return { results };
    },
  };
}

function planDetach({ world, params }: Call): Work {
  const pattern = params.need("tagUuid");
  const uuids = params.list("resourceUuids");
  return {
    instant: true,
    finish: () => {
      const { userTags } = world.database.tables;
      for (const uuid of uuids) {
        for (const tag of userTags.by("resourceUuid", uuid))
          if (tag.tagPatternUuid === pattern) userTags.remove(tag.uuid);
      }
      return {};
    },
  };
}

function planUpdateSystemTag({ world, params }: Call): Work {
  const row: TagRow | undefined = world.database.tables.systemTags.get(params.need("uuid"));
  if (row === undefined) throw operation(`cannot find system tag[uuid:${params.need("uuid")}]`);
  if (row.inherent === true) throw operation(`tag[uuid:${row.uuid}] is inherent, cannot be updated`);
  return {
    instant: true,
    finish: () => {
      world.database.tables.systemTags.update(row, { tag: params.need("tag") });
      return { inventory: render(systemTagClass, row) };
    },
  };
}

export const tagPatternApis: Api[] = [
  { name: "QueryTag", kind: "query", method: "GET", path: "/tags", resource: "tagPatterns" },
  {
    name: "CreateTag",
    kind: "job",
    method: "POST",
    path: "/tags",
    wrapper: "params",
    timeout,
    params: {
      name: { kind: "string", required: true, max: 128 },
      value: { kind: "string", required: true, max: 128 },
      description: descriptionParam,
      color: { kind: "string" },
      type: { kind: "string", values: ["simple", "withToken"] },
      ...createParams,
    },
    plan: planCreate,
  },
  { name: "QueryTag", kind: "query", method: "GET", path: "/tags/{uuid}", resource: "tagPatterns" },
  {
    name: "UpdateTag",
    kind: "job",
    method: "PUT",
    path: "/tags/{uuid}/actions",
    wrapper: "updateTag",
    timeout,
    params: {
      uuid: patternParam,
      name: { kind: "string", max: 128 },
      value: { kind: "string", max: 128 },
      description: descriptionParam,
      color: { kind: "string" },
    },
    plan: planUpdate,
  },
  {
    name: "AttachTagToResources",
    kind: "job",
    method: "POST",
    path: "/tags/{tagUuid}/resources",
    wrapper: "params",
    timeout,
    params: { tagUuid: patternParam, resourceUuids: { kind: "list", required: true, nonempty: true } },
    plan: planAttach,
  },
  {
    name: "DetachTagFromResources",
    kind: "job",
    method: "DELETE",
    path: "/tags/{tagUuid}/resources",
    timeout,
    params: { tagUuid: patternParam, resourceUuids: { kind: "list", required: true, nonempty: true } },
    plan: planDetach,
  },
  {
    name: "UpdateSystemTag",
    kind: "job",
    method: "PUT",
    path: "/system-tags/{uuid}/actions",
    wrapper: "updateSystemTag",
    timeout,
    params: { uuid: { kind: "string", required: true }, tag: { kind: "string", required: true } },
    plan: planUpdateSystemTag,
  },
];
