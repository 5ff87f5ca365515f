import assert from "node:assert/strict";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { Loopback } from "../../../support/loopback";
import { declared } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

const stranger = "org/project/other::cinder.VolumeSnapshot::r";

for (const [list, kind] of [
  ["snapshots", "VolumeSnapshot"],
  ["backups", "VolumeBackup"],
] as const) {
  describe(`the deletion of one of Cinder's ${list} that waits`, () => {
    let fake: FakeCinder;
    let server: Loopback;
    let process: CinderProcess;

    beforeEach(async () => {
      ({ fake, server } = await FakeCinder.start(list));
      process = open();
    });

    afterEach(async () => {
      await process.end();
      await server.close();
    });

    /** Made by an earlier run. */
    async function made(args: Record<string, unknown> = {}) {
      const earlier = open();
      const { id, outs } = await earlier.handler.create(declared(args, kind));
      await earlier.end();
      const row = fake.rows.find((one) => one.id === id);
      assert.ok(row);
      fake.asked.length = 0;
      return { id, outs, row };
    }

    const open = (): CinderProcess =>
      kind === "VolumeSnapshot" ? CinderProcess.of(volumeSnapshot, server) : CinderProcess.of(volumeBackup, server);

    /** Calls `meanwhile` once the first deletion was refused, because the object is busy. */
    async function deleted(meanwhile: (row: Row) => void): Promise<Row> {
      const { id, outs, row } = await made();
      row.status = "restoring";
      let looks = 0;
      fake.after = (request) => {
        if (request === `GET /${list}/${id}` && fake.asked.includes(`DELETE /${list}/${id}`)) looks += 1;
        // The look after the refusal has been answered.
        if (looks === 1 && row.status === "restoring") setImmediate(() => meanwhile(row));
        return undefined;
      };
      await process.handler.delete(id, outs);
      return row;
    }

    it("is sent again once nothing is in the way", async () => {
      const row = await deleted((one) => {
        one.status = "available";
      });
      assert.ok(!fake.rows.includes(row));
    });

    for (const key of ["owner", "retained"]) {
      it(`is not sent again where another stack has it by then (${key})`, async () => {
        const row = await deleted((one) => {
          one.status = "available";
          delete one.metadata["pulumi_snapshots_owner"];
          one.metadata[`pulumi_snapshots_${key}`] = stranger;
        });
        assert.ok(fake.rows.includes(row));
        assert.match(process.lines.join("\n"), /is kept on the platform, because it (belongs to|was retained by) org/);
      });
    }

    it("keeps the owner tag that another stack has written right before it was to be retained", async () => {
      const { id, outs, row } = await made({ deletionPolicy: "retain" });
      let looks = 0;
      fake.before = (request) => {
        looks += request === `GET /${list}/${id}` ? 1 : 0;
        if (looks === 2) row.metadata = { ...row.metadata, pulumi_snapshots_owner: stranger };
        return undefined;
      };
      await process.handler.delete(id, outs);
      assert.equal(row.metadata["pulumi_snapshots_owner"], stranger);
      assert.equal(row.metadata["pulumi_snapshots_retained"], undefined);
    });
  });
}
