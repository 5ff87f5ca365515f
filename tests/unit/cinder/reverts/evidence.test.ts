import assert from "node:assert/strict";
import { type BackupRow, backupRow, type VolumeRow, volumeRow } from "../../../../provider/cinder/models/rows";
import { isAsRestored, shownOf } from "../../../../provider/cinder/reverts/evidence";
import { pointFact, shownFact, volumeFact } from "../../../../provider/cinder/reverts/facts";

/** A time of Cinder, in seconds after midnight. */
const at = (seconds: number): string =>
  new Date(Date.parse("2026-11-21T00:00:00Z") + seconds * 1000).toISOString().replace("Z", "000");

const volumeAt = (seconds: number, more: object = {}): VolumeRow =>
  volumeRow.parse({ id: "volume", name: "data", status: "available", size: 1, updated_at: at(seconds), ...more });

const pointAt = (seconds: number, more: object = {}): BackupRow =>
  backupRow.parse({
    ...{ id: "point", name: "nightly", status: "available", size: 1, volume_id: "volume" },
    ...{ updated_at: at(seconds), ...more },
  });

/** What was noted before the request. */
const facts = {
  [volumeFact]: at(0),
  [pointFact]: at(1),
  [shownFact]: shownOf(volumeAt(0), pointAt(1)),
};

const isDone = (volume: VolumeRow, point: BackupRow, noted: Readonly<Record<string, string>> = facts): boolean =>
  isAsRestored({ replacesMetadata: true }, noted, volume, point);

describe("a restore of Cinder whose end nobody has seen", () => {
  it("is done where the platform has changed both rows one right after the other, volume first", () => {
    assert.ok(isDone(volumeAt(100), pointAt(100.02)));
    // Services that keep seconds alone round one up and the other down.
    assert.ok(isDone(volumeAt(100), pointAt(100)));
    assert.ok(isDone(volumeAt(100), pointAt(101)));
    assert.ok(isDone(volumeAt(100, { metadata: { src_backup_id: "point" } }), pointAt(100.02)));
  });

  const others: readonly (readonly [what: string, volume: VolumeRow, point: BackupRow])[] = [
    ["the volume was renamed", volumeAt(100, { name: "other" }), pointAt(100.5)],
    ["the restore point was renamed", volumeAt(100), pointAt(100.5, { name: "other" })],
    ["one was described", volumeAt(100), pointAt(100.5, { description: "of Monday" })],
    ["the volume was extended", volumeAt(100, { size: 2 }), pointAt(100.5)],
    ["the volume was attached", volumeAt(100, { status: "in-use" }), pointAt(100.5)],
    ["the restore point is not free again", volumeAt(100), pointAt(100.5, { status: "restoring" })],
    ["the restore point has failed", volumeAt(100), pointAt(100.5, { status: "error" })],
    ["the volume has not changed", volumeAt(0), pointAt(0.5)],
    ["the restore point has not changed", volumeAt(0.5), pointAt(1)],
    ["the restore point has changed first", volumeAt(100.5), pointAt(100)],
    ["the restore point has changed seconds later", volumeAt(100), pointAt(101.5)],
    ["a time is missing", volumeAt(100, { updated_at: null }), pointAt(100)],
    ["another backup was restored", volumeAt(100, { metadata: { src_backup_id: "other" } }), pointAt(100.5)],
  ];
  for (const [what, volume, point] of others)
    it(`is not believed to be done where ${what}`, () => assert.equal(isDone(volume, point), false));

  it("is not believed to be done where nothing was noted of what the rows showed", () => {
    assert.equal(isDone(volumeAt(100), pointAt(100.02), {}), false);
  });

  it("is done from a snapshot whatever backup the volume was once restored from", () => {
    const volume = volumeAt(100, { metadata: { src_backup_id: "other" } });
    assert.ok(isAsRestored({ replacesMetadata: false }, facts, volume, pointAt(100.02)));
  });
});
