import assert from "node:assert/strict";
import type { JsonObject } from "../../support/providerProcess";
import { type RevertName, Reverts, revertNames } from "../../support/reverts";
import { Simulated } from "../../support/simulated";

const key = { id: "KEYKEYKEYKEY", secret: "SECRETSECRETSECRET" };

/** A pipeline has an access key, and a person the password of the account. */
const person = {};
const pipeline = {
  "zstack:accountName": "",
  "zstack:accountPassword": "",
  "zstack:accessKeyId": key.id,
  "zstack:accessKeySecret": key.secret,
};

const routes: Readonly<Record<RevertName, string>> = {
  "volume to snapshot": "/v1/volume-snapshots/{uuid}/actions",
  "volume to backup": "/v1/volume-backups/{uuid}/actions",
  "VM to group": "/v1/volume-snapshots/group/{uuid}/actions",
  "VM to backup": "/v1/vm-backups/{groupUuid}/actions",
};

for (const name of revertNames) {
  describe(`a restore in place that is continued with other credentials, ${name}`, () => {
    const reverts = new Reverts(new Simulated({ accessKeys: [key] }));
    const target = (point: JsonObject): string => String(point["volumeUuid"] ?? point["vmInstanceUuid"]);

    async function scene(): Promise<JsonObject> {
      const point = await reverts.point(name);
      await reverts.snapshot();
      await reverts.stop();
      return point;
    }

    for (const [first, second] of [
      [person, pipeline],
      [pipeline, person],
    ] as const) {
      it(`is not carried out again over what was written since (${first === person ? "account" : "key"} first)`, async () => {
        const point = await scene();
        const action = { type: "slowJob", ms: 120_000 };
        await reverts.control.fault({ match: { method: "PUT", route: routes[name] }, action });
        const impatient = reverts.declare(point, {}, { timeouts: { create: 60 } });
        await assert.rejects(impatient.up(reverts.start({ configuration: first })), { code: "timed-out" });
        await reverts.control.advance(120_000);
        assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
        await reverts.run();
        await reverts.stop();
        const again = reverts.declare(point);
        await again.up(reverts.start({ configuration: second }));
        assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
        assert.match((await reverts.marks(target(point))).join(), /^[0-9a-f]{16}::done$/);
      });
    }

    it("asks where it is not known to have been carried out, and is, by whoever began it", async () => {
      const point = await scene();
      const action = { type: "slowJob", ms: 120_000 };
      await reverts.control.fault({ match: { method: "PUT", route: routes[name] }, action });
      const impatient = reverts.declare(point, {}, { timeouts: { create: 60 } });
      await assert.rejects(impatient.up(reverts.start({ configuration: pipeline })), { code: "timed-out" });
      await assert.rejects(reverts.declare(point).up(reverts.start()), {
        code: "outcome-unknown",
        message: /credentials/,
      });
      assert.equal((await reverts.jobs()).accepted, 1);
      await reverts.control.advance(120_000);
      await reverts.declare(point).up(reverts.start({ configuration: pipeline }));
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
    });
  });
}
