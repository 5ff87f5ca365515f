import assert from "node:assert/strict";
import { usersMetadata } from "../../../../provider/cinder/models/metadata";
import { isoTime, moment, snapshotRow } from "../../../../provider/cinder/models/rows";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import { declared } from "../declared";

/** The answer that EVS documents for a creation. */
const vendor = {
  status: "creating",
  description: "Daily backup",
  created_at: "2013-02-25T03:56:53.081642",
  metadata: {},
  volume_id: "5aa119a8-d25b-45a7-8d1b-88e127885635",
  size: 1,
  id: "ffa9bc5e-1172-4021-acaf-cdcd78a9584d",
  name: "snap-001",
  updated_at: "2013-02-25T03:56:53.081642",
};

describe("a snapshot as platforms show it", () => {
  it("may be the one of EVS's page", () => {
    const row = snapshotRow.parse(vendor);
    assert.equal(row.id, vendor.id);
    assert.deepEqual(row.metadata, {});
  });

  it("may have neither name nor metadata", () => {
    const row = snapshotRow.parse({ ...vendor, name: null, metadata: null, description: null });
    assert.deepEqual([row.name, row.metadata], [null, {}]);
  });

  it("has an id, a status and a volume", () => {
    for (const name of ["id", "status", "volume_id"]) {
      assert.equal(snapshotRow.safeParse({ ...vendor, [name]: undefined }).success, false, name);
    }
  });

  it("has times in UTC, whether it says so or not", () => {
    assert.equal(isoTime("2013-02-25T03:56:53.081642"), "2013-02-25T03:56:53.081642Z");
    assert.equal(isoTime("2013-02-25T03:56:53Z"), "2013-02-25T03:56:53Z");
    assert.equal(isoTime("2013-02-25T03:56:53+01:00"), "2013-02-25T03:56:53+01:00");
    assert.equal(moment("2013-02-25T03:56:53.081642"), Date.UTC(2013, 1, 25, 3, 56, 53, 81));
    assert.ok(Number.isNaN(moment(null)));
  });
});

describe("what a program sees of a snapshot", () => {
  const row = snapshotRow.parse({
    ...vendor,
    metadata: { mine: "1", theirs: "2", pulumi_snapshots_id: "x", pulumi_snapshots_owner: "y" },
  });
  const observed = { id: row.id, object: row, ready: true, ownership: {}, tags: [] };

  it("is neither our own metadata nor others', but what it declared", () => {
    assert.deepEqual(usersMetadata(row.metadata), { mine: "1", theirs: "2" });
    assert.deepEqual(volumeSnapshot.toInputs(observed, declared({ metadata: { mine: "0", lost: "3" } })), {
      name: "snap-001",
      metadata: { mine: "1" },
    });
    assert.deepEqual(volumeSnapshot.toInputs(observed, declared({ description: "d" })), {
      name: "snap-001",
      description: "Daily backup",
    });
  });

  it("stays what was recorded at the creation", () => {
    const outputs = { size: 1, createdAt: "2013-02-25T03:56:53.081642Z" };
    assert.deepEqual(volumeSnapshot.toOutputs(observed, {}), outputs);
    assert.deepEqual(volumeSnapshot.toOutputs({ ...observed, object: { ...row, size: 9 } }, outputs), outputs);
  });

  it("is a failure where the snapshot cannot be used", () => {
    const failed = { ...observed, ready: false, object: { ...row, status: "error" } };
    assert.deepEqual(volumeSnapshot.verify({} as never, failed), [
      { check: "status", reason: `volume snapshot ${row.id} has status "error", not "available"` },
    ]);
  });
});
