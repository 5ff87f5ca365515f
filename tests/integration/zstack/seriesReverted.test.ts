// A volume that goes back to an older snapshot between two points of a series: the tree forks, and `latest` is no order.

import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { historyOf, namesOf, SeriesTests, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const { web1 } = defaultFixture.vmInstances;

describe("a series on a volume that goes back", () => {
  const simulated = new Simulated();
  const tests = new SeriesTests(simulated);
  const { control } = { control: () => simulated.control };

  const back = async (path: string, action: string): Promise<void> => {
    await control().job("PUT", `/v1/vm-instances/${web1.uuid}/actions`, { stopVmInstance: {} });
    await control().job("PUT", `/v1/${path}/actions`, { [action]: {} });
  };
  const to = (uuid = "") => back(`volume-snapshots/${uuid}`, "revertVolumeFromSnapshot");
  const safety = (value: string) =>
    control().job("PUT", "/v1/global-configurations/volumeSnapshot/snapshot.before.revertvolume/actions", {
      updateGlobalConfig: { value },
    });

  it("keeps the newest by date, deletes what nothing is based on, and postpones what the fork stands on", async () => {
    const series = await tests.taken(2, { keepLast: 2 });
    const [, first = ""] = uuidsOf(series);
    await to(first);
    await tests.next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    const rows = (await control().state()).volumeSnapshots;
    assert.deepEqual(rows.map((row) => row.parentUuid ?? "none").sort(), [first, first, "none"].sort());
    assert.notEqual(historyOf(series)[2]?.pendingDeletionReason, undefined);
    await tests.next(series, 4);
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3", "nightly-1"]);
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-3", "nightly-4"]);
    await series.refresh(tests.snapshots());
    assert.equal(await series.up(tests.snapshots()), "same");
  });

  it("stays in order where the volume is back at its oldest point", async () => {
    const series = await tests.taken(3);
    const before = historyOf(series);
    await to(before[2]?.uuid);
    assert.equal(await series.refresh(tests.snapshots()), "same");
    assert.equal(await series.up(tests.snapshots()), "same");
    assert.deepEqual(historyOf(series), before);
    assert.deepEqual(series.state?.outputs["current"], before[0]);
  });

  it("prunes points of trees that a backup has ended", async () => {
    const params = { name: "b", backupStorageUuid: defaultFixture.backupStorages.imageStore1.uuid };
    const path = `/v1/volumes/${web1.rootVolumeUuid}/volume-backups`;
    const { inventory } = await control().job("POST", path, { params });
    const series = await tests.taken(2, { keepLast: 1 });
    await back(`volume-backups/${(inventory as { uuid: string }).uuid}`, "revertVolumeFromVolumeBackup");
    await tests.next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-3"]);
    assert.deepEqual(await tests.left(), ["nightly-3"]);
  });

  it("leaves the server's safety snapshot alone, and what that is based on", async () => {
    const series = await tests.taken(2, { keepLast: 1, deletionPolicy: "delete" });
    const [second = ""] = uuidsOf(series);
    await safety("true");
    await to(second);
    const [left] = (await tests.left()).filter((name) => name.startsWith("revert-volume-point-"));
    assert.ok(left !== undefined);
    await tests.next(series, 3);
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", "nightly-3", left]);
    await assert.rejects(series.destroy(tests.snapshots()), { code: "partly-deleted" });
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", left]);
  });
});
