import type { Call } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import type { CinderApi } from "../client/client";
import { repeated } from "../client/retryIdempotent";
import type { Change } from "../models/metadata";
import { at, type CinderSighting, type CinderType, sightingOf } from "../models/objectType";
import type { CinderRow, Metadata } from "../models/rows";
import { changeMetadata, gone } from "../ownership/changeMetadata";

/** Metadata of the declared keys as they are; what others wrote besides is theirs. */
export function shownMetadata(metadata: Metadata, declared: unknown): Record<string, string> {
  const keys = Object.keys((declared ?? {}) as Values).filter((key) => metadata[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, metadata[key] ?? ""]));
}

/** Brings name, description and metadata to what is declared, sending only what differs. */
export async function bringText<T extends CinderRow>(
  api: CinderApi,
  call: Call,
  type: CinderType<T>,
  sighting: CinderSighting<T>,
  olds: Values,
): Promise<CinderSighting<T>> {
  let row = sighting.object;
  const texts = changedTexts(row, call.inputs, olds);
  if (Object.keys(texts).length > 0) {
    const path = `${type.path}/${row.id}`;
    await repeated(call.around.clock, () => api.put(path, { [type.member]: texts }, undefined, at(type)));
    row = { ...row, ...texts };
  }
  const change = ({ metadata }: T): Change => metadataChange(metadata, call.inputs, olds);
  const changed = await changeMetadata(api, type, row.id, { change }, row);
  if (changed === undefined) throw gone(type, row.id);
  // What else is new about it is for the next refresh to show.
  return sightingOf(type, { ...row, metadata: changed.metadata });
}

function changedTexts(row: CinderRow, news: Values, olds: Values): { name?: string; description?: string } {
  const name = String(news["name"]);
  // Declared before and no longer, it goes back to nothing; never declared, it is left alone.
  const description = news["description"] ?? (olds["description"] === undefined ? undefined : "");
  return {
    ...(name === (row.name ?? "") ? {} : { name }),
    ...(description === undefined || description === (row.description ?? "")
      ? {}
      : { description: String(description) }),
  };
}

function metadataChange(metadata: Metadata, news: Values, olds: Values): Change {
  const wanted = (news["metadata"] ?? {}) as Metadata;
  const before = Object.keys((olds["metadata"] ?? {}) as Values);
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => metadata[key] !== value)),
    drop: before.filter((key) => wanted[key] === undefined && metadata[key] !== undefined),
  };
}
