// The pending operations in an exported state.

export interface Pending {
  readonly type: string;
  readonly resource: {
    readonly urn: string;
    readonly type: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
  };
}

export interface Exported {
  readonly deployment: { readonly pending_operations?: readonly Pending[] | null };
}

const ours = (pending: Pending): boolean => /^pulumi-nodejs:dynamic\/zstack:/.test(pending.resource.type);

/** Pending operations of restore points; those of other resources are not ours to judge. */
export function pendingOf({ deployment }: Exported): Pending[] {
  return (deployment.pending_operations ?? []).filter(ours);
}

/** The same state without the pending operations of restore points. */
export function withoutPending(exported: Exported): Exported {
  const { deployment } = exported;
  const rest = (deployment.pending_operations ?? []).filter((pending) => !ours(pending));
  return { ...exported, deployment: { ...deployment, pending_operations: rest } };
}
