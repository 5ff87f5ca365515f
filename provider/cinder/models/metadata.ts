import { type Owner, type OwnershipTags, ownerLabel, stackPrefix } from "../../core/identity/identity";
import type { Metadata } from "./rows";

/** Prefix of our own keys, which outputs never show and inputs may not use. */
export const ownKeys = "pulumi_snapshots_";

/** The same for all objects of one declaration; Cinder filters by the whole value. */
export const identityKey = `${ownKeys}id`;
/** The same for all objects of one stack. */
export const stackKey = `${ownKeys}stack`;

const ownerKey = `${ownKeys}owner`;
const retainedKey = `${ownKeys}retained`;
const deferredKey = `${ownKeys}deferred`;
const adoptionKey = `${ownKeys}claim`;

/** Prefix of the keys of restores in place. They stay, whoever owns the object. */
export const restoredKeys = `${ownKeys}restored_`;

/** Most characters of one value. */
const longest = 255;

export const isOurs = (key: string): boolean => key.startsWith(ownKeys);

/** Metadata without our own keys. */
export function usersMetadata(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !isOurs(key)));
}

/** The tags with which every object is created. */
export function identityMetadata(owner: Owner, identity: string): Metadata {
  return { [identityKey]: identityValue(owner, identity), [stackKey]: stackPrefix(owner) };
}

export function identityValue(owner: Owner, identity: string): string {
  return `${stackPrefix(owner)}${identity}`;
}

/** A label can be longer than one value: `key`, `key_2`, `key_3` … hold its pieces. */
export function pieces(key: string, label: string): Metadata {
  const parts = label.match(new RegExp(`.{1,${longest}}`, "gs")) ?? [""];
  return Object.fromEntries(parts.map((part, index) => [index === 0 ? key : `${key}_${index + 1}`, part]));
}

/** What `pieces` has cut. */
export function joined(metadata: Metadata, key: string): string | undefined {
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

export const isEmpty = ({ set, drop }: Change): boolean => Object.keys(set).length === 0 && drop.length === 0;

/** The metadata of an object, and what of ours in it counts. */
export interface Tagged {
  /** Everything that is there. */
  readonly metadata: Metadata;
  /** Our own tags of this object: what the platform copied from another one is not among them. */
  readonly own: Metadata;
  /** What an owner tag of this object has to be accompanied by. */
  readonly proof: Metadata;
}

/** The change that makes the tags of ownership exactly `wanted`; empty if they are. */
function towards(metadata: Metadata, wanted: Metadata): Change {
  const isOwnership = (key: string): boolean => isOurs(key) && !key.startsWith(restoredKeys);
  const set = Object.entries(wanted).filter(([key, value]) => metadata[key] !== value);
  return {
    set: Object.fromEntries(set),
    drop: Object.keys(metadata).filter((key) => isOwnership(key) && wanted[key] === undefined),
  };
}

/** With this owner tag; an existing adoption id is kept unless there is a new one. */
export function ownedBy(
  { metadata, own, proof }: Tagged,
  owner: Owner,
  identity: string,
  adoptionId: string | undefined,
): Change {
  const kept = adoptionId ?? own[adoptionKey];
  return towards(metadata, {
    ...identityMetadata(owner, identity),
    ...pieces(ownerKey, ownerLabel(owner)),
    ...(kept === undefined ? {} : { [adoptionKey]: kept }),
    ...proof,
  });
}

/** The tags of its creation only, without an owner. */
export function ownedByNobody({ metadata, own }: Pick<Tagged, "metadata" | "own">): Change {
  return towards(metadata, madeFor(own));
}

const madeFor = (metadata: Metadata): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => key === identityKey || key === stackKey));

/** Retained: deletions treat it as foreign from now on; `adopt` still finds it by its identity. */
export function retainedBy({ metadata, own, proof }: Tagged, owner: Owner): Change {
  return towards(metadata, { ...madeFor(own), ...pieces(retainedKey, ownerLabel(owner)), ...proof });
}

/** Deletion postponed until nothing depends on it; the owner is kept until then. */
export function deferredBy(metadata: Metadata, owner: Owner): Change {
  const ours = Object.fromEntries(Object.entries(metadata).filter(([key]) => isOurs(key)));
  return towards(metadata, { ...ours, ...pieces(deferredKey, ownerLabel(owner)) });
}

/** The state no longer holds it: only the tag of the postponed deletion is left; unchanged if another resource holds it. */
export function letGo(metadata: Metadata): Change {
  const { owner, deferred, retained } = ownershipOf(metadata);
  if (deferred === undefined || owner !== deferred || retained !== undefined) return { set: {}, drop: [] };
  return towards(metadata, { ...madeFor(metadata), ...pieces(deferredKey, deferred) });
}
