import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { JsonObject } from "../../core/json";
import type { CinderApi } from "../client/client";
import { retryIdempotent } from "../client/retryIdempotent";
import type { Change } from "../models/metadata";
import { at, type CinderType, type ObservedCinder, observedFrom } from "../models/objectType";
import type { CinderRow, Metadata } from "../models/rows";
import { changeMetadata, gone } from "../ownership/changeMetadata";
import { commonReaders } from "./inputs";

/** The declared metadata keys with their present values; other keys are not ours. */
export function shownMetadata(metadata: Metadata, declared: Metadata): Metadata {
  const keys = Object.keys(declared).filter((key) => metadata[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, metadata[key] ?? ""]));
}

/** Updates name, description and metadata; sends only what differs. */
export async function updateNameAndDescription<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  observed: ObservedCinder<T>,
  olds: JsonObject,
): Promise<ObservedCinder<T>> {
  let row = observed.object;
  const texts = changedTexts(row, ctx.inputs, olds);
  if (Object.keys(texts).length > 0) {
    const path = `${type.path}/${row.id}`;
    await retryIdempotent(ctx.runtime.clock, () => api.put(path, { [type.member]: texts }, undefined, at(type)));
    row = { ...row, ...texts };
  }
  const change = ({ metadata }: T): Change => metadataChange(metadata, ctx.inputs, olds);
  const changed = await changeMetadata(api, type, row.id, { change }, row);
  if (changed === undefined) throw gone(type, row.id);
  // Other changes are for the next refresh to show.
  return observedFrom(type, { ...row, metadata: changed.metadata });
}

function changedTexts(row: CinderRow, news: JsonObject, olds: JsonObject): { name?: string; description?: string } {
  const { name, description: wanted } = commonReaders.declared(news);
  // Removed from the program, it is reset to empty; never declared, it is left alone.
  const description = wanted ?? (commonReaders.declared(olds).description === undefined ? undefined : "");
  return {
    ...(name === (row.name ?? "") ? {} : { name }),
    ...(description === undefined || description === (row.description ?? "") ? {} : { description }),
  };
}

function metadataChange(metadata: Metadata, news: JsonObject, olds: JsonObject): Change {
  const { metadata: wanted = {} } = commonReaders.declared(news);
  const before = Object.keys(commonReaders.declared(olds).metadata ?? {});
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => metadata[key] !== value)),
    drop: before.filter((key) => wanted[key] === undefined && metadata[key] !== undefined),
  };
}
