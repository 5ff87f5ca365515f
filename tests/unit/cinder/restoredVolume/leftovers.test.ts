import assert from "node:assert/strict";
import { restoredVolume } from "../../../../provider/cinder/restoredVolume/resource";
import type { Loopback } from "../../../support/loopback";
import { declared, otherId, unknown } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

describe("a restored volume that interrupted runs have left", () => {
  let fake: FakeCinder;
  let server: Loopback;

  beforeEach(async () => {
    ({ fake, server } = await FakeCinder.start("volumes"));
  });

  afterEach(() => server.close());

  const { volumeId: _, ...inputs } = declared({ snapshotId: otherId }, "RestoredVolume");

  /** One of which the next run takes over, and another one. */
  async function left(status: string): Promise<Row> {
    const killed = CinderProcess.of(restoredVolume, server);
    killed.engine = false;
    await assert.rejects(killed.handler.create(inputs));
    await killed.end();
    const [row] = fake.rows;
    assert.ok(row);
    return fake.add({ ...row, id: unknown, status, created_at: "2026-11-21T00:09:00.000000", metadata: row.metadata });
  }

  async function created(): Promise<string> {
    const process = CinderProcess.of(restoredVolume, server);
    const { id } = await process.handler.create(inputs);
    await process.end();
    assert.notEqual(id, unknown);
    return process.lines.join("\n");
  }

  for (const status of ["available", "error"]) {
    it(`is deleted where nothing depends on it (${status})`, async () => {
      const other = await left(status);
      await created();
      assert.ok(!fake.rows.includes(other));
    });

    it(`is kept where it has snapshots, which services derived from Cinder delete with it (${status})`, async () => {
      const other = await left(status);
      const snapshot = { id: otherId, status: "available", volume_id: other.id, created_at: other.created_at };
      fake.before = (request) =>
        request === "GET /snapshots/detail" ? { status: 200, body: { snapshots: [snapshot] } } : undefined;
      const said = await created();
      assert.ok(fake.rows.includes(other));
      assert.match(said, new RegExp(`could not delete leftover volume ${other.id} .*: it has a snapshot|${other.id}`));
      assert.ok(!fake.asked.includes(`DELETE /volumes/${other.id}`));
    });
  }
});
