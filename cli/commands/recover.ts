import type { CommandDefinition } from "../command";
import { cwdOption, flag, stackOption, yesOption } from "../options";
import type { RecoverOptions } from "../recover/run";

const jsonOption = flag("--json", "print one JSON object; without --yes nothing is removed");

export const recover: CommandDefinition<RecoverOptions> = {
  name: "recover",
  summary: "remove pending operations of an interrupted run from the state",
  description: `An interrupted run leaves pending operations in the state of its stack. This command shows those of restore points with the objects and running jobs on the platform, and removes them from the state. The next \`pulumi up\` then takes over what was being created. Nothing on the platform is changed.

Run \`pulumi cancel\` first. The state is read again after the confirmation: if it has changed, nothing is removed. If other resources have pending operations too, nothing is removed either, because \`pulumi stack import\` would drop those as well.`,
  options: [stackOption, cwdOption, yesOption, jsonOption],
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "no pending operations of restore points found"],
        ["1", "error, also if --yes is given and nothing can be removed"],
        ["2", "pending operations found"],
      ],
    },
  ],
  examples: [
    { about: "after a killed `pulumi up`", command: "pulumi cancel --yes; pulumi-snapshots recover; pulumi up" },
    { about: "in a pipeline", command: "pulumi-snapshots recover --stack acme/prod --yes" },
  ],
  read: (given) => ({
    stack: given(stackOption),
    cwd: given(cwdOption),
    yes: given(yesOption),
    json: given(jsonOption),
  }),
  run(options) {
    const { run } = require("../recover/run") as typeof import("../recover/run");
    return run(options);
  },
};
