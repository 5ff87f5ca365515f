import assert from "node:assert/strict";
import { isMeant } from "../../../cli/restore/point";

const uuid = (digit: string): string => digit.repeat(32);

describe("the restore point that a command means", () => {
  const urn = "urn:pulumi:dev::web::pulumi-nodejs:dynamic/zstack:VolumeSnapshotSeries::nightly";
  const history = [{ uuid: uuid("1"), name: "a" }, { uuid: uuid("2") }];
  const series = { urn, id: "nightly-id", outputs: { history, current: history[1] } };

  it("is in a series, the older ones as well as the newest", () => {
    assert.deepEqual(
      ["1", "2", "3"].map((digit) => isMeant(series, uuid(digit))),
      [true, true, false],
    );
    assert.deepEqual([isMeant(series, "nightly"), isMeant(series, "night")], [true, false]);
  });

  it("is a resource by its id or the uuid in its outputs, whatever else a state holds", () => {
    assert.ok(isMeant({ urn, id: uuid("4"), outputs: {} }, uuid("4")));
    assert.ok(isMeant({ urn, id: "x", outputs: { groupUuid: uuid("5"), history: "damaged" } }, uuid("5")));
    assert.equal(isMeant({ urn, id: "x" }, uuid("5")), false);
  });
});
