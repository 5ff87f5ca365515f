// The pending operations in an exported state.

import { type ExportedStack, isRestorePoint, type PendingOperation } from "../state/connection";

const ours = (pending: PendingOperation): boolean => isRestorePoint(pending.resource);

/** Pending operations of restore points; those of other resources are not ours to judge. */
export function pendingOf({ deployment }: ExportedStack): PendingOperation[] {
  return (deployment.pending_operations ?? []).filter(ours);
}

/** The same state without the pending operations of restore points. */
export function withoutPending(exported: ExportedStack): ExportedStack {
  const { deployment } = exported;
  const rest = (deployment.pending_operations ?? []).filter((pending) => !ours(pending));
  return { ...exported, deployment: { ...deployment, pending_operations: rest } };
}
