import { createHash } from "node:crypto";
import { RefusedError } from "../../http/errors";
import { canonical, type JsonObject } from "../json";

/** Who declared an object: the part of `__seed` that is written to the platform. */
export interface Owner {
  readonly namespace: string;
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
  /** Of the resource type, e.g. `zstack.VolumeSnapshot`. */
  readonly token: string;
  /** Logical name. */
  readonly name: string;
}

/** The hidden input `__seed`: `<namespace>/<organization>/<urn>`, the first two percent-encoded. */
export interface Seed {
  readonly text: string;
  readonly namespace: string;
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
  /** Of the resource, without those of its parents, e.g. `pulumi-nodejs:dynamic/zstack:VolumeSnapshot`. */
  readonly type: string;
  readonly name: string;
}

/** Of stacks in self-managed backends, and of programs that have none. */
export const defaultOrganization = "organization";

export function formatSeed(namespace: string, organization: string, urn: string): string {
  return `${encodeURIComponent(namespace)}/${encodeURIComponent(organization)}/${urn}`;
}

const damagedSeed =
  "the hidden input __seed is missing or damaged: create the resource with the classes of pulumi-snapshots";

export function parseSeed(text: unknown): Seed {
  const parts =
    typeof text === "string" ? /^([^/]*)\/([^/]*)\/urn:pulumi:(.*?)::(.*?)::(.*?)::(.*)$/s.exec(text) : null;
  if (parts === null) {
    throw new RefusedError("invalid-input", damagedSeed);
  }
  const [, namespace, organization, stack = "", project = "", types = "", name = ""] = parts;
  return {
    text: String(text),
    namespace: decoded(namespace),
    organization: decoded(organization),
    project,
    stack,
    type: types.split("$").at(-1) ?? "",
    name,
  };
}

function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new RefusedError("invalid-input", damagedSeed, { cause: error });
  }
}

