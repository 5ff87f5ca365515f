import { isMadeByDrill, isOfOther, type Orphan } from "../../provider/core/orphans";
import type { ErrorCode } from "../../provider/http/errorCodes";
import { platformText } from "../../provider/http/printable";
import { aligned, counted } from "../output";
import type { Knowledge } from "../stack/knowledge";
import { formatFailedQuery, type QueriedConnection, unsupportedTypes } from "../stack/platforms";
import type { Action, OrphansOptions } from "./options";
import type { LocatedOrphan } from "./platforms";

/** What came of one uuid that was to be changed. */
export interface Outcome {
  readonly uuid: string;
  readonly action: Action;
  readonly outcome: "released" | "deleted" | "deferred" | "failed";
  readonly code?: ErrorCode;
  readonly message?: string;
}

/** Names of a list that are printed; the rest is counted. */
const mostNames = 3;

/** Inputs that name the object of an adoption, where the platform chooses ids itself. */
const adoptionInputs: Readonly<Record<string, string>> = {
  "cinder.VolumeSnapshot": "snapshotId",
  "cinder.VolumeBackup": "backupId",
  "cinder.RestoredVolume": "volumeId",
};

/** What an object is, and what can be done, in a sentence. */
export function describe(orphan: LocatedOrphan): string {
  const { status, ready, resumable, named, owner, uuid, token } = orphan;
  const input = adoptionInputs[token] ?? "resourceUuid";
  const adopting = `declare it with adopt: true and ${input}: "${uuid}"`;
  switch (status) {
    case "interrupted": {
      if (!ready) return "no owner tag, id prefix of this stack; still being created, maybe by a running update";
      const unproven = "no owner tag, id prefix of this stack (no proof): probably of an interrupted run";
      const way = resumable
        ? "the next `pulumi up` takes it over if it declares the same"
        : `too old to be taken over; ${adopting}`;
      return `${unproven}; ${way}, or check it and delete it with --allow-unmarked`;
    }
    case "unmanaged": {
      if (isMadeByDrill(orphan))
        return `made by the restore drill of ${owner}, whose next \`pulumi up\` deletes it; or delete it`;
      const way = resumable && named && !isOfOther(orphan) ? "release it for the next `pulumi up`" : adopting;
      return `owned by ${owner}, not in the state; ${way}, or delete it`;
    }
    case "deferred":
      return `owned by ${owner}; deletion postponed, ${waiting(orphan)}`;
    default:
      return `owned by ${owner}; retained on purpose; ${adopting} to manage it again, or use --release-retained`;
  }
}

function waiting({ waitsFor, waitsForDeferred }: Pick<LocatedOrphan, "waitsFor" | "waitsForDeferred">): string {
  const names = waitsFor.slice(0, mostNames).map(nameOf);
  const more = waitsFor.length - names.length;
  if (names.length > 0) return `waiting for ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const others =
    waitsForDeferred > 0 ? `, together with ${counted(waitsForDeferred, "deferred object")} based on it` : "";
  return `deleted by the next deletion on its volume${others}; or delete it now`;
}

const nameOf = (one: Orphan["waitsFor"][number]): string =>
  `${one.what} ${one.uuid} "${platformText(one.name, 200)}"${one.owner === undefined ? "" : ` of ${one.owner}`}`;

export function formatOrphans(orphans: readonly LocatedOrphan[]): string {
  const connections = new Set(orphans.map((one) => one.connection));
  const rows = orphans.map((one) => {
    const created = one.createDate === undefined ? "" : `, created ${one.createDate}`;
    const where = connections.size > 1 ? `, ${one.connection}` : "";
    return [
      one.uuid,
      one.status,
      `${one.noun} "${platformText(one.name, 200)}"${created}${where}\n    ${describe(one)}`,
    ];
  });
  return aligned(rows).join("\n");
}

/** What is shown before changes, with the question. */
export function formatQuestion(changes: OrphansOptions["changes"], found: readonly LocatedOrphan[]): string {
  const count = (action: Action): number => changes.filter((one) => one.action === action).length;
  const chosen = changes.flatMap(({ uuid }) => found.find((one) => one.uuid === uuid) ?? []);
  const released = count("release") + count("release-retained");
  const parts = [
    ...(released > 0 ? [`release ${counted(released, "object")}`] : []),
    ...(count("delete") > 0 ? [`permanently delete ${counted(count("delete"), "object")}`] : []),
  ].join(" and ");
  return `${formatOrphans(chosen)}\n${parts[0]?.toUpperCase()}${parts.slice(1)}?`;
}

/** Printed first: the list is no ground for a decision then. */
export function formatUnreadable({ unreadable }: Knowledge): string[] {
  if (unreadable.length === 0) return [];
  return [
    "The state could not be read completely, so the list may contain resources that the stack manages. Nothing is deleted or released:",
    ...unreadable.map((one) => `  ${one}`),
  ];
}

/** What there is, and who did not answer. */
export function formatList(
  stack: string,
  queried: readonly QueriedConnection[],
  found: readonly LocatedOrphan[],
): string {
  const platforms = queried.flatMap((one) => one.platform ?? []);
  const nothing = `No orphaned resources of ${stack} found on ${platforms.join(", ")}.`;
  const rest = found.length > 0 ? [formatOrphans(found)] : platforms.length > 0 ? [nothing] : [];
  return [
    ...queried.filter((one) => one.error !== undefined).map(formatFailedQuery),
    ...unsupportedTypes(queried),
    ...rest,
  ].join("\n");
}

export function formatOutcome({ uuid, action, outcome, message }: Outcome): string {
  switch (outcome) {
    case "released":
      return action === "release"
        ? `${uuid} released: the next \`pulumi up\` takes it over if it declares the same and runs within 3 hours of its creation`
        : `${uuid} is no longer retained and has no tag of this stack. Adopt it, or delete it with --allow-unmarked`;
    case "deleted":
      return `${uuid} deleted`;
    case "deferred":
      return `${uuid} postponed: it is deleted together with its last dependent in this stack`;
    default:
      return `${uuid} failed: ${message}`;
  }
}
