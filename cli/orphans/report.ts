import type { Orphan } from "../../provider/core/orphans";
import { platformText } from "../../provider/http/printable";
import type { Knowledge } from "./knowledge";
import type { Action, Options } from "./options";
import type { Asked, Placed } from "./platforms";

/** What came of one uuid that was to be changed. */
export interface Outcome {
  readonly uuid: string;
  readonly action: Action;
  readonly outcome: "released" | "deleted" | "deferred" | "failed";
  readonly message?: string;
}

/** Names of a list that are printed; the rest is counted. */
const mostNames = 3;

/** What an object is, and what can be done, in a sentence. */
export function meaning(orphan: Placed): string {
  const { status, ready, young, named, owner, uuid, kind } = orphan;
  const input = { "cinder.VolumeSnapshot": "snapshotId", "cinder.VolumeBackup": "backupId" }[kind] ?? "resourceUuid";
  const adopting = `declare it with adopt: true and ${input}: "${uuid}"`;
  switch (status) {
    case "interrupted": {
      if (!ready)
        return "has the digits of this stack and no owner tag; is being made by a run that may still be at work";
      const unproven =
        "has the digits of this stack and no owner tag, which is no proof: probably of an interrupted run";
      const way = young
        ? "the next `pulumi up` takes it over, if it declares the same"
        : `too old to be taken over; ${adopting}`;
      return `${unproven}; ${way}, or look at it and delete it with --allow-unmarked`;
    }
    case "unmanaged": {
      const way = young && named ? "release it for the next `pulumi up`" : adopting;
      return `was ${owner} and is not in state; ${way}, or delete it`;
    }
    case "deferred":
      return `was ${owner}; deleted, and ${waiting(orphan)}`;
    default:
      return `was ${owner}; retained on purpose and never deleted here; ${adopting} to manage it again, or --release-retained`;
  }
}

function waiting({ waitsFor, waitsForDeferred }: Pick<Placed, "waitsFor" | "waitsForDeferred">): string {
  const names = waitsFor.slice(0, mostNames).map(nameOf);
  const more = waitsFor.length - names.length;
  if (names.length > 0) return `waits for ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const others =
    waitsForDeferred > 0 ? `, together with ${counted(waitsForDeferred, "deferred object")} based on it` : "";
  return `is deleted by the next deletion nearby${others}; or delete it now`;
}

const nameOf = (one: Orphan["waitsFor"][number]): string =>
  `${one.what} ${one.uuid} "${platformText(one.name, 200)}"${one.owner === undefined ? "" : ` of ${one.owner}`}`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

export function table(orphans: readonly Placed[]): string {
  const connections = new Set(orphans.map((one) => one.connection));
  return orphans
    .map((one) => {
      const made = one.createDate === undefined ? "" : `, made ${one.createDate}`;
      const where = connections.size > 1 ? `, ${one.connection}` : "";
      return `${one.uuid}  ${one.status.padEnd(11)}  ${one.noun} "${platformText(one.name, 200)}"${made}${where}\n    ${meaning(one)}`;
    })
    .join("\n");
}

/** What is asked before changes. */
export function question(changes: Options["changes"], found: readonly Placed[]): string {
  const count = (action: Action): number => changes.filter((one) => one.action === action).length;
  const chosen = changes.flatMap(({ uuid }) => found.find((one) => one.uuid === uuid) ?? []);
  const released = count("release") + count("release-retained");
  return `${table(chosen)}\nRelease ${released}, delete ${count("delete")} for good?`;
}

export const unanswered = ({ connection, error }: Asked): string =>
  `${connection}: the platform could not be asked: ${error}`;

export function missingKinds(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ connection, platform, missingKinds: kinds = [] }) =>
    kinds.length === 0 ? [] : [`${connection}: ${platform} has no ${kinds.join(", ")}; left out`],
  );
}

/** Printed first: the list is no ground for a decision then. */
export function unreadState({ unreadable }: Knowledge): string[] {
  if (unreadable.length === 0) return [];
  return [
    "The state could not be read whole. The list may have restore points that the stack manages; nothing is deleted or released:",
    ...unreadable.map((one) => `  ${one}`),
  ];
}

/** What there is, and who did not answer. */
export function listed(stack: string, asked: readonly Asked[], found: readonly Placed[]): string {
  const platforms = asked.flatMap((one) => one.platform ?? []);
  const nothing = `No orphaned restore points of ${stack} on ${platforms.join(", ")}.`;
  const rest = found.length > 0 ? [table(found)] : platforms.length > 0 ? [nothing] : [];
  return [...asked.filter((one) => one.error !== undefined).map(unanswered), ...missingKinds(asked), ...rest].join(
    "\n",
  );
}

export function told({ uuid, action, outcome, message }: Outcome): string {
  switch (outcome) {
    case "released":
      return action === "release"
        ? `${uuid} released: the next \`pulumi up\` takes it over, if it declares the same, within 3 hours of its creation`
        : `${uuid} is no longer retained: it has no mark of this stack any more. Adopt it, or delete it with --allow-unmarked`;
    case "deleted":
      return `${uuid} deleted`;
    case "deferred":
      return `${uuid} deferred: it is deleted together with the last object of this stack that depends on it`;
    default:
      return `${uuid} failed: ${message}`;
  }
}
