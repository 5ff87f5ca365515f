import assert from "node:assert/strict";
import { Backups } from "../../support/backups";
import { FakeClock } from "../../support/clock";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import type { JsonObject, ProviderProcess } from "../../support/providerProcess";
import { SeriesTests } from "../../support/series";
import { Simulated, volumes } from "../../support/simulated";

const creations: Readonly<Record<PointName, string>> = {
  snapshot: "/v1/volumes/{volumeUuid}/volume-snapshots",
  group: "/v1/volume-snapshots/group",
  volumeBackup: "/v1/volumes/{volumeUuid}/volume-backups",
  vmBackup: "/v1/volumes/{rootVolumeUuid}/vm-backups",
};
const objects: Readonly<Record<PointName, string>> = {
  snapshot: "volume-snapshots",
  group: "volume-snapshots/group",
  volumeBackup: "volume-backups",
  vmBackup: "vm-backups",
};

interface Made {
  readonly id: string;
  readonly outs: JsonObject;
}

const failure = (work: Promise<unknown>): Promise<Error & { code?: string; id?: string; properties?: JsonObject }> =>
  work.then(
    () => assert.fail("nothing failed"),
    (error: unknown) => error as Error,
  );

/** The engine goes on with what it can after an error (`--continue-on-error`), the deletion of the old one included. */
describe("an old restore point is kept while the one that replaces it is none", () => {
  const simulated = new Simulated({ storage: "individual" });
  const backups = new Backups(simulated);
  const kinds = pointsOf(simulated, backups);

  const ids = async (): Promise<readonly string[]> => {
    const { volumeSnapshots, volumeSnapshotGroups } = await simulated.control.state();
    const rows = await backups.rows();
    return [...volumeSnapshots, ...volumeSnapshotGroups, ...rows].flatMap((one) => [
      one.uuid,
      (one as { groupUuid?: string }).groupUuid ?? "",
    ]);
  };
  const create = async (process: ProviderProcess, inputs: JsonObject): Promise<Made> => {
    await process.handler.check({}, inputs);
    return process.handler.create(inputs);
  };
  const keeps = async (process: ProviderProcess, old: Made, why: RegExp): Promise<void> => {
    const { code, message } = await failure(process.handler.delete(old.id, old.outs));
    assert.equal(code, "replacement-not-ready");
    assert.match(message, why);
    assert.ok((await ids()).includes(old.id));
  };

  for (const name of pointNames) {
    const kind = kinds[name];
    const first = (): Promise<Made> => create(kind.open(), kind.inputs({ triggers: [1] }));

    describe(`(${name})`, () => {
      it("because it could not be made", async () => {
        const old = await first();
        const process = kind.open();
        const action = { type: "failJob", code: "SYS.1006", details: "no room" };
        await simulated.control.fault({ match: { method: "POST", route: creations[name] }, action });
        await failure(create(process, kind.inputs({ triggers: [2] })));
        await keeps(process, old, /no room/);
      });

      it("because its making has not ended", async () => {
        const old = await first();
        const process = kind.open({ clock: new FakeClock() });
        await simulated.control.fault({
          match: { method: "POST", route: creations[name] },
          action: { type: "stallJob" },
        });
        const inputs = kind.inputs({ triggers: [2], __timeouts: { create: 60 } });
        const { id } = await failure(create(process, inputs));
        assert.ok(id);
        await keeps(process, old, new RegExp(id));
      });

      it("because it lacks something, in this run and in the next ones until it is complete", async () => {
        const old = await first();
        const tag = { method: "POST", route: "/v1/user-tags" };
        const action = { type: "failJob", code: "SYS.1006", details: "not now" };
        await simulated.control.fault({ match: tag, times: 2, action });
        const process = kind.open();
        const inputs = kind.inputs({ triggers: [2] });
        const { id = "", properties = {} } = await failure(create(process, inputs));
        await keeps(process, old, /not now/);
        const again = kind.open();
        await again.handler.check(inputs, inputs);
        await again.handler.diff(id, properties, inputs);
        await keeps(again, old, /its creation is not complete/);
        await simulated.control.fault({ match: tag, times: 2, action });
        await failure(again.handler.update(id, properties, inputs));
        await keeps(again, old, /not now/);
        await again.handler.update(id, properties, inputs);
        await again.handler.delete(old.id, old.outs);
        const left = await ids();
        assert.ok(left.includes(id) && !left.includes(old.id));
      });

      it("because it is gone when it is looked at, also in a later run", async () => {
        const old = await first();
        const process = kind.open();
        const inputs = kind.inputs({ triggers: [2] });
        const made = await create(process, inputs);
        await simulated.control.job("DELETE", `/v1/${objects[name]}/${made.id}`);
        await keeps(process, old, /no longer exists/);
        const again = kind.open();
        await again.handler.check(inputs, inputs);
        await again.handler.diff(made.id, made.outs, inputs);
        await keeps(again, old, /no longer exists/);
      });

      it("and goes with everything else in a destroy", async () => {
        const old = await first();
        const made = await create(kind.open(), kind.inputs({ triggers: [2] }));
        await simulated.control.job("DELETE", `/v1/${objects[name]}/${made.id}`);
        const process = kind.open();
        await process.handler.diff(made.id, made.outs, made.outs);
        await process.handler.delete(old.id, old.outs);
        assert.ok(!(await ids()).includes(old.id));
      });
    });
  }

  it("because the new one has lost what a verification asks for", async () => {
    const { group } = kinds;
    const old = await create(group.open(), group.inputs({ triggers: [1] }));
    const process = group.open();
    const made = await create(process, group.inputs({ triggers: [2] }));
    const [, member] = made.outs["members"] as { volumeSnapshotUuid: string }[];
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${member?.volumeSnapshotUuid}`);
    await keeps(process, old, /has no snapshot of/);
  });

  it("(series) because its first point could not be made, or is gone", async () => {
    const series = new SeriesTests(simulated);
    const inputs = (volumeUuid: string): JsonObject =>
      series.inputs({ volumeUuid, triggers: 1, deletionPolicy: "delete" });
    const old = await create(series.snapshots(), inputs(volumes.root));
    const [point] = old.outs["history"] as { uuid: string }[];
    const keepsSeries = async (process: ProviderProcess, why: RegExp): Promise<void> => {
      assert.match((await failure(process.handler.delete(old.id, old.outs))).message, why);
      assert.ok((await ids()).includes(point?.uuid ?? ""));
    };
    const process = series.snapshots();
    const action = { type: "failJob", code: "SYS.1006", details: "no room" };
    await simulated.control.fault({ match: { method: "POST", route: creations.snapshot }, action });
    await failure(create(process, inputs(volumes.other)));
    await keepsSeries(process, /no room/);
    const again = series.snapshots();
    const made = await create(again, inputs(volumes.other));
    const [newest] = made.outs["history"] as { uuid: string }[];
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${newest?.uuid}`);
    await keepsSeries(again, new RegExp(`${newest?.uuid}: it no longer exists`));
  });
});
