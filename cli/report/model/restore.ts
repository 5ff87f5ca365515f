// The command lines that restore from a restore point.

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
  /** Resource of a program that restores, where no command does. */
  readonly program?: string;
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
  if (!row.type.startsWith("zstack.")) return ofCinder(row);
  const isVm = row.kind === "group" || row.kind === "vm-backup";
  if (!isVm && row.volume === undefined) {
    return { commands: [], note: "Its volume no longer exists, and the platform restores it only with its volume." };
  }
  const place = stack === undefined ? [] : ["--stack", `${stack.organization}/${stack.project}/${stack.stack}`];
  const line = (...more: string[]): string =>
    ["npx", "pulumi-snapshots", "restore", row.uuid, ...more, ...place].map(shellWord).join(" ");
  const inPlace = ["--when-running", "stopAndStart"];
  const what = isVm ? "VM" : "volume";
  const commands = [
    { about: `To a new ${what} beside the present one`, line: line("--to", isVm ? "new-vm" : "new-volume") },
    ...(isVm || hasVolume
      ? [
          { about: "In place: show the steps, change nothing", line: line(...inPlace, "--dry-run") },
          { about: `In place: overwrite the ${what}`, line: line(...inPlace) },
        ]
      : []),
  ];
  if (row.connection === standard || row.ownership === "managed" || row.ownership === "unknown") return { commands };
  return {
    commands,
    note: `It is on ${row.connection}. Run the command outside of the project, without --stack, with ZSTACK_* variables of that platform.`,
  };
}

/** The command restores on ZStack only. */
function ofCinder({ kind, uuid }: PointRow): Restoring {
  const source = kind === "snapshot" ? "snapshotId" : "backupId";
  return {
    commands: [],
    program: `new cinder.RestoredVolume("restored", { ${source}: ${JSON.stringify(uuid)} });`,
    note: "On Cinder, a resource of a program restores to a new volume.",
  };
}
