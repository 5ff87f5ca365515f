import assert from "node:assert/strict";
import { z } from "zod";
import { hiddenInputs } from "../../../provider/core/contract/stateKeys";
import { type Resource, resources } from "../../../provider/doors/resources";
import { defaultFixture } from "../../../simulator";
import { stores } from "../../support/backups";
import { declareAs, type JsonObject } from "../../support/providerProcess";
import { RestoredVms } from "../../support/restoredVms";
import { Reverts } from "../../support/reverts";
import { Simulated, volumes } from "../../support/simulated";

const backup = { volumeUuid: volumes.data, backupStorageUuid: stores.first };
const vm = { vmInstanceUuid: defaultFixture.vmInstances.db1.uuid };

/** What is declared of each resource of the platform. */
const declared: Readonly<Record<string, JsonObject>> = {
  "zstack.VolumeSnapshot": { volumeUuid: volumes.root },
  "zstack.VolumeSnapshotGroup": vm,
  "zstack.VolumeBackup": backup,
  "zstack.VmBackup": { ...vm, backupStorageUuid: stores.first, replicas: [stores.second] },
  "zstack.VolumeSnapshotSeries": { volumeUuid: volumes.root, triggers: ["1"] },
  "zstack.VmBackupSeries": { ...vm, backupStorageUuid: stores.first, replicas: [stores.second] },
  "zstack.RestoredImage": { mediaType: "DataVolumeTemplate", backupStorageUuids: [stores.first] },
  "zstack.VolumeRevert": { whenRunning: "stopAndStart" },
  "zstack.VmRevert": { whenRunning: "stopAndStart" },
  "zstack.BackupStorageSync": { imageStoreUuid: stores.first, scope: "vm" },
};

describe("outputs", () => {
  const simulated = new Simulated();
  const reverts = new Reverts(simulated);
  const fromSnapshot = async () => ({ volumeSnapshotUuid: await simulated.control.strangersSnapshot(volumes.root) });
  /** What is restored from. */
  const sources: Readonly<Record<string, () => Promise<JsonObject>>> = {
    "zstack.RestoredVolume": fromSnapshot,
    "zstack.RestoredImage": fromSnapshot,
    "zstack.RestoredVm": () => new RestoredVms(simulated).source("group"),
    "zstack.RestoreDrill": fromSnapshot,
    "zstack.VolumeRevert": () => reverts.point("volume to snapshot"),
    "zstack.VmRevert": () => reverts.point("VM to group"),
  };

  for (const resource of Object.values<Resource>(resources).filter(({ token }) => token.startsWith("zstack."))) {
    const name = resource.token.replace("zstack.", "");
    it(`of a ${resource.token} are those that its definition declares, in their types`, async () => {
      const handler = simulated.process().handler;
      const source = (await sources[resource.token]?.()) ?? {};
      const all = declareAs(name, "point", { ...declared[resource.token], ...source });
      const inputs = Object.fromEntries(
        Object.entries(all).filter(([key]) => key in resource.inputs || key.startsWith("__")),
      );
      const { outs } = await handler.create(inputs);
      const own = Object.entries(outs).filter(
        ([key]) =>
          !key.startsWith("__") &&
          !(hiddenInputs as readonly string[]).includes(key) &&
          (!(key in resource.inputs) || key in resource.outputs),
      );
      const strict = z.strictObject(
        Object.fromEntries(Object.entries(resource.outputs).map(([key, { schema }]) => [key, strictly(schema)])),
      );
      const { error } = strict.safeParse(Object.fromEntries(own));
      assert.deepEqual(error?.issues ?? [], []);
    });
  }
});

/** The same schema, with every property that it does not name as a fault. */
function strictly(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return strictly(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.element as z.ZodType));
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape = Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>);
  return z.strictObject(Object.fromEntries(shape.map(([key, one]) => [key, strictly(one)])));
}
