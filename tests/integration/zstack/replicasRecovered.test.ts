import assert from "node:assert/strict";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import { Control } from "../../support/control";
import { type JsonObject, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";
import { Wire } from "../../support/wire";

const { first, second } = stores;
const hours = 3_600_000;

for (const kind of ["volume", "vm"] as const) {
  describe(`copies of a ${kind} backup`, () => {
    const simulated = new Simulated();
    const backups = new Backups(simulated);
    const process = () => (kind === "volume" ? backups.volume() : backups.vm());
    const inputs = (more: JsonObject = {}): JsonObject =>
      kind === "volume" ? backups.volumeInputs(more) : backups.vmInputs(more);
    const rowsOf = (resource: Resource): string[] =>
      kind === "volume" ? [idOf(resource)] : membersOf(resource).map((one) => one.uuid);

    async function made(more: JsonObject = {}): Promise<Resource> {
      const resource = new Resource(inputs(more));
      await resource.up(process());
      return resource;
    }

    it("come back to the primary storage from where they are, with a day's time for it", async () => {
      for (const [timeouts, wanted] of [
        [undefined, "86400"],
        [{ update: 60 }, "86400"],
        [{ update: 100_000 }, "100000"],
      ] as const) {
        await simulated.control.reset();
        const resource = await made({ replicas: [second] });
        for (const uuid of rowsOf(resource)) await simulated.control.deleteBackup(`volume-backups/${uuid}`, first);
        const wire = new Wire(simulated.control.url);
        const over = new ProviderProcess(new Control(await wire.open()));
        resource.inputs = {
          ...inputs({ replicas: [second] }),
          ...(timeouts === undefined ? {} : { __timeouts: timeouts }),
        };
        assert.equal(await resource.up(over), "updated");
        const [asked, ...more] = wire.passed.filter((one) => one.method === "PUT" && one.path.endsWith("/actions"));
        assert.deepEqual(more, []);
        const [params] = Object.values(JSON.parse(asked?.body ?? "{}") as Record<string, unknown>);
        assert.match(asked?.body ?? "", /"recover/);
        assert.deepEqual(params, { srcBackupStorageUuid: first, dstBackupStorageUuid: second }, "src receives");
        assert.equal(asked?.headers["x-api-timeout"], wanted);
        assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second]);
        await over.end();
        await wire.close();
      }
    });

    it("come from a storage that can be reached", async () => {
      const third = await backups.thirdStore();
      const resource = await made({ replicas: [second] });
      await backups.patch("backupStorages", first, { status: "Disconnected" });
      resource.inputs = inputs({ replicas: [second, third] });
      assert.equal(await resource.up(process()), "updated");
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second, third].sort());
      await backups.patch("backupStorages", first, { status: "Connected" });
    });

    /** What a restart of the server leaves of a copy that it was making. */
    async function abandon(resource: Resource): Promise<void> {
      for (const uuid of rowsOf(resource)) {
        await backups.patch("backupRefs", `${uuid}/${second}`, { status: "Creating" });
      }
    }

    it("whose record stays Creating after a server's limit are named, deleted there and made again", async () => {
      const resource = await made({ replicas: [second] });
      await abandon(resource);
      await simulated.control.advance(25 * hours);
      assert.equal(await resource.refresh(process()), "changed");
      const repairing = process();
      assert.equal(await resource.up(repairing), "updated");
      const lines = repairing.lines.filter((line) =>
        /never finishes: it was submitted 25 h ago, and the server's time limit is 24 h/.test(line),
      );
      assert.equal(lines.length, rowsOf(resource).length, repairing.lines.join("\n"));
      for (const uuid of rowsOf(resource)) assert.deepEqual(await backups.copies(uuid), [first, second]);
      assert.equal(await resource.refresh(process()), "same");
    });

    it("that others are making are waited for, and never deleted before that limit", async () => {
      const resource = await made({ replicas: [second] });
      await abandon(resource);
      await resource.refresh(process());
      resource.inputs = { ...inputs({ replicas: [second] }), __timeouts: { update: 2 } };
      await assert.rejects(resource.up(process()), {
        code: "operation-in-progress",
        message: new RegExp(second),
      });
      for (const uuid of rowsOf(resource)) {
        const ref = (await backups.row(uuid))?.backupStorageRefs.find((one) => one.backupStorageUuid === second);
        assert.equal(ref?.status, "Creating");
        await backups.patch("backupRefs", `${uuid}/${second}`, { status: "Ready" });
      }
      resource.inputs = inputs({ replicas: [second] });
      assert.equal(await resource.up(process()), "updated");
      assert.deepEqual(out(resource, "replicaStorageUuids"), [first, second]);
    });
  });
}
