import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cinder, zstack } from "../../../sdk";
import { providerStrings } from "../doors/dynamic/providerStrings";
import { mockedEngine, registration } from "./mocked";

const uuid = "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c";

describe("a series in a program", () => {
  mockedEngine();

  it("of snapshots is registered with what is given", async () => {
    const args = {
      volumeUuid: uuid,
      triggers: [pulumi.output("sha")],
      keepLast: 3,
      keepFor: "30d",
      deletionPolicy: "delete",
      verify: { size: false },
    } as const;
    const series = new zstack.VolumeSnapshotSeries("nightly", args);
    const { type, inputs } = await registration(series);
    assert.equal(type, "pulumi-nodejs:dynamic/zstack:VolumeSnapshotSeries");
    const { __seed, ...rest } = inputs;
    const { zstackVolumeSnapshotSeries: __provider } = providerStrings;
    assert.deepEqual(rest, { ...args, triggers: ["sha"], name: "nightly", __provider });
    for (const output of [series.current, series.history, series.keepLast, series.verify])
      assert.ok(pulumi.Output.isInstance(output));
  });

  it("of snapshots in OpenStack is registered with what is given", async () => {
    const args = {
      volumeId: "5aa119a8-d25b-45a7-8d1b-88e127885635",
      force: true,
      metadata: { key: "value" },
      keepLast: 3,
    };
    const series = new cinder.VolumeSnapshotSeries("nightly", args);
    const { type, inputs } = await registration(series);
    assert.equal(type, "pulumi-nodejs:dynamic/cinder:VolumeSnapshotSeries");
    const { __seed, ...rest } = inputs;
    assert.deepEqual(rest, { ...args, name: "nightly", __provider: providerStrings["cinderVolumeSnapshotSeries"] });
    for (const output of [series.current, series.history, series.force]) assert.ok(pulumi.Output.isInstance(output));
  });

  it("of VM backups is registered with what is given", async () => {
    const args = {
      vmInstanceUuid: uuid,
      backupStorageUuid: uuid,
      name: "weekly",
      mode: "full" as const,
      replicas: [uuid],
    };
    const series = new zstack.VmBackupSeries("vm", args);
    const { type, inputs } = await registration(series);
    assert.equal(type, "pulumi-nodejs:dynamic/zstack:VmBackupSeries");
    const { __seed, ...rest } = inputs;
    assert.deepEqual(rest, { ...args, __provider: providerStrings["zstackVmBackupSeries"] });
    for (const output of [series.current, series.history, series.mode]) assert.ok(pulumi.Output.isInstance(output));
  });
});
