import type { Orphan } from "../../provider/core/orphan";
import type { Asked, Placed } from "./platforms";

/** What came of one uuid that was to be changed. */
export interface Outcome {
  readonly uuid: string;
  readonly action: "release" | "delete";
  readonly outcome: "released" | "deleted" | "deferred" | "failed";
  readonly message?: string;
}

/** What an object is, and what can be done, in a sentence. */
export function meaning(orphan: Orphan): string {
  const { status, ready, young, named, owner, uuid, kind } = orphan;
  const input = { "cinder.VolumeSnapshot": "snapshotId", "cinder.VolumeBackup": "backupId" }[kind] ?? "resourceUuid";
  const adopting = `declare it with adopt: true and ${input}: "${uuid}"`;
  switch (status) {
    case "unsettled":
      if (!ready) return "is being made by a run that may still be at work";
      if (!young) return `of an interrupted run, too old to be taken over by itself; ${adopting}, or delete it`;
      return "of an interrupted run; the next `pulumi up` takes it over, if it declares the same";
    case "settled": {
      const way = young && named ? "release it for the next `pulumi up`" : adopting;
      return `was ${owner} and is not in state; ${way}, or delete it`;
    }
    case "deferred": {
      const waits = orphan.waitsFor.map(
        (one) => `${one.what} ${one.uuid} "${one.name}"${one.owner === undefined ? "" : ` of ${one.owner}`}`,
      );
      if (waits.length === 0) return `was ${owner}; deleted, and goes with the next deletion nearby, or delete it now`;
      return `was ${owner}; deleted, and waits for ${waits.join(", ")}`;
    }
    default:
      return `was ${owner}; retained on purpose and never deleted here; ${adopting} to manage it again`;
  }
}

export function table(orphans: readonly Placed[]): string {
  const connections = new Set(orphans.map((one) => one.connection));
  return orphans
    .map((one) => {
      const made = one.createDate === undefined ? "" : `, made ${one.createDate}`;
      const where = connections.size > 1 ? `, ${one.connection}` : "";
      return `${one.uuid}  ${one.status.padEnd(9)}  ${one.noun} "${one.name}"${made}${where}\n    ${meaning(one)}`;
    })
    .join("\n");
}

export const unanswered = ({ connection, error }: Asked): string =>
  `${connection}: the platform could not be asked: ${error}`;

/** What there is, and who did not answer. */
export function listed(stack: string, asked: readonly Asked[], found: readonly Placed[]): string {
  const platforms = asked.flatMap((one) => one.platform ?? []);
  const nothing = `Nothing of ${stack} on ${platforms.join(", ")} is missing in its state.`;
  const rest = found.length > 0 ? [table(found)] : platforms.length > 0 ? [nothing] : [];
  return [...asked.filter((one) => one.error !== undefined).map(unanswered), ...rest].join("\n");
}

export function told({ uuid, outcome, message }: Outcome): string {
  switch (outcome) {
    case "released":
      return `${uuid} released: the next \`pulumi up\` takes it over, if it declares the same, within 3 hours of its creation`;
    case "deleted":
      return `${uuid} deleted`;
    case "deferred":
      return `${uuid} deferred: it goes with the last object of this stack that depends on it`;
    default:
      return `${uuid} failed: ${message}`;
  }
}
