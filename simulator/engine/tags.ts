// Storing tags, from their own API and from creates that keep them.

import { newUuid } from "../core/ids";
import type { TagRow } from "../core/model";
import type { Call } from "../rest/api";
import type { World } from "../world";

/** Tags are compared as the database compares strings: without regard to case. */
export function findTag(
  world: World,
  type: "User" | "System",
  resourceType: string,
  resourceUuid: string,
  tag: string,
) {
  const { userTags, systemTags } = world.database.tables;
  const wanted = tag.toLowerCase();
  return (type === "User" ? userTags : systemTags)
    .by("resourceUuid", resourceUuid)
    .find((row) => row.resourceType === resourceType && row.tag.toLowerCase() === wanted);
}

export function addTag(
  world: World,
  accountUuid: string,
  type: "User" | "System",
  resourceType: string,
  resourceUuid: string,
  tag: string,
  tagPatternUuid?: string,
): TagRow {
  const { userTags, systemTags } = world.database.tables;
  return (type === "User" ? userTags : systemTags).insert({
    ...world.database.base(newUuid(), accountUuid),
    resourceUuid,
    resourceType,
    tag,
    type,
    tagPatternUuid,
    ...(type === "System" ? { inherent: false } : {}),
  });
}

/** The user tags and tag patterns of a create call. */
export function storeTags(call: Call, resourceType: string, resourceUuid: string): void {
  const { world, account, params } = call;
  for (const tag of call.userTags) {
    if (findTag(world, "User", resourceType, resourceUuid, tag) === undefined) {
      addTag(world, account.uuid, "User", resourceType, resourceUuid, tag);
    }
  }
  for (const uuid of params.list("tagUuids")) {
    const pattern = world.database.tables.tagPatterns.get(uuid);
    if (pattern !== undefined) addTag(world, account.uuid, "User", resourceType, resourceUuid, pattern.name, uuid);
  }
}
