import { Argument } from "commander";
import type { CommandDefinition } from "../command";
import { UsageError } from "../errors";
import { choice, cwdOption, flag, list, stackOption, text, value, yesOption } from "../options";
import { type RestoreOptions, targets } from "../restore/options";

const toOption = choice("--to <target>", "what to restore to (default: in-place)", targets);
const dryRunOption = flag("--dry-run", "show what would be done, and change nothing");
const whenRunningOption = choice("--when-running <what>", "in place, if the VM is not stopped (default: refuse)", [
  "refuse",
  "stop",
  "stopAndStart",
]);
const noSafetyOption = flag("--without-safety-snapshot", "in place: keep no copy of what is overwritten");
const onUnknownOption = choice(
  "--on-unknown <what>",
  "in place, if nothing tells how an earlier run ended (default: fail)",
  ["fail", "rerun"],
);
const nameOption = text("--name <name>", "name of what is created (default: restored-<name of the restore point>)");
const sizeOption = value("--size <GiB>", "new volume of Cinder: its size (default: as the source)", positive("--size"));
const typeOption = text("--volume-type <name>", "new volume of Cinder: its type (default: the platform's choice)");
const zoneOption = text(
  "--availability-zone <name>",
  "new volume of Cinder: its zone (default: the platform's choice)",
);
const storageOption = text("--backup-storage <uuid>", "backup storage to read a backup from");
const clusterOption = text(
  "--cluster <uuid>",
  "new VM: cluster to make it in (default: that of the VM that was saved)",
);
const networkOption = list(
  "--network <uuid>",
  "new VM: L3 network for it; may be repeated (default: none)",
  (uuid) => uuid,
);
const cpuOption = value(
  "--cpu <count>",
  "new VM: number of CPUs (default: as the VM that was saved)",
  positive("--cpu"),
);
const memoryOption = value(
  "--memory <GiB>",
  "new VM: memory (default: as the VM that was saved)",
  positive("--memory"),
);
const startOption = flag("--start", "new VM: start it");
const jsonOption = flag("--json", "print one JSON object; without --yes nothing is changed");

function positive(name: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`${name} must be a whole number above 0, not "${text}".`);
    return Number(text);
  };
}

export const restore: CommandDefinition<RestoreOptions> = {
  name: "restore",
  summary: "restore a volume or VM from a restore point, without a program",
  description: `Restores from a volume snapshot, a snapshot group, a volume backup or a VM backup of ZStack, or from a snapshot or backup of OpenStack Cinder: in place, or to a new object. The restore point is an id on the platform, or the logical name of a resource in the state of the stack.

The connection is that of the stack, or ZSTACK_\\* or OS_\\* variables where there is no Pulumi project. The command shows each step, what is overwritten and how old the restore point is, and asks for the name of what is overwritten. In place, a copy of what is overwritten is made first and kept: a safety snapshot on ZStack, a safety volume on Cinder. A restore that was interrupted is continued when the command is repeated; it is never carried out twice.

On Cinder, a snapshot is restored in place only if it is the newest of its volume, and the volume has to be detached.`,
  argument: new Argument("<restore-point>", "id, or logical name in the state of the stack"),
  options: [
    toOption,
    dryRunOption,
    whenRunningOption,
    noSafetyOption,
    onUnknownOption,
    nameOption,
    sizeOption,
    typeOption,
    zoneOption,
    storageOption,
    clusterOption,
    networkOption,
    cpuOption,
    memoryOption,
    startOption,
    stackOption,
    cwdOption,
    yesOption,
    jsonOption,
  ],
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "restored, or nothing was to be changed with --dry-run"],
        ["1", "error, or not confirmed"],
      ],
    },
  ],
  examples: [
    {
      about: "what would happen?",
      command: "pulumi-snapshots restore before-upgrade --when-running stopAndStart --dry-run",
    },
    {
      about: "go back",
      command: "pulumi-snapshots restore before-upgrade --when-running stopAndStart",
    },
    {
      about: "a copy of the whole VM beside it, without network",
      command: "pulumi-snapshots restore nightly-vm --to new-vm --name web-1-copy",
    },
    {
      about: "OpenStack without a project: a backup to a new volume, with the cloud of clouds.yaml",
      command:
        "OS_CLOUD=prod pulumi-snapshots restore 0ef47aee-8844-490c-804d-2a8efe561c65 --to new-volume --name data-copy",
    },
  ],
  read: (given, argument) => ({
    point: argument,
    to: given(toOption) ?? "in-place",
    dryRun: given(dryRunOption),
    whenRunning: given(whenRunningOption),
    safetySnapshot: !given(noSafetyOption),
    onUnknown: given(onUnknownOption),
    name: given(nameOption),
    backupStorageUuid: given(storageOption),
    newVm: {
      clusterUuid: given(clusterOption),
      networkUuids: given(networkOption),
      cpuNum: given(cpuOption),
      memoryGib: given(memoryOption),
      start: given(startOption),
    },
    newVolume: {
      size: given(sizeOption),
      volumeType: given(typeOption),
      availabilityZone: given(zoneOption),
    },
    stack: given(stackOption),
    cwd: given(cwdOption),
    yes: given(yesOption),
    json: given(jsonOption),
  }),
  run(options) {
    const { run } = require("../restore/run") as typeof import("../restore/run");
    return run(options);
  },
};
