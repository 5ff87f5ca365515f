import assert from "node:assert/strict";
import type { BackupRow } from "../../../../provider/cinder/models/rows";
import { dependents } from "../../../../provider/cinder/volumeBackup/chain";

/** `F` is a full backup, `i` an incremental one, `E` a full and `e` an incremental one that failed; oldest first. */
function backups(kinds: string): BackupRow[] {
  return [...kinds].map((kind, index) => ({
    id: `${kind}${index}`,
    name: null,
    description: null,
    status: kind === "e" || kind === "E" ? "error" : "available",
    volume_id: "v",
    size: 1,
    created_at: `2026-11-21T00:00:${String(index).padStart(2, "0")}.000000`,
    metadata: {},
    is_incremental: kind === "i" || kind === "e",
  }));
}

describe("backups that rely on another one", () => {
  for (const [kinds, of, expected] of [
    ["F", 0, []],
    ["Fi", 0, ["i1"]],
    ["Fii", 0, ["i1", "i2"]],
    ["Fii", 1, ["i2"]],
    ["Fii", 2, []],
    ["FiFi", 0, ["i1"]],
    ["FiFi", 2, ["i3"]],
    ["FeEi", 0, ["i3"]],
  ] as const) {
    it(`are, of ${kinds} and number ${of}, ${expected.join(" and ") || "none"}`, () => {
      const rows = backups(kinds);
      const row = rows[of];
      assert.ok(row);
      const found = (order: BackupRow[]): string[] => dependents(order, row).map(({ id }) => id);
      assert.deepEqual(found(rows), expected);
      assert.deepEqual(found([...rows].reverse()), expected);
    });
  }

  it("are ordered by the moment whose data they hold, not by when they were made", () => {
    const [full, first, second] = backups("Fii");
    assert.ok(full && first && second);
    const at = (row: BackupRow, day: string): BackupRow => ({ ...row, data_timestamp: `2026-11-${day}T00:00:00.0` });
    const rows = [at(full, "10"), at(first, "12"), at(second, "11")];
    const found = (id: string): string[] => {
      const row = rows.find((one) => one.id === id);
      assert.ok(row);
      return dependents(rows, row).map((one) => one.id);
    };
    assert.deepEqual(found("F0"), ["i2", "i1"]);
    assert.deepEqual(found("i2"), ["i1"]);
    assert.deepEqual(found("i1"), []);
  });
});
