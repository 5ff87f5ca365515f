// On Ceph primary storage a server records size 0 for every volume snapshot: that says nothing, and what remains of the
// verification still finds a restore point that is not there.

import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, out } from "../../support/backups";
import { pointsOf } from "../../support/points";
import { type ProcessOptions, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const { db1 } = defaultFixture.vmInstances;
const dying: ProcessOptions = { engineAlive: async () => false };
const storagePath = "/v1/primary-storage";

describe("the verification of size 0", () => {
  for (const storage of ["individual", "chain"] as const) {
    describe(`on ${storage} storage`, () => {
      const simulated = new Simulated({ storage });
      const backups = new Backups(simulated);
      const kinds = pointsOf(simulated, backups);
      const rows = async () => (await simulated.control.state()).volumeSnapshots;
      const patchStorage = (columns: object) =>
        backups.patch("primaryStorages", defaultFixture.primaryStorageUuid, columns);

      for (const name of ["snapshot", "group"] as const) {
        const { open, inputs } = kinds[name];

        if (storage === "chain") {
          it(`of a ${name} costs nothing where sizes are recorded`, async () => {
            const resource = new Resource(inputs());
            await resource.up(open());
            assert.equal(await simulated.control.countOf("GET", storagePath), 0);
          });

          for (const type of ["LocalStorage", "NFS", "SharedMountPoint", "SharedBlock"]) {
            it(`of a ${name} fails on ${type}`, async () => {
              await patchStorage({ type });
              for (const uuid of [volumes.root, db1.dataVolumeUuids[0]])
                await backups.patch("volumes", uuid, { actualSize: 0 });
              const resource = new Resource(inputs());
              await assert.rejects(resource.up(open()), { message: /has a size of 0 bytes/ });
            });
          }

          for (const type of ["Addon", "MiniStorage", "Vhost"]) {
            it(`of a ${name} counts as unknown on ${type}, of which nothing is known`, async () => {
              await patchStorage({ type });
              for (const uuid of [volumes.root, db1.dataVolumeUuids[0]])
                await backups.patch("volumes", uuid, { actualSize: 0 });
              const resource = new Resource(inputs());
              assert.equal(await resource.up(open()), "created");
              assert.equal(await simulated.control.countOf("GET", storagePath), 1);
            });
          }
          continue;
        }

        it(`of a ${name} passes, and asks for the storage once`, async () => {
          const process = open();
          const resource = new Resource(inputs());
          assert.equal(await resource.up(process), "created");
          assert.match(String(out(resource, "verifiedAt")), /^\d{4}-/);
          assert.ok((await rows()).every(({ size }) => size === 0));
          const second = new Resource({ ...inputs({ triggers: ["again"] }) });
          await second.up(process);
          assert.equal(await simulated.control.countOf("GET", storagePath), 1);
          assert.equal(await resource.refresh(open()), "same");
          assert.equal(await simulated.control.countOf("GET", storagePath), 1);
        });

        it(`of a ${name} passes where the account is not told of storages`, async () => {
          await simulated.control.fault({
            match: { method: "GET", route: storagePath },
            action: {
              type: "respond",
              status: 503,
              body: JSON.stringify({ error: { code: "ID.1002", description: "", details: "" } }),
            },
          });
          assert.equal(await new Resource(inputs()).up(open()), "created");
          await simulated.control.fault({
            match: { method: "GET", route: storagePath },
            action: { type: "respond", status: 200, body: JSON.stringify({ inventories: [] }) },
          });
          assert.equal(await new Resource(inputs({ triggers: ["again"] })).up(open()), "created");
        });

        for (const [what, columns, says] of [
          ["is not Ready", { status: "Error" }, /is Error, not Ready/],
          ["has no path", { primaryStorageInstallPath: undefined }, /no path on its primary storage/],
        ] as const) {
          it(`of a ${name} still finds one that ${what}`, async () => {
            await assert.rejects(new Resource(inputs()).up(open(dying)), { code: "engine-gone" });
            const [row] = await rows();
            await simulated.control.objects({
              patch: { table: "snapshots", uuid: row?.uuid, columns: nulls(columns) },
            });
            const resource = new Resource(inputs());
            await assert.rejects(resource.up(open()), { message: says });
          });
        }
      }

      if (storage === "chain") return;

      it("of a snapshot still finds one whose row is not there", async () => {
        const ghost = "0123456789ab4cde8f01234567890abc";
        const resource = new Resource(kinds.snapshot.inputs({ resourceUuid: ghost }));
        await simulated.control.fault({
          match: { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" },
          action: { type: "respond", status: 202, body: "{}" },
        });
        const inventory = {
          uuid: ghost,
          volumeUuid: volumes.root,
          status: "Ready",
          size: 0,
          primaryStorageInstallPath: "ceph://pool/x@y",
        };
        await simulated.control.fault({
          match: { method: "GET", route: "/v1/api-jobs/{uuid}" },
          skip: 1,
          action: { type: "respond", status: 200, body: JSON.stringify({ inventory }) },
        });
        await assert.rejects(resource.up(kinds.snapshot.open()), { message: new RegExp(`${ghost}.* not found`) });
        assert.equal(out(resource, "verifiedAt"), undefined);
      });

      it("of a group still finds a member whose row is not there", async () => {
        const { open, inputs } = kinds.group;
        await simulated.control.fault({
          match: { method: "GET", route: "/v1/volume-snapshots" },
          skip: 1,
          action: { type: "respond", status: 200, body: JSON.stringify({ inventories: [] }) },
        });
        const resource = new Resource(inputs());
        await assert.rejects(resource.up(open()), {
          message: /volume snapshot [0-9a-f]{32} of [\w-]+, which does not exist/,
        });
        assert.equal(await resource.up(open()), "updated", "it was there all the time");
        assert.notEqual(idOf(resource), undefined);
      });
    });
  }
});

/** JSON has no undefined: what is to be absent is null, which no inventory shows. */
function nulls(columns: object): object {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value ?? null]));
}
