import type { CommandDefinition } from "../command";
import { readStatusOptions, type StatusOptions, statusOptions } from "../status/options";

export const status: CommandDefinition<StatusOptions> = {
  name: "status",
  summary: "check restore points for monitoring: age of the newest, problems, limits",
  description: `Checks the restore points of a stack, or with --all of everything that its accounts see, and prints one line for each finding. Nothing is changed.

Each volume that has restore points needs a verified one that is not older than --max-age: a snapshot, a backup, or its part of a snapshot group or VM backup. A restore point is verified if its status and size are right, and the state of the stack has recorded its verification, or, outside this stack, its owner tag shows that its stack has. What is foreign or deferred does not count.

With --max-drill-age each of these volumes also needs a restore drill that is not older: of any of its restore points, by a restore drill or a series with \`drill: true\` of this stack. Only the state of the stack records drills: with --all, those of other stacks are not known, and without a stack the option is refused.`,
  options: statusOptions,
  sections: [
    {
      title: "Findings",
      rows: [
        ["unprotected", "with --unprotected: a volume has no restore point at all"],
        ["too-old", "the newest verified restore point of a volume is older than --max-age"],
        ["no-verified-point", "a volume has restore points, and none is verified"],
        ["age-unknown", "the platform does not tell the age of the restore points of a volume"],
        ["missing", "the state has a restore point that its platform does not have"],
        ["problems", "a restore point cannot be restored as it is, or did not pass its verification"],
        ["drill-failed", "the last restore drill of a series failed"],
        ["drill-too-old", "the newest restore drill of a volume is older than --max-drill-age"],
        ["no-drill", "with --max-drill-age: the state of the stack has no restore drill of a volume"],
        ["chain-limit", "a chain of snapshots, or the number of snapshots of a volume, is near its limit"],
        ["quota", "a quota of the account or project is nearly used up"],
        ["storage", "a storage that holds restore points is nearly full"],
      ],
    },
    {
      title: "Exit codes",
      rows: [
        ["0", "no findings"],
        ["1", "error, or a platform or a part of the state could not be read"],
        ["2", "findings"],
      ],
    },
  ],
  examples: [
    { about: "also the volumes that nobody has thought of", command: "pulumi-snapshots status --all --unprotected" },
    { about: "nightly restore points, and two hours", command: "pulumi-snapshots status --max-age 26h" },
    {
      about: "also what was not restored in a drill for a month",
      command: "pulumi-snapshots status --max-drill-age 30d",
    },
    {
      about: "for Prometheus, through the textfile collector",
      command: "pulumi-snapshots status --all --format prometheus > /var/lib/node_exporter/snapshots.prom",
    },
  ],
  read: readStatusOptions,
  run(options) {
    const { run } = require("../status/run") as typeof import("../status/run");
    return run(options);
  },
};
