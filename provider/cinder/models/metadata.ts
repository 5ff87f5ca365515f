import { type Owner, type OwnershipTags, ownerLabel, stackPrefix } from "../../core/identity/identity";
import type { Metadata } from "./rows";

/** Keys in front of which this stands are ours: never shown, never a user's. */
export const ownKeys = "pulumi_snapshots_";

/** The same for all objects of one declaration; Cinder filters by the whole value. */
export const identityKey = `${ownKeys}id`;
/** The same for all objects of one stack. */
export const stackKey = `${ownKeys}stack`;

const ownerKey = `${ownKeys}owner`;
const retainedKey = `${ownKeys}retained`;
const deferredKey = `${ownKeys}deferred`;
const adoptionKey = `${ownKeys}claim`;

/** Characters that Cinder takes in one value. */
const longest = 255;

export const isOurs = (key: string): boolean => key.startsWith(ownKeys);

/** Metadata without what is ours. */
export function usersMetadata(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !isOurs(key)));
}

/** What every object carries from its first moment on. */
export function identityMetadata(owner: Owner, identity: string): Metadata {
  return { [identityKey]: identityValue(owner, identity), [stackKey]: stackPrefix(owner) };
}

export function identityValue(owner: Owner, identity: string): string {
  return `${stackPrefix(owner)}${identity}`;
}

/** A label can be longer than one value: `key`, `key_2`, `key_3` … hold its pieces. */
function pieces(key: string, label: string): Metadata {
  const parts = label.match(new RegExp(`.{1,${longest}}`, "gs")) ?? [""];
  return Object.fromEntries(parts.map((part, index) => [index === 0 ? key : `${key}_${index + 1}`, part]));
}

function joined(metadata: Metadata, key: string): string | undefined {
  const first = metadata[key];
  if (first === undefined) return undefined;
  let label = first;
  for (let index = 2; metadata[`${key}_${index}`] !== undefined; index += 1) label += metadata[`${key}_${index}`];
  return label;
}

export function ownershipOf(metadata: Metadata): OwnershipTags {
  const owner = joined(metadata, ownerKey);
  const retained = joined(metadata, retainedKey);
  const deferred = joined(metadata, deferredKey);
  const adoptionId = metadata[adoptionKey];
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(retained === undefined ? {} : { retained }),
    ...(deferred === undefined ? {} : { deferred }),
    ...(adoptionId === undefined ? {} : { adoptionId }),
  };
}

/** A change of metadata: keys to set, and keys to take off. */
export interface Change {
  readonly set: Metadata;
  readonly drop: readonly string[];
}

/** What has to change so that our marks become exactly `wanted`; empty where they are so already. */
function towards(metadata: Metadata, wanted: Metadata): Change {
  const set = Object.entries(wanted).filter(([key, value]) => metadata[key] !== value);
  return {
    set: Object.fromEntries(set),
    drop: Object.keys(metadata).filter((key) => isOurs(key) && wanted[key] === undefined),
  };
}

/** Handed over to this owner; a claim that is there stays unless there is a new one. */
export function ownedBy(metadata: Metadata, owner: Owner, identity: string, adoptionId: string | undefined): Change {
  const held = adoptionId ?? metadata[adoptionKey];
  return towards(metadata, {
    ...identityMetadata(owner, identity),
    ...pieces(ownerKey, ownerLabel(owner)),
    ...(held === undefined ? {} : { [adoptionKey]: held }),
  });
}

/** What is there of its making, and no owner. */
export function ownedByNobody(metadata: Metadata): Change {
  return towards(metadata, madeFor(metadata));
}

const madeFor = (metadata: Metadata): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => key === identityKey || key === stackKey));

/** Given up: deletions treat it as somebody else's from now on; `adopt` still finds it by what it was made for. */
export function retainedBy(metadata: Metadata, owner: Owner): Change {
  return towards(metadata, { ...madeFor(metadata), ...pieces(retainedKey, ownerLabel(owner)) });
}

/** To go as soon as nothing relies on it; it stays its owner's until then. */
export function deferredBy(metadata: Metadata, owner: Owner): Change {
  const ours = Object.fromEntries(Object.entries(metadata).filter(([key]) => isOurs(key)));
  return towards(metadata, { ...ours, ...pieces(deferredKey, ownerLabel(owner)) });
}

/** The engine has let go of it: of our marks only the wish to delete it is left; unchanged if it is wanted by now. */
export function letGo(metadata: Metadata): Change {
  const { owner, deferred, retained } = ownershipOf(metadata);
  if (deferred === undefined || owner !== deferred || retained !== undefined) return { set: {}, drop: [] };
  return towards(metadata, { ...madeFor(metadata), ...pieces(deferredKey, deferred) });
}
