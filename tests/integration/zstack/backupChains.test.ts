import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, membersOf, stores } from "../../support/backups";
import { Control } from "../../support/control";
import {
  type JsonObject,
  type ProcessOptions,
  type Provider,
  ProviderProcess,
  Resource,
} from "../../support/providerProcess";
import { currentOf, historyOf, namesOf, type PointOut, SeriesTests } from "../../support/series";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const { first, second } = stores;
const { db1 } = defaultFixture.vmInstances;

describe("backups that others build on", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const series = new SeriesTests(simulated);

  for (const kind of ["volume", "vm"] as const) {
    describe(`of a ${kind}`, () => {
      const process = (options: ProcessOptions = {}) =>
        kind === "volume" ? backups.volume(options) : backups.vm(options);
      const inputs = (name: string, more: JsonObject = {}): JsonObject =>
        kind === "volume" ? backups.volumeInputs(more, {}, name) : backups.vmInputs(more, {}, name);

      async function made(name: string, more: JsonObject = {}): Promise<Resource> {
        const resource = new Resource(inputs(name, more));
        await resource.up(process());
        return resource;
      }

      const living = async (): Promise<number> => (await backups.rows()).length;
      const sent = async (): Promise<number> => {
        const requests = await simulated.control.requests();
        return requests.filter((one) => one.method === "DELETE").reduce((sum, one) => sum + one.count, 0);
      };

      it("keep their data for them, and everything goes with the last one", async () => {
        const chain = [await made("a"), await made("b"), await made("c")];
        for (const one of chain) await one.destroy(process());
        assert.deepEqual(await backups.records(), []);
        assert.deepEqual(await simulated.control.broken(), []);
      });

      it("lose their data only if that is declared, with a warning that names what builds on them", async () => {
        const base = await made("base", { handleDependency: false });
        const above = await made("above");
        const deleting = process();
        await base.destroy(deleting);
        const warning = deleting.lines.find((line) => line.includes("handleDependency is false")) ?? "";
        assert.match(warning, /warning: handleDependency is false: .*newer backups?/);
        assert.ok(warning.includes(idOf(above)), warning);
        assert.ok((await simulated.control.broken()).length > 0, "the simulator tells");
        await simulated.control.resetBroken();
      });

      it("go without a warning where nothing builds on them", async () => {
        const alone = await made("alone", { handleDependency: false });
        await made("full", { mode: "full" });
        const deleting = process();
        await alone.destroy(deleting);
        assert.deepEqual(deleting.lines, []);
      });

      for (const [what, columns, word] of [
        ["disconnected", { status: "Disconnected" }, "Disconnected"],
        ["disabled", { state: "Disabled" }, "Disabled"],
      ] as const) {
        it(`are kept, by the name of the storage, while one that holds a copy is ${what}`, async () => {
          const resource = await made("point", { replicas: [second] });
          await backups.patch("backupStorages", second, columns);
          await assert.rejects(resource.destroy(process()), {
            code: "storage-unavailable",
            message: new RegExp(`${second} "image-store-2".*${word}`),
          });
          assert.ok(resource.state, "the engine keeps it");
          const [dropped, kept] = [inputs("point", {}), inputs("point", { replicas: [second] })];
          resource.inputs = dropped;
          await assert.rejects(resource.up(process()), {
            code: "storage-unavailable",
            message: new RegExp(`${second}.*${word}`),
          });
          assert.equal(await sent(), 0);
          await backups.patch("backupStorages", second, { state: "Enabled", status: "Connected" });
          resource.inputs = kept;
          await resource.up(process());
          await resource.destroy(process());
          assert.equal(await living(), 0);
        });
      }

      it("lose a copy on one storage whatever the others are doing", async () => {
        const resource = await made("point", { replicas: [second] });
        await backups.patch("backupStorages", first, { status: "Disconnected" });
        resource.inputs = inputs("point");
        await resource.up(process());
        for (const { backupStorageRefs } of await backups.rows()) assert.equal(backupStorageRefs.length, 1);
      });

      it("are not deleted while another one of the same volume is being made", async () => {
        const resource = await made("point");
        const route = "/v1/volumes/{volumeUuid}/volume-backups";
        await simulated.control.fault({ match: { method: "POST", route }, action: { type: "slowJob", ms: 3_600_000 } });
        const volume = kind === "volume" ? volumes.data : db1.dataVolumeUuids[0];
        const making = backups.strangersBackup(volume);
        while (!(await backups.rows()).some((one) => one.status === "Creating"));
        await assert.rejects(resource.destroy(process()), {
          code: "operation-in-progress",
          message: /volume backup \w+ "stranger"/,
        });
        assert.equal(await sent(), 0);
        await simulated.control.advance(3_600_000);
        await making;
        await resource.destroy(process());
        assert.equal(await living(), 1);
      });

      it("tell the server to keep what others build on with every delete there is", async () => {
        const wire = new Wire(simulated.control.url);
        const behind = new Control(await wire.open());
        const resource = new Resource(inputs("point", { replicas: [second] }));
        for (const work of [
          (over: Provider) => resource.up(over),
          (over: Provider) => {
            resource.inputs = inputs("point");
            return resource.up(over);
          },
          async (over: Provider) => {
            const [, member] = membersOf(resource);
            if (member !== undefined) await backups.patch("backups", member.uuid, { deleteFails: true });
            resource.inputs = inputs("point", { triggers: 2 });
            return resource.up(over);
          },
          (over: Provider) => resource.destroy(over),
        ]) {
          const over = new ProviderProcess(behind);
          await work(over);
          await over.end();
        }
        const deletes = wire.passed.filter((one) => one.method === "DELETE" && one.path.includes("-backups/"));
        assert.ok(deletes.length >= (kind === "vm" ? 4 : 3));
        for (const { path } of deletes) assert.match(path, /[?&]handleDependency=true/);
        await wire.close();
      });
    });
  }

  describe("in a series", () => {
    async function taken(count: number, more: JsonObject = {}): Promise<Resource> {
      const resource = new Resource(series.backupInputs(more));
      for (let at = 1; at <= count; at += 1) await series.next(resource, at, series.backups());
      return resource;
    }

    const chainsOf = (point: PointOut | undefined): string[] =>
      (point as unknown as { backups: { chain: string }[] }).backups.map((one) => one.chain);

    it("never lose what they build on to a pruning", async () => {
      const resource = await taken(5, { keepLast: 2 });
      assert.deepEqual(namesOf(resource), ["weekly-5", "weekly-4"]);
      assert.equal((await backups.rows()).length, 6);
      assert.equal((await backups.records()).length, 15, "the data of one chain");
      assert.equal(await resource.refresh(series.backups()), "same");
    });

    it("begin a new chain with each fullEvery-th point, and the old one goes as a whole", async () => {
      const resource = await taken(4, { keepLast: 2, fullEvery: 2 });
      const points = historyOf(resource);
      assert.deepEqual(
        points.map((one) => (one as unknown as { mode: string }).mode),
        ["auto", "full"],
      );
      assert.deepEqual(chainsOf(points[0]), chainsOf(points[1]));
      assert.equal((await backups.records()).length, 6, "nothing is left of the first chain");
      await series.next(resource, 5, series.backups());
      assert.equal((currentOf(resource) as unknown as { mode: string }).mode, "full");
      assert.notDeepEqual(chainsOf(currentOf(resource)), chainsOf(historyOf(resource)[1]));
    });

    it("say what fullEvery takes", async () => {
      const handler: Provider["handler"] = series.backups().handler;
      for (const [more, reason] of [
        [{ fullEvery: 0 }, /fullEvery: is below 1/],
        [{ fullEvery: 1.5 }, /fullEvery: give a whole number/],
        [{ fullEvery: 7, mode: "full" }, /fullEvery: mode: "full" makes every backup full/],
      ] as const) {
        const { failures } = await handler.check({}, series.backupInputs(more));
        assert.match(failures.map((one) => one.reason).join(), reason);
      }
    });
  });
});
