import type { CommandDefinition } from "../command";
import { type ListOptions, listOptions, readListOptions } from "../list/options";

export const list: CommandDefinition<ListOptions> = {
  name: "list",
  summary: "list the restore points of a stack, or everything that its accounts see",
  description: `Lists the restore points of a stack on ZStack and OpenStack Cinder: what its state holds, compared with what its platforms have. With --all it lists everything that the accounts see, whoever made it; without a Pulumi project the connection is that of ZSTACK_* or OS_* variables.

Ages are by the clock of the platform. A member of a snapshot group or VM backup is shown with the group. Sizes are what each restore point takes by itself: increments build on others. DRILL is how long ago a restore drill of this stack has restored it.

With --tree, the volumes of these restore points are shown with everything on them, whoever made it. A deletion is what its owner would get: with everything below it, or, where \`zstack:deleteScope: single\` is configured and the server knows it, without.`,
  options: listOptions,
  sections: [
    {
      title: "Owners",
      rows: [
        ["stack::name", "a resource of this stack, or, with --all, of another one"],
        ["missing", "in the state, but the platform does not have it: deleted outside Pulumi"],
        ["unknown", "in the state, but its platform was not asked or did not answer"],
        ["unmanaged", "owner tag of the stack, but not in its state: see `orphans`"],
        ["interrupted", "no owner tag, made by the stack: probably of an interrupted run"],
        ["deferred", "deletion postponed until its dependents are deleted"],
        ["retained", "kept on purpose"],
        ["foreign", "no tag of any stack"],
      ],
    },
    {
      title: "Exit codes",
      rows: [
        ["0", "listed, or nothing found"],
        ["1", "error, or the list is not complete"],
      ],
    },
  ],
  examples: [
    { about: "the restore points of the selected stack", command: "pulumi-snapshots list" },
    { about: "of one VM, the newest first", command: "pulumi-snapshots list --all --vm web-1 --sort age" },
    {
      about: "what builds on what, and what a deletion of each would take along",
      command: "pulumi-snapshots list --tree",
    },
    {
      about: "what no stack owns and is older than a month",
      command: "pulumi-snapshots list --all --owner foreign --older-than 30d",
    },
    {
      about: "the largest ones, for a spreadsheet",
      command: "pulumi-snapshots list --all --sort -size --csv > points.csv",
    },
  ],
  read: readListOptions,
  run(options) {
    const { run } = require("../list/run") as typeof import("../list/run");
    return run(options);
  },
};
