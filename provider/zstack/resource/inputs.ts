import { z } from "zod";
import type { Failure, Field, Fields } from "../../core/contract/resourceDefinition";
import { ownPrefixes } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { oneObjectRule } from "../../core/lifecycle/check";

// A ZStack server trims texts, and drops requests with characters beyond the BMP.
function serverText(text: string): string | undefined {
  // Java cuts control characters too.
  if (text !== text.trim() || /^[\0- ]|[\0- ]$/.test(text))
    return "begins or ends with whitespace, which the server would remove; remove it";
  const beyond = [...text].find((character) => (character.codePointAt(0) ?? 0) > 0xffff);
  if (beyond !== undefined) {
    return `contains "${beyond}", but ZStack does not support characters beyond U+FFFF (emoji); remove it`;
  }
  return undefined;
}

export function text(most: number, least: number): z.ZodType<string> {
  return z
    .string({ error: "give a text" })
    .min(least, "is empty; give at least one character")
    .max(most, `is longer than the ${most} characters the server takes; shorten it`)
    .superRefine((value, context) => {
      const wrong = serverText(value);
      if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong });
    });
}

const uuidPattern = /^[0-9a-f]{32}$/;
// The server's own check: versions 1 to 5 without dashes, lower case.
const resourceUuidPattern = /^[0-9a-f]{12}[1-5][0-9a-f]{3}[89ab][0-9a-f]{15}$/;

/** uuid of an existing object. */
export const uuid: z.ZodType<string> = z
  .string({ error: "give a uuid of 32 hexadecimal digits" })
  .regex(uuidPattern, "is not a ZStack uuid; give 32 lower-case hexadecimal digits without dashes");

const tags = z.array(text(2048, 1), { error: "give a list of texts" }).superRefine((list, context) => {
  const others = new Map<string, string>();
  for (const [index, tag] of list.entries()) {
    const prefix = ownPrefixes.find((one) => tag.toLowerCase().startsWith(one));
    const twin = others.get(tag.toLowerCase());
    const wrong =
      prefix !== undefined
        ? `"${tag}" begins with "${prefix}", which is reserved for owner tags; choose another tag`
        : twin === tag
          ? `"${tag}" is given twice; remove one`
          : twin !== undefined
            ? `"${tag}" and "${twin}" differ only in case, and the server treats them as the same tag; remove one`
            : undefined;
    if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong, path: [index] });
    others.set(tag.toLowerCase(), tag);
  }
});

/** Inputs of every ZStack resource. */
export const commonFields = {
  name: { schema: text(255, 1), change: "update" },
  description: { schema: text(2048, 0).optional(), change: "update" },
  userTags: { schema: tags.optional(), change: "update" },
  triggers: { schema: z.json().optional(), change: "replace" },
  adopt: { schema: z.boolean({ error: "give true or false" }).optional(), change: "createOnly" },
  resourceUuid: {
    schema: z
      .string({ error: "give a uuid of 32 hexadecimal digits" })
      .regex(
        resourceUuidPattern,
        "is not a uuid the server accepts; give a version 1 to 5 uuid in lower case without dashes",
      )
      .optional(),
    change: "replace",
  },
} as const satisfies Record<string, Field>;

/** A policy that only delete reads, so a change sends nothing. */
export function deletionPolicy(...policies: [string, ...string[]]): Field {
  const list = policies.map((policy) => `"${policy}"`).join(", ");
  return { schema: z.enum(policies, { error: `give one of ${list}` }).optional(), change: "createOnly" };
}

/** Rules over several inputs of every ZStack resource. */
export function commonRules(fields: Fields, news: JsonObject, olds: JsonObject): Failure[] {
  return oneObjectRule(fields, "resourceUuid", news, olds);
}
