// Keeps the outputs in docs/operations.md in step with the commands:
// UPDATE_DOCS=1 npx mocha tests/integration/zstack/operationsPage.test.ts writes them anew.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseOptions } from "../../../cli/command";
import { status as statusCommand } from "../../../cli/commands/status";
import type { StackWithPoints } from "../../../cli/stack/pulumiStack";
import { work } from "../../../cli/status/run";
import { outgoingLines } from "../../../provider/http/printable";
import { closeConnections } from "../../../provider/zstack/connections";
import { Backups } from "../../support/backups";
import { Resource } from "../../support/providerProcess";
import { assertGenerated } from "../../unit/documentation/table";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf, rootVolume } from "../deletion/support";
import { commandRuntime, runList, stackWith } from "./listCommand";

const hour = 3_600_000;

/** Ids that are random in each run, in the order in which they appear, and the time that names of VM backups end with. */
function withFixedIds(text: string): string {
  const ids = new Map<string, string>();
  const dated = text
    .replace(/\b\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d\.\d{1,3})?/g, (date) =>
      date.includes(":") ? "2026-11-21 03:00:00.000" : "2026-11-21",
    )
    // Of a name that is cut.
    .replace(/\b\d{4}-\d\d-\d…/g, "2026-11-2…");
  return dated.replace(/\b(?!(?:[a-d][0-5]00000000004))[0-9a-f]{32}\b/g, (id) => {
    const fixed =
      ids.get(id) ??
      `${String(ids.size + 1).padStart(2, "0")}7f3a526a0f4d5c9c2e1f0d6c7a9b${String(ids.size + 1).padStart(2, "0")}`;
    ids.set(id, fixed);
    return fixed;
  });
}

async function statusText(stack: StackWithPoints, args: string[]): Promise<string> {
  const runtime = commandRuntime([]);
  let text = "";
  const print = (printed: string): void => {
    text = outgoingLines(printed);
  };
  try {
    await work(parseOptions(statusCommand, args), stack, { runtime, print });
    return text;
  } finally {
    await closeConnections(runtime, 500);
  }
}

/** The picture of a command in a terminal with colours has the same words. */
async function assertPicture(name: string, command: string, text: string): Promise<void> {
  const { linesOf, svgOf } = await import("../../../scripts/picture/svg.mjs");
  const file = resolve(__dirname, `../../../docs/images/${name}.svg`);
  const svg = svgOf([`$ ${command}`, ...withFixedIds(text).split("\n")], `Output of ${command}`);
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(file, svg);
  assert.deepEqual(linesOf(readFileSync(file, "utf8")), linesOf(svg));
}

describe("docs/operations.md", () => {
  const here = new Deletions();
  const backups = new Backups(here);

  it("has the output of each command", async () => {
    const pass = (hours: number): Promise<void> => here.control.clock({ stepMs: hours * hour });
    const before = await here.snapshot("before-upgrade", { volumeUuid: rootVolume });
    await pass(48);
    const daily = await here.snapshot("daily", { volumeUuid: rootVolume });
    const machine = new Resource(backups.vmInputs({ name: "nightly" }, {}, "db-backup"));
    await machine.up(backups.vm());
    await pass(25);
    await here.revert(idOf(before));
    await here.control.strangersSnapshot(rootVolume, "before-fix");
    const release = await here.snapshot("release", { volumeUuid: dataVolume });
    await pass(3);
    await here.snapshot("theirs", { volumeUuid: dataVolume }, { stack: "prod" });
    const lost = await here.snapshot("lost", { volumeUuid: dataVolume });
    await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(lost)}?deleteMode=Permissive`).catch(async () => {
      here.control.forgetSession();
      await here.control.job("DELETE", `/v1/volume-snapshots/${idOf(lost)}?deleteMode=Permissive`);
    });
    await pass(5);
    const stack = stackWith([["the stack's connection", settingsOf(here)]], [before, daily, machine, release, lost]);
    const shown = async (title: string, print: () => Promise<string>): Promise<void> =>
      assertGenerated("docs/operations.md", title, `\n\`\`\`console\n${withFixedIds(await print())}\n\`\`\`\n`);
    await shown("list", async () => `$ npx pulumi-snapshots list\n${(await runList(stack, [], 160)).text}`);
    await shown("status", async () => `$ npx pulumi-snapshots status\n${await statusText(stack, [])}`);
    await shown(
      "tree",
      async () =>
        `$ npx pulumi-snapshots list --tree --vm web-1\n${(await runList(stack, ["--tree", "--vm", "web-1"], 190)).text}`,
    );
    await assertPicture("list", "npx pulumi-snapshots list --all", (await runList(stack, ["--all"], 130, true)).text);
    await assertPicture(
      "tree",
      "npx pulumi-snapshots list --tree --vm web-1",
      (await runList(stack, ["--tree", "--vm", "web-1"], 165, true)).text,
    );
    await shown(
      "cost",
      async () =>
        `$ npx pulumi-snapshots list --all --sort -size\n${(await runList(stack, ["--all", "--sort", "-size"], 160)).text}`,
    );
  });
});
