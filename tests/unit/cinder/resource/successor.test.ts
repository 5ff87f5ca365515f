import assert from "node:assert/strict";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { ResourceDefinition } from "../../../../provider/core/contract/resourceDefinition";
import { failure } from "../../openstack/scripted";
import { declared } from "../declared";
import { CinderProcess, FakeCinder } from "../fakeCinder";

const kinds = [
  ["snapshots", "VolumeSnapshot", volumeSnapshot as ResourceDefinition<unknown>],
  ["backups", "VolumeBackup", volumeBackup as ResourceDefinition<unknown>],
] as const;

for (const [list, name, kind] of kinds) {
  describe(`an old object of Cinder's ${list} is kept while the one that replaces it is none`, () => {
    it("because its creation failed, or because it is gone when it is looked at", async () => {
      const { fake, server } = await FakeCinder.start(list);
      const earlier = CinderProcess.of(kind, server);
      const process = CinderProcess.of(kind, server);
      const inputs = (triggers: number) => declared({ triggers }, name);
      try {
        const old = await earlier.handler.create(inputs(1));
        const isThere = () => fake.rows.some((row) => row.id === old.id);
        fake.birth = "error";
        await failure(process.handler.create(inputs(2)));
        await assert.rejects(process.handler.delete(old.id, old.outs), { code: "replacement-not-ready" });
        assert.ok(isThere());
        fake.birth = "available";
        const made = await process.handler.create(inputs(3));
        const row = fake.rows.find(({ id }) => id === made.id);
        assert.ok(row);
        fake.drop(row);
        assert.match((await failure(process.handler.delete(old.id, old.outs))).message, /no longer exists/);
        assert.ok(isThere());
        await process.handler.create(inputs(4));
        await process.handler.delete(old.id, old.outs);
        assert.ok(!isThere());
      } finally {
        await Promise.all([earlier.end(), process.end()]);
        await server.close();
      }
    });
  });
}
