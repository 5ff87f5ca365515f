import type { CommandDefinition } from "../command";
import { type ReportOptions, readReportOptions, reportOptions } from "../report/options";

export const report: CommandDefinition<ReportOptions> = {
  name: "report",
  summary: "write what list and status know to one HTML file",
  description: `Writes one HTML page about the restore points of a stack, or with --all of everything that its accounts see: findings, a time line of each volume with its gaps, sizes and growth, what builds on what, quotas and stores, and each restore point with the command that restores from it. Nothing is changed.

The page needs nothing but itself: it opens from a file or a mail, without network, and without JavaScript. It is as confidential as the names and ids on it. Findings are those of \`status\`, and are no error here.`,
  options: reportOptions,
  sections: [
    {
      title: "Exit codes",
      rows: [
        ["0", "written"],
        ["1", "error, or written and not complete"],
      ],
    },
  ],
  examples: [
    { about: "of the selected stack", command: "pulumi-snapshots report --html report.html" },
    {
      about: "of everything, for the last quarter",
      command: "pulumi-snapshots report --all --period 90d --html report.html",
    },
  ],
  read: readReportOptions,
  run(options) {
    const { run } = require("../report/run") as typeof import("../report/run");
    return run(options);
  },
};
