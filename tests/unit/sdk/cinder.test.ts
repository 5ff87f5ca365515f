import assert from "node:assert/strict";
import { cinder } from "../../../sdk";
import { providerStrings } from "../doors/dynamic/providerStrings";
import { mockedEngine, registration } from "./mocked";

const volumeId = "5aa119a8-d25b-45a7-8d1b-88e127885635";
const other = "ffa9bc5e-1172-4021-acaf-cdcd78a9584d";

const everything = {
  volumeId,
  name: "n",
  description: "d",
  metadata: { key: "value" },
  force: true,
  triggers: [1],
  deletionPolicy: "retain",
  adopt: true,
  verify: { size: false },
  snapshotId: other,
} as const;

describe("Cinder's kinds in the SDK", () => {
  mockedEngine();

  for (const [kind, handler, make, more] of [
    [
      "VolumeSnapshot",
      "cinderVolumeSnapshot",
      (name: string, args: cinder.VolumeSnapshotArgs, options = {}) => new cinder.VolumeSnapshot(name, args, options),
      {},
    ],
    [
      "VolumeBackup",
      "cinderVolumeBackup",
      (name: string, args: cinder.VolumeBackupArgs, options = {}) => new cinder.VolumeBackup(name, args, options),
      { backupId: other, incremental: true, container: "c", availabilityZone: "z" },
    ],
  ] as const) {
    const type = `pulumi-nodejs:dynamic/cinder:${kind}`;

    it(`register a ${kind} with the least there can be`, async () => {
      const { type: registered, inputs } = await registration(make("r", { volumeId }));
      assert.equal(registered, type);
      assert.deepEqual(inputs, {
        __provider: providerStrings[handler],
        __seed: `/acme/urn:pulumi:dev::shop::${type}::r`,
        volumeId,
        name: "r",
      });
    });

    it(`register a ${kind} with everything`, async () => {
      const args = { ...everything, ...more };
      const { inputs } = await registration(make("all", args, { customTimeouts: { create: "30m" } }));
      const { __provider, __seed, __timeouts, ...rest } = inputs;
      assert.deepEqual(rest, args);
      assert.deepEqual(__timeouts, { create: 1800 });
    });

    it(`give a ${kind} an output for all that a program can read`, () => {
      const resource = make("out", { ...everything, ...more });
      for (const name of [
        "id",
        "size",
        "createdAt",
        "verifiedAt",
        "problems",
        ...Object.keys(everything),
        ...Object.keys(more),
      ]) {
        assert.ok(name in resource, name);
      }
    });
  }
});
