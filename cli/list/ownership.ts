// Whose a restore point is, seen from one stack.

import { nameIn, type OwnershipTags, sameStack, stackLabel, stackPrefix } from "../../provider/core/identity/identity";
import { labelIn, type StackOf } from "../../provider/core/orphans";
import { platformText } from "../../provider/http/printable";

/**
 * `managed`: in the state of the stack. `missing`: in the state, and its platform does not have it. `unknown`: in the
 * state, and its platform was not asked or did not answer. `unmanaged`, `interrupted`, `deferred`, `retained`: as orphans.
 * `other-stack`: another stack's. `foreign`: no tag of any stack.
 */
export const pointStatuses = [
  "managed",
  "missing",
  "unknown",
  "unmanaged",
  "interrupted",
  "deferred",
  "retained",
  "other-stack",
  "foreign",
] as const;

export type PointStatus = (typeof pointStatuses)[number];

/** What tells whose a point is. */
export interface Belonging {
  /** Of the point, or, if it has none, of the group that it is a member of. */
  readonly tags: OwnershipTags;
  /** What the ids, or metadata, of objects of one stack begin with. */
  readonly stackPrefix: string;
  /** The state of the stack holds the point, or the group that it is a member of. */
  readonly isInState: boolean;
}

/** @param stack undefined where there is none to compare with */
export function ownershipStatus(
  { tags, stackPrefix: prefix, isInState }: Belonging,
  stack: StackOf | undefined,
): PointStatus {
  const { owner, deferred, retained } = tags;
  if (retained !== undefined) return "retained";
  const isOwn = (label: string): boolean => stack !== undefined && sameStack(label, { ...stack, token: "", name: "" });
  if (owner !== undefined && !isOwn(owner)) return "other-stack";
  if (isInState) return "managed";
  if (owner !== undefined) return "unmanaged";
  if (deferred !== undefined) return "deferred";
  return stack !== undefined && prefix === stackPrefix(stack) ? "interrupted" : "foreign";
}

/**
 * Whether the point is one of the stack's, in its state or not.
 * @param owner what `ownerText` returned
 */
export function isOfStack(status: PointStatus, owner: string | undefined, stack: StackOf): boolean {
  if (status === "foreign" || status === "other-stack") return false;
  if (status !== "deferred" && status !== "retained") return true;
  return owner?.startsWith(`${stackLabel(stack)}::`) === true;
}

/** The owner as it is printed, e.g. `acme/web/prod::before-upgrade`; undefined if no tag names one. */
export function ownerText(tags: OwnershipTags): string | undefined {
  const label = labelIn(tags);
  if (label === undefined) return undefined;
  return platformText([label.split("::")[0], nameIn(label)].filter((part) => part !== undefined).join("::"), 400);
}