export function ownerOf(seed: Seed, token: string): Owner {
  const { namespace, organization, project, stack, name } = seed;
  return { namespace, organization, project, stack, token, name };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One declared object of one stack: 64 hex digits, equal as long as nothing that replaces the object changes. */
export function identityOf(seed: Seed, replacing: JsonObject): string {
  return sha256(`${seed.text}\n${canonical(replacing)}`);
}

/** Hex digits that name a stack in a uuid. */
const stackDigits = 6;

/** 6 hex digits that the uuids of all objects of a stack begin with. */
export function stackPrefix(owner: Pick<Owner, "namespace" | "organization" | "project" | "stack">): string {
  const place = [owner.namespace, owner.organization, owner.project, owner.stack].map(encoded).join("/");
  return sha256(place).slice(0, stackDigits);
}

/** The same of whichever stack has made the object with this uuid, if one has. */
export const stackPrefixIn = (uuid: string): string => uuid.slice(0, stackDigits);

/** 16 hex digits that the uuids of all objects of one identity begin with, in the shape of a version 4 uuid without dashes. */
export function identityPrefix(owner: Owner, identity: string): string {
  const digits = stackPrefix(owner) + identity.slice(0, 9);
  return `${digits.slice(0, 12)}4${digits.slice(12)}`;
}

/** A uuid never used before that begins with `prefix`. */
export function freshUuid(prefix: string, random: (bytes: number) => Buffer): string {
  const digits = random(8).toString("hex");
  const variant = "89ab"[Number.parseInt(digits.slice(0, 1), 16) % 4] ?? "8";
  return prefix + variant + digits.slice(1);
}

function encoded(part: string): string {
  return part.replace(/[^A-Za-z0-9._-]/gu, (character) =>
    [...Buffer.from(character, "utf8")].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

/** At most 200 characters, with a digest of the whole where the end is missing; never cut within a letter. */
function shortName(name: string): string {
  const whole = encoded(name);
  if (whole.length <= 200) return whole;
  let front = "";
  for (const letter of name) {
    const next = front + encoded(letter);
    if (next.length > 183) break;
    front = next;
  }
  return `${front}-${sha256(whole).slice(0, 16)}`;
}

// One letter of UTF-8, percent-encoded.
const escaped =
  /%[0-7][0-9A-F]|%[CD][0-9A-F]%[89AB][0-9A-F]|%E[0-9A-F](?:%[89AB][0-9A-F]){2}|%F[0-7](?:%[89AB][0-9A-F]){3}/gi;

/** Name of the resource in a label of `ownerLabel`; whoever wrote the label, what cannot be decoded is left as it is. */
export function nameIn(label: string): string | undefined {
  return label.split("::")[2]?.replace(escaped, (letter) => {
    try {
      return decodeURIComponent(letter);
    } catch {
      // Shaped like a percent-encoded letter, but not one.
      return letter;
    }
  });
}

/** `<org>/<project>/<stack>`, with the namespace in front where one is configured. */
export function stackLabel(owner: Pick<Owner, "namespace" | "organization" | "project" | "stack">): string {
  const parts = [owner.organization, owner.project, owner.stack].map(encoded);
  return (owner.namespace === "" ? parts : [encoded(owner.namespace), ...parts]).join("/");
}

/** `<org>/<project>/<stack>::<token>::<name>`, as every owner tag contains it. */
export function ownerLabel(owner: Owner): string {
  return `${stackLabel(owner)}::${encoded(owner.token)}::${shortName(owner.name)}`;
}

export const ownerTag = (owner: Owner): string => `pulumi::${ownerLabel(owner)}`;
export const deferredTag = (owner: Owner): string => `pulumi::deferred-delete::${ownerLabel(owner)}`;
/** The tag of one adoption: whoever recorded the newest one holds the object. */
export const adoptionTag = (adoptionId: string): string => `${adopting}${adoptionId}`;
/** Beside a deferring tag: foreign objects below are deleted with it once this stack has nothing left there. */
export const cascadeTag = (owner: Owner): string => `${cascading}${ownerLabel(owner)}`;
export const retainedTag = (owner: Owner): string => `pulumi-retained::${ownerLabel(owner)}`;

/** Prefixes of the tags that say whose an object is. */
export const ownershipPrefixes: readonly string[] = ["pulumi::", "pulumi-retained::", "pulumi-cascade::"];

/** Prefix of the tags on objects that were restored in place. They stay, whoever owns the object. */
export const restoredPrefix = "pulumi-restored::";

/** Prefixes of the provider's own tags; tags of users must not begin with them. */
export const ownPrefixes: readonly string[] = [...ownershipPrefixes, restoredPrefix];

const deferring = "pulumi::deferred-delete::";
const adopting = "pulumi::claim::";
const cascading = "pulumi-cascade::";

/** What the tags or metadata of an object say about its owner. */
export interface OwnershipTags {
  /** Label of the owner: an engine was given the object's id. */
  readonly owner?: string;
  /** Label of the owner that deletes it as soon as nothing depends on it. */
  readonly deferred?: string;
  /** Label of the owner that retained it. */
  readonly retained?: string;
  /** Label of the owner that deletes it together with foreign objects below it. */
  readonly cascade?: string;
  /** The newest adoption; missing if the object was never adopted. */
  readonly adoptionId?: string;
}

export function readOwnershipTags(tags: readonly string[]): OwnershipTags {
  const ownership: { -readonly [key in keyof OwnershipTags]: string } = {};
  const owners: string[] = [];
  for (const tag of tags) {
    if (tag.startsWith(deferring)) ownership.deferred = tag.slice(deferring.length);
    else if (tag.startsWith(adopting)) ownership.adoptionId = tag.slice(adopting.length);
    else if (tag.startsWith("pulumi::")) owners.push(tag.slice("pulumi::".length));
    else if (tag.startsWith(cascading)) ownership.cascade = tag.slice(cascading.length);
    else if (tag.startsWith("pulumi-retained::")) ownership.retained = tag.slice("pulumi-retained::".length);
  }
  // While another resource adopts the object, both owner tags are there; the one that wishes its deletion lets go of it.
  const owner = owners.find((one) => one !== ownership.deferred) ?? owners[0];
  return owner === undefined ? ownership : { ...ownership, owner };
}

/** Whether a label of `ownerLabel` names a resource of the same stack as `owner`. */
export function sameStack(label: string, owner: Owner): boolean {
  return label.startsWith(`${stackLabel(owner)}::`);
}
