import { z } from "zod";
import { type Inputs, input, named } from "../../core/contract/properties";
import { readersOf } from "../../core/contract/readers";
import type { Failure } from "../../core/contract/resourceDefinition";
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

const resourceUuid = z
  .string({ error: "give a uuid of 32 hexadecimal digits" })
  .regex(
    resourceUuidPattern,
    "is not a uuid the server accepts; give a version 1 to 5 uuid in lower case without dashes",
  );

export const name = text(255, 1);

export const description = text(2048, 0);

export const flag = z.boolean({ error: "give true or false" });

/** Inputs of every ZStack resource. `noun` is what the object is called in descriptions, e.g. `snapshot`. */
export function commonInputs(noun: string) {
  return {
    name: input(name, {
      onChange: "update",
      description: "Name on the platform, 1 to 255 characters. Default: the resource's logical name.",
    }),
    description: input(description.optional(), {
      onChange: "update",
      description: "At most 2048 characters. Removed from the program, it is reset to empty.",
    }),
    userTags: input(tags.optional(), {
      onChange: "update",
      description:
        `User tags of the ${noun}. When given, they are exactly these: others are taken off (the provider's own tags ` +
        "aside). When never given, tags are left alone.",
    }),
    triggers: input(z.json().optional(), {
      onChange: "replace",
      description: `Any JSON value, e.g. a version or a commit: when it changes, a new ${noun} is created before the old one is deleted.`,
    }),
    adopt: input(flag.optional(), {
      onChange: "record",
      description:
        `Adopt an existing ${noun} instead of creating one: the one that \`resourceUuid\` names, or the newest finished one ` +
        "of this resource's identity. Default false.",
    }),
    resourceUuid: input(resourceUuid.optional(), {
      onChange: "replace",
      description:
        `uuid that the ${noun} is to have: version 1 to 5, without dashes, never used before. With \`adopt\`, that of an ` +
        "existing one. Default: chosen by the provider.",
    }),
  } as const satisfies Inputs;
}

/** How the inputs of every ZStack resource are read. */
export const commonReaders = readersOf({ inputs: commonInputs("object") });

/** Inputs that name the VM of a restore point of a whole VM; `vm` is the first sentence about it. */
export function targetInputs(vm: string) {
  return {
    vmInstanceUuid: input(uuid.optional(), {
      onChange: "replace",
      description: `${vm} Exactly one of this and \`rootVolumeUuid\`.`,
    }),
    rootVolumeUuid: input(uuid.optional(), {
      onChange: "replace",
      description: "uuid of the VM's root volume. Exactly one of this and `vmInstanceUuid`.",
    }),
  } as const satisfies Inputs;
}

/** How they are read. */
export const targetReaders = readersOf({ inputs: targetInputs("uuid of the VM.") });

/**
 * A policy that only delete reads, so a change sends nothing.
 *
 * @param title name of its type in programs, e.g. `VolumeSnapshotDeletionPolicy`
 * @param policies what each of them does
 */
export function deletionPolicy<P extends string>(
  title: string,
  policies: Readonly<Record<P, string>>,
  description: string,
) {
  const isPolicy = (name: string): name is P => Object.hasOwn(policies, name);
  const names = Object.keys(policies).filter(isPolicy);
  const list = names.map((policy) => `"${policy}"`).join(", ");
  const meanings = Object.entries(policies).map(([policy, meaning]) => `\`${policy}\`: ${meaning}`);
  const schema = z.enum(names, { error: `give one of ${list}` });
  return input(named(title, `What a delete does. ${meanings.join("; ")}.`, schema).optional(), {
    onChange: "record",
    description: `What a delete does, as recorded by the last \`pulumi up\`. Default \`delete\`. ${description}`.trim(),
  });
}

/** Rules over several inputs of every ZStack resource. */
export function commonRules(inputs: Inputs, news: JsonObject, olds: JsonObject): Failure[] {
  return oneObjectRule(inputs, "resourceUuid", news, olds);
}
