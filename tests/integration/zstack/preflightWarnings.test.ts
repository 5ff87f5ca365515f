import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, stores } from "../../support/backups";
import { declare, declareAs, type ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const { db1 } = defaultFixture.vmInstances;

const warnings = (process: ProviderProcess) => process.lines.filter((line) => line.includes("warning:"));

describe("before a snapshot of a volume whose chain is at its end", () => {
  const simulated = new Simulated();
  const full =
    /volume \w+ has a chain of 64 snapshots, and the server's limit is 64: this snapshot starts a new chain with a full copy of the volume/;
  const snapshot = (name = "snap", volumeUuid: string = volumes.root) => new Resource(declare(name, { volumeUuid }));
  const long = (volumeUuid: string = volumes.root) =>
    simulated.control.objects({ volumeSnapshots: { volumeUuid, count: 64 } });

  it("says that it is a full copy, and only of that one", async () => {
    await long();
    await long(volumes.other);
    const process = simulated.process();
    const first = snapshot();
    await first.up(process);
    assert.equal(warnings(process).length, 1, process.lines.join("\n"));
    assert.match(warnings(process)[0] ?? "", full);
    assert.match(
      warnings(process)[0] ?? "",
      new RegExp(`^zstack\\.VolumeSnapshot "snap": warning: volume ${volumes.root} `),
    );
    assert.equal((await simulated.control.snapshot(first.state?.id ?? ""))?.parentUuid, undefined, "a new chain");
    await snapshot("second").up(process);
    await snapshot("elsewhere", volumes.data).up(process);
    assert.equal(warnings(process).length, 1);
  });

  it("counts the snapshots of later chains too, whose first has distance 0", async () => {
    const path = "/v1/global-configurations/volumeSnapshot/incrementalSnapshot.maxNum/actions";
    await simulated.control.job("PUT", path, { updateGlobalConfig: { value: "3" } });
    await simulated.control.objects({ volumeSnapshots: { volumeUuid: volumes.root, count: 3 } });
    const said: string[] = [];
    for (let number = 1; number <= 5; number += 1) {
      const process = simulated.process();
      await snapshot(`snap-${number}`).up(process);
      said.push(...warnings(process).map((line) => `${number}: ${/a chain of \d+ snapshots/.exec(line)?.[0]}`));
    }
    assert.deepEqual(said, ["1: a chain of 3 snapshots", "5: a chain of 4 snapshots"]);
  });

  it("says it of each volume of a group", async () => {
    await long(db1.rootVolumeUuid);
    await long(db1.dataVolumeUuids[1]);
    const process = simulated.process();
    await new Resource(declareAs("VolumeSnapshotGroup", "group", { vmInstanceUuid: db1.uuid })).up(process);
    const named = warnings(process).map((line) => /volume (\w+)/.exec(line)?.[1]);
    assert.deepEqual(named.sort(), [db1.rootVolumeUuid, db1.dataVolumeUuids[1]].sort());
  });

  it("says nothing while the chain has room: by the configuration, or by the volume's own limit", async () => {
    await long();
    const path = "/v1/global-configurations/volumeSnapshot/incrementalSnapshot.maxNum/actions";
    await simulated.control.job("PUT", path, { updateGlobalConfig: { value: "100" } });
    const wide = simulated.process();
    await snapshot().up(wide);
    await simulated.control.job("PUT", path, { updateGlobalConfig: { value: "64" } });
    const params = { resourceType: "VolumeVO", resourceUuid: volumes.root, tag: "volumeMaxIncrementalSnapshotNum::90" };
    await simulated.control.job("POST", "/v1/system-tags", { params });
    const own = simulated.process();
    await snapshot("second").up(own);
    assert.deepEqual([...wide.lines, ...own.lines.filter((line) => !line.includes("already exists"))], []);
    const made = (await simulated.control.state()).volumeSnapshots.filter((one) => one.parentUuid === undefined);
    assert.equal(made.length, 1, "all of it is one chain");
  });
});

describe("before a backup", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);

  it("says that a storage may be too small, and makes it all the same", async () => {
    await backups.patch("backupStorages", stores.second, { availableCapacity: 2 ** 30 });
    const process = backups.volume();
    await new Resource(backups.volumeInputs({ replicas: [stores.second] })).up(process);
    assert.equal(warnings(process).length, 1);
    assert.match(
      warnings(process)[0] ?? "",
      new RegExp(
        `"bak": warning: backup storage ${stores.second} has 1\\.0 GiB left, and a full backup needs up to 12\\.5 GiB\\. `,
      ),
    );
    assert.equal((await backups.rows()).length, 1);
  });

  it("adds up the volumes of a VM", async () => {
    await backups.patch("backupStorages", stores.first, { availableCapacity: 30 * 2 ** 30 });
    const [volume, vm] = [backups.volume(), backups.vm()];
    await new Resource(backups.volumeInputs()).up(volume);
    await new Resource(backups.vmInputs()).up(vm);
    assert.deepEqual(warnings(volume), []);
    assert.match(
      warnings(vm).join("\n"),
      /^zstack\.VmBackup "vm": warning: backup storage \w+ has 30\.0 GiB left.* up to 55\.0 GiB/,
    );
  });

  it("says nothing of a storage that does not tell its capacity", async () => {
    await backups.patch("backupStorages", stores.first, { availableCapacity: 0, totalCapacity: 0 });
    const process = backups.volume();
    await new Resource(backups.volumeInputs()).up(process);
    assert.deepEqual(warnings(process), []);
  });
});
