// The command lines that restore from a restore point.

import { type Platform, platformOf } from "../../../provider/core/contract/resourceType";
import type { StackOf } from "../../../provider/core/orphans";
import type { PointRow } from "../../list/rows";

export interface RestoreCommand {
  /** What it does, in a few words. */
  readonly about: string;
  /** One line for a shell. */
  readonly line: string;
}

export interface Restoring {
  readonly commands: readonly RestoreCommand[];
  /** What has to be known besides, or why there is no command. */
  readonly note?: string;
}

/** What tells how a point is restored. */
export interface RestoreContext {
  /** The stack whose state has the connection; undefined without a Pulumi project. */
  readonly stack: StackOf | undefined;
  /** Connection that the command uses for what the state does not hold. */
  readonly standard: string;
  /** Whether the volume of the point still exists. */
  readonly hasVolume: boolean;
}

/** A word as a POSIX shell reads it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function restoringOf(row: PointRow, { stack, standard, hasVolume }: RestoreContext): Restoring {
  if (row.ownership === "missing") {
    return { commands: [], note: "The platform does not have it. pulumi up --refresh creates a new one." };
  }
  const platform = platformOf(row.type) ?? "zstack";
  const isVm = row.kind === "group" || row.kind === "vm-backup";
  if (platform === "zstack" && !isVm && row.volume === undefined) {
    return { commands: [], note: "Its volume no longer exists, and the platform restores it only with its volume." };
  }
  const place = stack === undefined ? [] : ["--stack", `${stack.organization}/${stack.project}/${stack.stack}`];
  const line = (...more: string[]): string =>
    ["npx", "pulumi-snapshots", "restore", row.uuid, ...more, ...place].map(shellWord).join(" ");
  const { inPlace, limits, variables } = waysOf[platform];
  const what = isVm ? "VM" : "volume";
  const canOverwrite = isVm || hasVolume;
  const commands = [
    { about: `To a new ${what} beside the present one`, line: line("--to", isVm ? "new-vm" : "new-volume") },
    ...(canOverwrite
      ? [
          { about: "In place: show the steps, change nothing", line: line(...inPlace, "--dry-run") },
          { about: `In place: overwrite the ${what}`, line: line(...inPlace) },
        ]
      : []),
  ];
  const isElsewhere = row.connection !== standard && row.ownership !== "managed" && row.ownership !== "unknown";
  const notes = [
    ...(canOverwrite ? limits(row.kind) : []),
    ...(isElsewhere
      ? [
          `It is on ${row.connection}. Run the command outside of the project, without --stack, with ${variables} variables of that platform.`,
        ]
      : []),
  ];
  return notes.length === 0 ? { commands } : { commands, note: notes.join(" ") };
}

/** What differs between the platforms. */
const waysOf: Readonly<
  Record<
    Platform,
    {
      readonly inPlace: readonly string[];
      /** What forbids a restore in place. */
      limits(kind: PointRow["kind"]): string[];
      readonly variables: string;
    }
  >
> = {
  zstack: { inPlace: ["--when-running", "stopAndStart"], limits: () => [], variables: "ZSTACK_*" },
  cinder: {
    inPlace: [],
    limits: (kind) => [
      `In place, the volume has to be detached${kind === "snapshot" ? ", and the snapshot the newest of it" : ""}.`,
    ],
    variables: "OS_*",
  },
};
