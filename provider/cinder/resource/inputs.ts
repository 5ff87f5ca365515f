import { z } from "zod";
import { type Inputs, input, named } from "../../core/contract/properties";
import { notKnownYet, readersOf } from "../../core/contract/readers";
import type { Failure } from "../../core/contract/resourceDefinition";
import { type JsonObject, same } from "../../core/json";
import { oneObjectRule } from "../../core/lifecycle/check";
import { verifyInput } from "../../core/lifecycle/verification";
import { isUnknown } from "../../core/unknown";
import { isOurs, ownKeys } from "../models/metadata";

/** id of an existing object. Cinder finds nothing in upper case or without dashes. */
export const id: z.ZodType<string> = z
  .string({ error: "give an id such as 5aa119a8-d25b-45a7-8d1b-88e127885635" })
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    "is not an id of the platform; give a uuid in lower case with dashes",
  );

function text(least: number): z.ZodType<string> {
  return z
    .string({ error: "give a text" })
    .min(least, "is empty; give at least one character")
    .max(255, "is longer than the 255 characters that the platform takes; shorten it")
    .refine(
      (value) => value === value.trim(),
      "has blanks at its beginning or end, which the platform would cut off; remove them",
    );
}

// Of characters that this version of Unicode does not know the platform may know some.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uffff\u{10000}-\u{10ffff}]/u;

const description = text(0).superRefine((value, context) => {
  const [wrong] = unprintable.exec(value) ?? [];
  if (wrong === undefined) return;
  const message =
    `has the character U+${wrong.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}, and the platform takes no line breaks, tabs and other control characters there, and no ` +
    "emoji or other characters beyond U+FFFF; remove it";
  context.addIssue({ code: "custom", message });
});

const value = z
  .string({ error: "give a text as the value" })
  .max(255, "the value is longer than the 255 characters that the platform takes; shorten it");

/** Why Cinder does not take this key of metadata at a creation; undefined where it does. */
function keyProblem(key: string): string | undefined {
  if (isOurs(key)) return `keys that begin with "${ownKeys}" mark owners; choose another key`;
  if (key === "") return "the key is empty; give at least one character";
  if (key.length > 255) return "the key is longer than the 255 characters that the platform takes; shorten it";
  const [wrong] = /[^a-zA-Z0-9\-_:. /]/u.exec(key) ?? [];
  if (wrong === undefined) return undefined;
  return `the key has ${JSON.stringify(wrong)}, and the platform takes letters a to z, digits, blanks and - _ : . / there; choose another key`;
}

const metadata = z
  .record(z.string(), value, { error: "give keys with texts as values" })
  .superRefine((all, context) => {
    for (const key of Object.keys(all)) {
      const message = keyProblem(key);
      if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
    }
  });

export const flag = z.boolean({ error: "give true or false" });

const deletionPolicy = named(
  "DeletionPolicy",
  "What a delete does. `delete`: delete the object; `retain`: keep it on the platform.",
  z.enum(["delete", "retain"], { error: 'give one of "delete", "retain"' }),
);

/**
 * Inputs of every Cinder resource.
 *
 * @param name of the resource, e.g. `VolumeSnapshot`
 * @param noun what the object is called in descriptions
 * @param size what the verification of its size checks
 */
export function objectInputs(
  name: string,
  noun: string,
  size = "It has a size above 0; checked once, after the creation.",
) {
  return {
    name: input(text(1), {
      onChange: "update",
      description: "Name on the platform, 1 to 255 characters. Default: the resource's logical name.",
    }),
    description: input(description.optional(), {
      onChange: "update",
      description: "At most 255 characters. Removed from the program, it is reset to empty.",
    }),
    metadata: input(metadata.optional(), {
      onChange: "update",
      description:
        "Keys and values of at most 255 characters. They are merged into what is there: keys that others wrote, and the " +
        "provider's own, remain; a key removed from the program is taken off.",
    }),
    triggers: input(z.json().optional(), {
      onChange: "replace",
      description: `Any JSON value, e.g. a version or a commit: when it changes, a new ${noun} is created before the old one is deleted.`,
    }),
    deletionPolicy: input(deletionPolicy.optional(), {
      onChange: "record",
      description: "What a delete does, as recorded by the last `pulumi up`. Default `delete`.",
    }),
    verify: verifyInput(`${name}Verify`, {
      status: `The ${noun} is available.`,
      size,
    }),
    adopt: input(flag.optional(), {
      onChange: "record",
      description:
        `Adopt an existing ${noun} instead of creating one: the one whose id is given, or the newest finished one of this ` +
        "resource's identity. Default false.",
    }),
  } as const satisfies Inputs;
}

/** Inputs of every restore point of a volume; the parameters are those of `objectInputs`. */
export function commonInputs(name: string, noun: string) {
  const { name: nameInput, description: text, metadata: keys, ...others } = objectInputs(name, noun);
  return {
    volumeId: input(id, { onChange: "replace", description: "id of the volume." }),
    ...{ name: nameInput, description: text, metadata: keys },
    // Only the create uses it; the object does not show whether it was needed.
    force: input(flag.optional(), {
      onChange: "record",
      description: "Create it while the volume is attached and in use. Default false.",
    }),
    ...others,
  } as const satisfies Inputs;
}

/** How they are read. */
export const commonReaders = readersOf({ inputs: commonInputs("Object", "object") });

/** A place or a container, as the cloud names it. */
export const label: z.ZodType<string> = text(1);

/** Rules about the input that names an existing object: the platform chooses ids itself. */
export function namingRules<I extends Inputs>(
  inputs: I,
  idInput: keyof I & string,
  news: JsonObject,
  olds: JsonObject,
): Failure[] {
  const { proposed } = readersOf({ inputs });
  const given = proposed(news)[idInput];
  if (given === undefined || given === notKnownYet || isUnknown(given)) return [];
  const others = oneObjectRule(inputs, idInput, news, olds);
  // An adopted object needs adopt no longer.
  const { adopt } = commonReaders.proposed(news);
  if (adopt === true || adopt === notKnownYet || same(given, proposed(olds)[idInput])) return others;
  return [
    ...others,
    {
      property: idInput,
      reason: `${idInput}: an existing object is adopted only with adopt: true; set adopt or remove ${idInput}`,
    },
  ];
}
