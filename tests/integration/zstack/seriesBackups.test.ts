import assert from "node:assert/strict";
import { Backups, type Member, stores } from "../../support/backups";
import { Resource } from "../../support/providerProcess";
import { currentOf, historyOf, namesOf, type PointOut, SeriesTests, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{rootVolumeUuid}/vm-backups" };

describe("a series of VM backups", () => {
  const simulated = new Simulated();
  const tests = new SeriesTests(simulated);
  const backups = new Backups(simulated);
  const membersOf = (point: PointOut | undefined) => (point as unknown as { backups: Member[] }).backups;

  async function taken(count: number, more: Record<string, unknown> = {}): Promise<Resource> {
    const resource = new Resource(tests.backupInputs(more));
    for (let at = 1; at <= count; at += 1) await tests.next(resource, at, tests.backups());
    return resource;
  }

  it("keeps the last ones, whole, on the declared stores", async () => {
    const series = await taken(4, { keepLast: 2, replicas: [stores.second], mode: "full" });
    assert.deepEqual(namesOf(series), ["weekly-4", "weekly-3"]);
    assert.deepEqual((await backups.groups()).sort(), uuidsOf(series).sort());
    for (const point of historyOf(series)) {
      const members = membersOf(point);
      assert.equal(members.length, 3);
      assert.equal(
        point.size,
        members.reduce((sum, one) => sum + one.size, 0),
      );
      assert.deepEqual(
        (point as unknown as { replicaStorageUuids: string[] }).replicaStorageUuids,
        [stores.first, stores.second].sort(),
      );
    }
    assert.equal(series.state?.outputs["mode"], "full", "the input stays what was declared");
    assert.equal(await series.refresh(tests.backups()), "same");
    assert.equal(await series.up(tests.backups()), "same");
  });

  it("does not count a backup that has lost a member", async () => {
    const series = await taken(3, { keepLast: 3 });
    const [lost] = membersOf(historyOf(series)[1]).slice(-1);
    await simulated.control.deleteBackup(`volume-backups/${lost?.uuid}`);
    const process = tests.backups();
    assert.equal(await series.refresh(process), "changed");
    await series.up(process);
    assert.match(process.lines.join("\n"), /warning: VM backup \w{32} has no backup of volume/);
    await tests.next(series, 4, tests.backups());
    assert.deepEqual(namesOf(series), ["weekly-4", "weekly-3", "weekly-2", "weekly-1"]);
    await tests.next(series, 5, tests.backups());
    assert.deepEqual(namesOf(series), ["weekly-5", "weekly-4", "weekly-3"]);
    assert.deepEqual((await backups.groups()).sort(), uuidsOf(series).sort());
  });

  it("takes over one that was made and never recorded", async () => {
    const series = await taken(2, { keepLast: 2 });
    const state = structuredClone(series.state);
    await tests.next(series, 3, tests.backups());
    const made = uuidsOf(series)[0];
    series.state = state;
    await tests.next(series, 3, tests.backups());
    assert.equal(currentOf(series)?.uuid, made);
    assert.equal(await simulated.control.countOf(create.method, create.route), 3);
    assert.equal(await series.refresh(tests.backups()), "same");
  });

  it("keeps its backups where it goes, or takes them along where that is declared", async () => {
    const kept = await taken(2);
    await kept.destroy(tests.backups());
    assert.equal((await backups.groups()).length, 2);
    const gone = new Resource({ ...tests.backupInputs({ deletionPolicy: "delete" }), triggers: 1 });
    await gone.up(tests.backups());
    await gone.destroy(tests.backups());
    assert.equal((await backups.groups()).length, 2);
  });

  it("is another one on another store or of another VM, and says what is wrong", async () => {
    const series = await taken(1);
    const handler = tests.backups().handler;
    const { id = "", outputs = {} } = series.state ?? {};
    for (const [name, value] of [
      ["backupStorageUuid", stores.second],
      ["vmInstanceUuid", stores.second],
    ] as const) {
      const { replaces } = await handler.diff(id, outputs, { ...series.inputs, [name]: value });
      assert.deepEqual(replaces, [name]);
    }
    const { failures } = await handler.check({}, tests.backupInputs({ rootVolumeUuid: stores.second }));
    assert.equal(failures.length, 1);
  });
});
