import type { CommandDefinition } from "../command";
import { type OrphansOptions, orphansOptions, readOrphansOptions } from "../orphans/options";

export const orphans: CommandDefinition<OrphansOptions> = {
  name: "orphans",
  summary: "list, release or delete restore points that the state of a stack does not contain",
  description: `Lists orphaned resources: restore points of a stack on ZStack and OpenStack Cinder that are not in its state. Run it in the folder of the Pulumi project.

The connection of the stack is queried (ZSTACK_* variables, otherwise its configuration), and all explicit providers in its state. To find objects of a provider that was removed from the state, set ZSTACK_* to that platform. Cinder is included if the stack has cinder.* resources or \`openstack:\` configuration, or no connection to ZStack (then also with OS_* variables).

If the state cannot be read completely, nothing is changed and the exit code is 1.`,
  options: orphansOptions,
  sections: [
    {
      title: "Statuses",
      rows: [
        ["interrupted", "no owner tag: probably of an interrupted run"],
        ["unmanaged", "owner tag of the stack, but not in its state"],
        ["deferred", "deletion postponed until its dependents are deleted"],
        ["retained", "kept on purpose"],
      ],
    },
    {
      title: "Exit codes",
      rows: [
        ["0", "no orphan with a status of --fail-on, or all changes made"],
        ["1", "error"],
        ["2", "orphans found"],
      ],
    },
  ],
  examples: [
    { about: "list them", command: "pulumi-snapshots orphans" },
    { about: "let the next `pulumi up` take over an object", command: "pulumi-snapshots orphans --release $UUID" },
    {
      about: "delete two objects without a question",
      command: "pulumi-snapshots orphans --yes --delete $FIRST $SECOND",
    },
    {
      about: "in a pipeline: fail for interrupted ones only",
      command: "pulumi-snapshots orphans --fail-on interrupted",
    },
  ],
  read: readOrphansOptions,
  run(options) {
    const { run } = require("../orphans/run") as typeof import("../orphans/run");
    return run(options);
  },
};
