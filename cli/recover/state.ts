// The pending operations in an exported state, and how they are removed from it.

import { isDeepStrictEqual } from "node:util";
import { CliError } from "../errors";
import { type ExportedStack, isRestorePoint, type PendingOperation } from "../state/exportedStack";

const ours = (pending: PendingOperation): boolean => isRestorePoint(pending.resource);

const allPending = ({ deployment }: ExportedStack): readonly PendingOperation[] => deployment.pending_operations ?? [];

/** Pending operations of restore points. */
export const pendingOf = (exported: ExportedStack): PendingOperation[] => allPending(exported).filter(ours);

/** Pending operations of other resources: not ours to judge, and `pulumi stack import` removes them all the same. */
export const othersIn = (exported: ExportedStack): PendingOperation[] =>
  allPending(exported).filter((pending) => !ours(pending));

/** The same state without pending operations. */
function withoutPending(exported: ExportedStack): ExportedStack {
  const { pending_operations: _, ...deployment } = exported.deployment;
  return { ...exported, deployment };
}

/** The state of a stack, as the Pulumi CLI reads and replaces it. */
export interface StateAccess {
  read(): Promise<ExportedStack>;
  /** Replaces everything that is there. */
  replace(state: ExportedStack): Promise<void>;
}

/**
 * Removes the pending operations of restore points. Replacing a state loses what others have written meanwhile, and all
 * pending operations, so it happens only to a state that is still the one that was shown.
 */
export async function removePending(shown: ExportedStack, access: StateAccess): Promise<void> {
  if (othersIn(shown).length > 0) throw othersPending(shown);
  const now = await access.read();
  if (!isDeepStrictEqual(now, shown)) {
    throw new CliError(
      "state-changed",
      "the state has changed since it was read, because another command ran. Nothing was changed; run the command again",
    );
  }
  await access.replace(withoutPending(shown));
}

/** Operations of other resources that are named in a message; the rest is counted. */
const mostNames = 5;

/** Why nothing can be removed, and how else it is done. */
export function othersPending(exported: ExportedStack): CliError {
  const others = othersIn(exported);
  const names = others.slice(0, mostNames).map(({ type, resource }) => `${type} ${resource.urn}`);
  const more = others.length - names.length;
  return new CliError(
    "pending-operations",
    `the state also has pending operations of other resources, which \`pulumi stack import\` would drop: ` +
      `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}. Nothing was changed. Check what became of those resources. ` +
      "Then run `pulumi refresh --clear-pending-creates`, which removes all pending creates and reads every resource of the " +
      "stack, or remove the entries with `pulumi state edit`",
  );
}
