import assert from "node:assert/strict";
import { CinderTests, eventually, idOf } from "./support/provider";

describe("access to Cinder", () => {
  const cinder = new CinderTests();
  const logins = () => cinder.tap.count({ service: "identity", method: "POST", path: /^\/auth\/tokens/ });

  it("is renewed once for all resources where the token is revoked", async () => {
    const process = cinder.process();
    const names = ["a", "b", "c"];
    const all = names.map((name) => cinder.snapshot({}, {}, name));
    await all[0]?.up(process.snapshots);
    assert.equal(logins(), 1);
    await cinder.admin.revoke(cinder.tap.tokens.at(-1) ?? "");
    await Promise.all(all.slice(1).map((one) => one.up(process.snapshots)));
    assert.deepEqual([logins(), (await cinder.ids()).length], [2, 3]);
    const next = cinder.process();
    await all[0]?.destroy(next.snapshots);
    await cinder.admin.revoke(cinder.tap.tokens.at(-1) ?? "");
    await Promise.all(all.slice(1).map((one) => one.destroy(next.snapshots)));
    assert.deepEqual([logins(), await cinder.ids()], [4, []]);
  });

  it("is renewed where the token has come to its end", async () => {
    cinder.lab.turn({ token_seconds: 5 });
    const process = cinder.process();
    const resource = cinder.snapshot();
    const issued = Date.now();
    await resource.up(process.snapshots);
    cinder.lab.turn();
    const before = logins();
    await eventually(() => Date.now() > issued + 6500);
    assert.equal(await resource.refresh(process.snapshots), "same");
    assert.equal(logins(), before + 1);
  });

  it("that policy does not give is an error with the platform's words, and nothing is made", async () => {
    cinder.lab.policy({ "volume:create_snapshot": "role:member" });
    const reader = cinder.configuration(cinder.lab.description.users.reader);
    const resource = cinder.snapshot();
    await assert.rejects(resource.up(cinder.process({}, reader).snapshots), {
      code: "not-permitted",
    });
    assert.deepEqual([resource.state, await cinder.ids()], [undefined, []]);
  });

  it("from another project finds nothing, forgets nothing and deletes nothing", async () => {
    const resource = cinder.snapshot();
    await resource.up(cinder.process().snapshots);
    const { state } = resource;
    const stranger = cinder.process({}, cinder.configuration(cinder.lab.description.users.stranger)).snapshots;
    const elsewhere = { code: "origin-mismatch" };
    await assert.rejects(resource.refresh(stranger), elsewhere);
    await assert.rejects(resource.destroy(stranger), elsewhere);
    assert.equal(resource.state, state);
    await assert.rejects(cinder.snapshot({}, {}, "theirs").up(stranger), { code: "not-found" });
    const adopting = cinder.snapshot({ snapshotId: idOf(resource), adopt: true }, {}, "theirs");
    await assert.rejects(adopting.up(stranger), { code: "not-found" });
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
  });

  it("by application credential needs neither user nor project", async () => {
    const { id, secret } = cinder.lab.description.applicationCredential;
    const configuration = {
      "openstack:authUrl": cinder.tap.identity,
      "openstack:applicationCredentialId": id,
      "openstack:applicationCredentialSecret": secret,
      "openstack:region": cinder.lab.description.region,
    };
    const resource = cinder.snapshot();
    const process = cinder.process({}, configuration);
    await resource.up(process.snapshots);
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
    assert.ok(!JSON.stringify([resource.state, process.lines]).includes(secret));
    await resource.destroy(cinder.process({}, configuration).snapshots);
    assert.deepEqual(await cinder.ids(), []);
  });

  for (const cloud of ["member", "credential"]) {
    it(`by clouds.yaml takes the cloud "${cloud}"`, async () => {
      const environment = { OS_CLIENT_CONFIG_FILE: cinder.lab.cloudsYaml };
      const process = () => cinder.process({ environment }, { "openstack:cloud": cloud }).snapshots;
      const resource = cinder.snapshot();
      await resource.up(process());
      assert.deepEqual(await cinder.ids(), [idOf(resource)]);
      await resource.destroy(process());
      assert.deepEqual(await cinder.ids(), []);
    });
  }
});
