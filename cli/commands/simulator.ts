import type { SimulatorOptions } from "../../simulator";
import type { CommandDefinition } from "../command";
import { readSimulatorOptions, simulatorOptions } from "../simulator/options";

export const simulator: CommandDefinition<SimulatorOptions> = {
  name: "simulator",
  summary: "run the ZStack simulator",
  description: `Runs a ZStack REST v1 server for tests and demos, without a cloud behind it. The first line on stdout is JSON with its address. Ctrl-C or SIGTERM stops it and writes --data.`,
  options: simulatorOptions,
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "stopped by Ctrl-C or SIGTERM"],
        ["1", "error: it did not start, or --data could not be written"],
      ],
    },
  ],
  examples: [
    { about: "on port 8080, with the account admin and the password password", command: "pulumi-snapshots simulator" },
    {
      about: "snapshots that take three seconds, objects kept in a file",
      command: "pulumi-snapshots simulator --job-duration snapshot=3000 --data simulator.json",
    },
  ],
  read: readSimulatorOptions,
  run(options) {
    const { run } = require("../simulator/run") as typeof import("../simulator/run");
    return run(options);
  },
};
