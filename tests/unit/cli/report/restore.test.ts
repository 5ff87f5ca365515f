import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { parseOptions } from "../../../../cli/command";
import { restore } from "../../../../cli/commands/restore";
import type { PointRow } from "../../../../cli/list/rows";
import { type RestoreContext, restoringOf, shellWord } from "../../../../cli/report/model/restore";
import { aRow } from "../list/row";

const uuid = "0123456789abcdef0123456789abcdef";
const stack = { namespace: "", organization: "acme", project: "web", stack: "prod" };
const standard = "the stack's connection";

/** The words that a shell makes of a line. */
function words(line: string): string[] {
  const { status, stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  assert.equal(status, 0);
  return stdout.split("\0").slice(0, -1);
}

describe("the restore commands of the report", () => {
  const kinds = {
    snapshot: { kind: "snapshot", type: "zstack.VolumeSnapshot", volume: { id: "v" } },
    group: { kind: "group", type: "zstack.VolumeSnapshotGroup", vm: { id: "m" } },
    backup: { kind: "volume-backup", type: "zstack.VolumeBackup", volume: { id: "v" } },
    vmBackup: { kind: "vm-backup", type: "zstack.VmBackupSeries", vm: { id: "m" } },
  } as const satisfies Readonly<Record<string, Partial<PointRow>>>;
  const context: RestoreContext = { stack, standard, hasVolume: true };

  for (const [name, row] of Object.entries(kinds)) {
    it(`are what the command reads, for each way from a ${name}`, () => {
      const { commands } = restoringOf(aRow({ uuid, ...row }), context);
      const read = commands.map(({ line }) => {
        const [npx, program, command, ...rest] = words(line);
        assert.deepEqual([npx, program, command], ["npx", "pulumi-snapshots", "restore"]);
        return parseOptions(restore, rest);
      });
      const isVm = name === "group" || name === "vmBackup";
      assert.deepEqual(
        read.map(({ to, dryRun, whenRunning }) => ({ to, dryRun, whenRunning })),
        [
          { to: isVm ? "new-vm" : "new-volume", dryRun: false, whenRunning: undefined },
          { to: "in-place", dryRun: true, whenRunning: "stopAndStart" },
          { to: "in-place", dryRun: false, whenRunning: "stopAndStart" },
        ],
      );
      assert.ok(read.every((one) => one.point === uuid && one.stack === "acme/web/prod" && !one.yes));
    });
  }

  it("do not restore to a volume that is gone, nor from what is missing", () => {
    const gone = restoringOf(aRow({ uuid, ...kinds.backup }), { ...context, hasVolume: false });
    assert.deepEqual(
      gone.commands.map(({ line }) => line.includes("--to new-volume")),
      [true],
    );
    for (const row of [{ ownership: "missing" }, { volume: undefined }] as const) {
      const { commands, note } = restoringOf(aRow({ uuid, ...kinds.snapshot, ...row }), context);
      assert.deepEqual([commands, note === undefined], [[], false]);
    }
  });

  it("name no stack without a project, and say what to do for a platform that they would not ask", () => {
    const row = aRow({ uuid, ...kinds.snapshot, ownership: "foreign" });
    const { commands } = restoringOf(row, { ...context, stack: undefined });
    assert.ok(commands.every(({ line }) => !line.includes("--stack")));
    const elsewhere = { ...row, connection: 'provider "backup-site"' };
    assert.match(restoringOf(elsewhere, context).note ?? "", /backup-site/);
    assert.equal(restoringOf({ ...elsewhere, ownership: "managed" }, context).note, undefined);
  });

  it("are what the command reads on Cinder too, with what the platform asks for", () => {
    const cinderId = "0ef47aee-8844-490c-804d-2a8efe561c65";
    for (const kind of ["snapshot", "volume-backup"] as const) {
      const type = kind === "snapshot" ? "cinder.VolumeSnapshot" : "cinder.VolumeBackup";
      const row = aRow({ uuid: cinderId, kind, type, volume: { id: "v" } });
      const { commands, note } = restoringOf(row, context);
      assert.deepEqual(
        commands.map(({ line }) => {
          const { point, to, dryRun, whenRunning } = parseOptions(restore, words(line).slice(3));
          return { point, to, dryRun, whenRunning };
        }),
        [
          { point: cinderId, to: "new-volume", dryRun: false, whenRunning: undefined },
          { point: cinderId, to: "in-place", dryRun: true, whenRunning: undefined },
          { point: cinderId, to: "in-place", dryRun: false, whenRunning: undefined },
        ],
      );
      assert.match(note ?? "", /detached/);
      assert.equal(/newest/.test(note ?? ""), kind === "snapshot");
      const gone = restoringOf({ ...row, ownership: "foreign", connection: "other" }, { ...context, hasVolume: false });
      assert.deepEqual([gone.commands.length, /OS_\*/.test(gone.note ?? "")], [1, true]);
    }
  });

  it("are one word each for a shell, whatever a stack is called", () => {
    const all = fc
      .sample(fc.string({ unit: "grapheme" }), { numRuns: 200, seed: 1 })
      .map((one) => one.replaceAll("\0", ""));
    const nasty = ["a b", "$(reboot)", "`x`", "it's", '"', "*", "~", "", "a\\", "!!", ";", "&", "\n"];
    const given = [...all, ...nasty];
    assert.deepEqual(words(given.map(shellWord).join(" ")), given);
  });
});
