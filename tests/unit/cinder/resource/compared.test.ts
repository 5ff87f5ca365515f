import assert from "node:assert/strict";
import { restoredVolume } from "../../../../provider/cinder/restoredVolume/resource";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { PartialStateError } from "../../../../provider/core/contract/errors";
import type { Loopback } from "../../../support/loopback";
import { failure } from "../../openstack/scripted";
import { declared, otherId, unknown, volumeId } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

// Metadata can be written by everybody in a project: whatever carries ours is compared with what is declared.

interface ResourceDefinition {
  readonly list: "snapshots" | "backups" | "volumes";
  readonly named: "snapshotId" | "backupId" | "volumeId";
  readonly open: (server: Loopback) => CinderProcess;
  readonly args: Readonly<Record<string, unknown>>;
  /** Columns of an object that is what is declared. */
  readonly columns: Partial<Row>;
  readonly differing: Readonly<Record<string, Partial<Row>>>;
}

const kinds: Readonly<Record<string, ResourceDefinition>> = {
  VolumeSnapshot: {
    list: "snapshots",
    named: "snapshotId",
    open: (server) => CinderProcess.of(volumeSnapshot, server),
    args: {},
    columns: {},
    differing: { volumeId: { volume_id: otherId } },
  },
  VolumeBackup: {
    list: "backups",
    named: "backupId",
    open: (server) => CinderProcess.of(volumeBackup, server),
    args: { snapshotId: unknown, container: "vault", availabilityZone: "az1", incremental: true },
    columns: { snapshot_id: unknown, container: "vault", availability_zone: "az1", is_incremental: true },
    differing: {
      volumeId: { volume_id: otherId },
      snapshotId: { snapshot_id: otherId },
      container: { container: "attic" },
      availabilityZone: { availability_zone: "az2" },
      incremental: { is_incremental: false },
    },
  },
  RestoredVolume: {
    list: "volumes",
    named: "volumeId",
    open: (server) => CinderProcess.of(restoredVolume, server),
    args: { volumeId: undefined, snapshotId: otherId, size: 2, volumeType: "fast", availabilityZone: "az1" },
    columns: { snapshot_id: otherId, size: 1, volume_type: "fast", availability_zone: "az1" },
    differing: {
      snapshotId: { snapshot_id: volumeId },
      "the kind of source": { snapshot_id: null },
      size: { size: 3 },
      volumeType: { volume_type: "slow" },
      availabilityZone: { availability_zone: "az2" },
    },
  },
};

for (const [name, kind] of Object.entries(kinds)) {
  describe(`a cinder.${name} that this call did not make`, () => {
    let fake: FakeCinder;
    let server: Loopback;
    let processes: CinderProcess[] = [];

    const open = (): CinderProcess => {
      const process = kind.open(server);
      processes.push(process);
      return process;
    };
    const inputs = (more: Record<string, unknown> = {}) => declared({ ...kind.args, ...more }, name);

    /** Metadata as an object of this declaration carries them before it is handed over. */
    async function metadata(): Promise<Record<string, string>> {
      const dying = open();
      dying.engine = false;
      await failure(dying.handler.create(inputs()));
      const [row] = fake.rows;
      assert.ok(row);
      fake.drop(row);
      return { ...row.metadata };
    }
    const theirs = (columns: Partial<Row>, ownership: Record<string, string>): Row =>
      fake.add({ name: "theirs", ...kind.columns, ...columns, metadata: ownership });

    function untouched(row: Row): void {
      assert.ok(fake.rows.includes(row), "it is still there");
      assert.equal(row["name"], "theirs");
      assert.equal(row.metadata["pulumi_snapshots_owner"], undefined);
    }

    beforeEach(async () => {
      ({ fake, server } = await FakeCinder.start(kind.list));
    });
    afterEach(async () => {
      await Promise.all(processes.map((process) => process.end()));
      processes = [];
      await server.close();
    });

    /** Ways by which it comes; each ends with the object and the id that a create holds. */
    const ways: Readonly<Record<string, (columns: Partial<Row>) => Promise<{ row: Row; id: string }>>> = {
      async "left by an interrupted run, unmarked"(columns) {
        const row = theirs(columns, await metadata());
        return { row, id: (await open().handler.create(inputs())).id };
      },
      async "left by an interrupted run, failed"(columns) {
        const row = theirs({ ...columns, status: "error" }, await metadata());
        return { row, id: (await open().handler.create(inputs())).id };
      },
      async "seen while an answer that was lost is looked for"(columns) {
        const ownership = await metadata();
        let row: Row | undefined;
        fake.before = (request) => {
          if (request !== `POST /${kind.list}` || row !== undefined) return undefined;
          row = theirs(columns, ownership);
          return "lost";
        };
        const { id } = await open().handler.create(inputs());
        assert.ok(row);
        return { row, id };
      },
      async "seen beside the object that was made"(columns) {
        const ownership = await metadata();
        let row: Row | undefined;
        fake.after = (request) => {
          if (request === `POST /${kind.list}`)
            row = theirs({ ...columns, created_at: "2026-11-20T23:59:59.000000" }, ownership);
          return undefined;
        };
        const { id } = await open().handler.create(inputs());
        assert.ok(row);
        return { row, id };
      },
    };

    for (const [way, comeBy] of Object.entries(ways)) {
      if (!way.endsWith("failed")) {
        it(`is taken where it is what is declared: ${way}`, async () => {
          const { row, id } = await comeBy({});
          assert.equal(id, row.id);
        });
      }
      for (const [field, columns] of Object.entries(kind.differing)) {
        it(`is neither taken nor deleted where ${field} differs: ${way}`, async () => {
          const { row, id } = await comeBy(columns);
          assert.notEqual(id, row.id);
          untouched(row);
        });
      }
    }

    for (const [field, columns] of Object.entries(kind.differing)) {
      it(`is not adopted where ${field} differs`, async () => {
        const row = theirs(columns, {});
        const error = await failure(open().handler.create(inputs({ [kind.named]: row.id, adopt: true })));
        assert.match(error.message, /adopt: /);
        untouched(row);
      });

      it(`is neither resumed nor deleted as unfinished where ${field} differs`, async () => {
        fake.birth = "creating";
        const hurried = inputs({ __timeouts: { create: 5 } });
        const { id, properties } = (await failure(open().handler.create(hurried))) as PartialStateError;
        const row = fake.rows.find((one) => one.id === id);
        assert.ok(row);
        Object.assign(row, { ...kind.columns, ...columns, status: "available", name: "theirs" });
        const error = await failure(open().handler.update(id, properties, inputs()));
        assert.equal((error as { code?: unknown }).code, "not-as-declared");
        untouched(row);
        await open().handler.delete(id, properties);
        untouched(row);
      });
    }

    it("is adopted and resumed where it is what is declared", async () => {
      const row = theirs({}, {});
      const { id } = await open().handler.create(inputs({ [kind.named]: row.id, adopt: true }));
      assert.equal(id, row.id);
      fake.birth = "creating";
      const unfinished = (await failure(
        open().handler.create(inputs({ __timeouts: { create: 5 } })),
      )) as PartialStateError;
      const made = fake.rows.find((one) => one.id === unfinished.id);
      assert.ok(made);
      Object.assign(made, { ...kind.columns, status: "available" });
      const { outs } = await open().handler.update(unfinished.id, unfinished.properties, inputs());
      assert.equal(outs["__job"], undefined);
    });
  });
}
