import assert from "node:assert/strict";
import { restoredVolume } from "../../../../provider/cinder/restoredVolume/resource";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import type { Loopback } from "../../../support/loopback";
import { declared, otherId, unknown, volumeId } from "../declared";
import { CinderProcess, FakeCinder } from "../fakeCinder";

const inputs = (args: Record<string, unknown> = {}) =>
  declared({ volumeId: undefined, snapshotId: otherId, ...args }, "RestoredVolume");

const failures = (args: Record<string, unknown>, olds: Record<string, unknown> = {}): string[] =>
  checkInputs(restoredVolume, olds, inputs(args)).failures.map(({ reason }) => reason);

describe("inputs of a restored volume", () => {
  for (const [what, args, olds] of [
    ["from a snapshot", {}, {}],
    ["from a backup", { snapshotId: undefined, backupId: otherId }, {}],
    ["from what is not known yet", { snapshotId: unknown, size: unknown }, inputs({ size: 5 })],
    ["larger than before", { size: 6 }, inputs({ size: 5 })],
    ["of any size where none was given", { size: 1 }, inputs()],
    ["without the size that it had", {}, inputs({ size: 5 })],
    ["smaller where another source makes a new one", { snapshotId: volumeId, size: 1 }, inputs({ size: 5 })],
    ["smaller where the other source is not known yet", { snapshotId: unknown, size: 1 }, inputs({ size: 5 })],
    ["smaller where triggers make a new one", { triggers: [2], size: 1 }, inputs({ size: 5 })],
    ["one to be taken over", { volumeId, adopt: true }, {}],
  ] as const) {
    it(`may be ${what}`, () => assert.deepEqual(failures(args, olds), []));
  }

  for (const [what, args, olds, reason] of [
    ["without a source", { snapshotId: undefined }, {}, /^snapshotId, backupId: the source is missing; give one/],
    ["with two sources", { backupId: volumeId }, {}, /^snapshotId, backupId: both are given, .* remove one/],
    ["with a second source to come", { backupId: unknown }, {}, /both are given/],
    ["from a name", { snapshotId: "daily" }, {}, /^snapshotId: is not an id of the platform; give a uuid/],
    ["of no size", { size: 0 }, {}, /^size: is below 1; give a whole number/],
    ["of half a size", { size: 1.5 }, {}, /^size: give a whole number of GiB/],
    ["of a size in words", { size: "5" }, {}, /^size: give a whole number of GiB/],
    ["smaller than before", { size: 4 }, inputs({ size: 5 }), /^size: the volume has 5 GiB.* at least 5.* triggers/],
    ["smaller with a new name", { size: 4, name: "n" }, inputs({ size: 5 }), /cannot shrink to 4 GiB/],
    ["of a type without a name", { volumeType: "" }, {}, /^volumeType: is empty/],
    ["one that exists, without adopt", { volumeId }, {}, /^volumeId: an existing object .* adopt: true/],
    ["attached", { force: true }, {}, /^force is not an input/],
  ] as const) {
    it(`may not be ${what}`, () => {
      const [found = "", ...others] = failures(args, olds);
      assert.match(found, reason);
      assert.deepEqual(others, []);
    });
  }
});

describe("a change of a restored volume", () => {
  let server: Loopback;
  let process: CinderProcess;

  before(async () => {
    ({ server } = await FakeCinder.start("volumes"));
    process = CinderProcess.of(restoredVolume, server);
  });
  after(async () => {
    await process.end();
    await server.close();
  });

  for (const [what, news, replaces] of [
    ["source", { snapshotId: volumeId }, ["snapshotId"]],
    ["kind of source", { snapshotId: undefined, backupId: otherId }, ["snapshotId", "backupId"]],
    ["type", { volumeType: "slow" }, ["volumeType"]],
    ["zone", { availabilityZone: "az2" }, ["availabilityZone"]],
    ["triggers", { triggers: [2] }, ["triggers"]],
    ["size", { size: 3 }, []],
    ["name, description and metadata", { name: "n", description: "d", metadata: { a: "b" } }, []],
    ["policy", { deletionPolicy: "retain" }, []],
  ] as const) {
    it(`in its ${what} ${replaces.length > 0 ? "makes a new one before the old one goes" : "is made in place"}`, async () => {
      // The output `size` is that of the volume; what was declared is kept beside it.
      const olds = { ...inputs({ volumeType: "fast", availabilityZone: "az1" }), size: 2, __inputs: { size: 2 } };
      const more = { volumeType: "fast", availabilityZone: "az1", size: 2, ...news };
      const found = await process.handler.diff(volumeId, olds, inputs(more));
      assert.deepEqual([found.changes, found.replaces, found.deleteBeforeReplace], [true, replaces, false]);
    });
  }

  it("in nothing changes nothing, whatever size the platform shows", async () => {
    const olds = { ...inputs(), size: 7, __inputs: {} };
    assert.deepEqual((await process.handler.diff(volumeId, olds, inputs())).changes, false);
  });
});
