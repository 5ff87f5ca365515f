import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type JsonObject, same } from "../../core/json";
import { connection } from "../connections";
import { changeTags, type TagRow, usersTags } from "../ownership/tags";
import { commonReaders } from "./inputs";

/**
 * Updates name and description, sending only differences. Returns the inventory of the response, or undefined if nothing
 * was sent.
 */
export async function updateNameAndDescription(
  ctx: RequestContext,
  current: { readonly uuid: string; readonly name: string; readonly description?: string | undefined },
  olds: JsonObject,
  path: string,
  action: string,
): Promise<unknown> {
  const changed: Record<string, string> = {};
  const name = commonReaders.declared(ctx.inputs).name;
  if (name !== current.name) changed["name"] = name;
  const description = declaredDescription(ctx.inputs, olds);
  if (description !== undefined && description !== (current.description ?? "")) changed["description"] = description;
  if (Object.keys(changed).length === 0) return undefined;
  const write = { method: "PUT" as const, path, body: { [action]: changed } };
  const what = `${ctx.label}: updating ${current.uuid}`;
  return (await connection(ctx.settings, ctx.runtime).run(write, what, ctx.timeout))["inventory"];
}

/** A removed input is cleared; one that was never declared is left alone. */
function declaredDescription(news: JsonObject, olds: JsonObject): string | undefined {
  return (
    commonReaders.declared(news).description ??
    (commonReaders.declared(olds).description === undefined ? undefined : "")
  );
}

/** Updates the user tags of an object; `rows` are its current tags. */
export async function updateTags(
  ctx: RequestContext,
  resourceType: string,
  uuid: string,
  rows: readonly TagRow[],
  olds: JsonObject,
): Promise<TagRow[]> {
  const declared = declaredTags(ctx.inputs, olds, usersTags(rows));
  return changeTags(connection(ctx.settings, ctx.runtime), ctx, { resourceType, uuid }, rows, declared);
}

function declaredTags(news: JsonObject, olds: JsonObject, current: readonly string[]): readonly string[] {
  const { userTags = [] } = commonReaders.declared(olds);
  return commonReaders.declared(news).userTags ?? current.filter((tag) => !userTags.includes(tag));
}

/** `items` in declared order, others last: the server keeps no order. */
function inDeclaredOrder(items: readonly string[], declared: readonly string[]): string[] {
  const kept = declared.filter((item) => items.includes(item));
  const all = [...kept, ...items.filter((item) => !kept.includes(item))];
  return same(all, declared) ? [...declared] : all;
}

/** Inputs as the server shows them; what is not declared is not managed. */
export const shownDescription = (
  description: string | undefined,
  declared: string | undefined,
): { readonly description?: string } => (declared === undefined ? {} : { description: description ?? "" });

export const shownTags = (
  userTags: readonly string[],
  declared: readonly string[] | undefined,
): { readonly userTags?: string[] } =>
  declared === undefined ? {} : { userTags: inDeclaredOrder(userTags, declared) };

/** Inputs that an import has for what the server shows; what is not set is not managed. */
export const describedBy = (description: string | undefined): { readonly description?: string } =>
  description === undefined || description === "" ? {} : { description };

export const taggedBy = (userTags: readonly string[]): { readonly userTags?: string[] } =>
  userTags.length === 0 ? {} : { userTags: [...userTags] };
