import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";

describe("resourceUuid and adopt", () => {
  const simulated = new Simulated();

  const named = (more: object, stack = "dev") =>
    new Resource(declare("snap", { volumeUuid: volumes.root, ...more }, { stack }));

  /** Tags but for the claim, which is random and there only after an adoption. */
  async function ownership(uuid: string): Promise<string[]> {
    const tags = await simulated.control.tags(uuid);
    assert.equal(tags.filter((tag) => /^pulumi::claim::[0-9a-f]{16}$/.test(tag)).length, 1);
    return tags.filter((tag) => !tag.startsWith("pulumi::claim::"));
  }

  async function refused(resource: Resource, code: string, message = /./): Promise<void> {
    const before = (await simulated.control.state()).volumeSnapshots.length;
    await assert.rejects(resource.up(simulated.process()), { code, message });
    assert.equal(resource.state, undefined);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, before);
    assert.equal(await simulated.control.countOf("POST", "/v1/user-tags"), marksBefore);
  }

  let marksBefore = 0;
  beforeEach(() => {
    marksBefore = 0;
  });

  it("gives the snapshot the uuid that is asked for", async () => {
    const resource = named({ resourceUuid: fresh });
    await resource.up(simulated.process());
    assert.equal(resource.state?.id, fresh);
    assert.ok(await simulated.control.snapshot(fresh));
  });

  it("refuses a uuid that exists, before anything is sent", async () => {
    const uuid = await simulated.control.strangersSnapshot(volumes.root);
    await refused(named({ resourceUuid: uuid }), "already-exists");
  });

  it("finishes its own interrupted creation under a given uuid", async () => {
    const dying = simulated.process({ engineAlive: async () => false });
    await assert.rejects(named({ resourceUuid: fresh }).up(dying));
    const resource = named({ resourceUuid: fresh });
    await resource.up(simulated.process());
    assert.equal(resource.state?.id, fresh);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("takes a stranger's snapshot over and brings it to what is declared", async () => {
    const uuid = await simulated.control.strangersSnapshot(volumes.root, "made by hand");
    const resource = named({ resourceUuid: uuid, adopt: true, description: "kept", userTags: ["a"] });
    await resource.up(simulated.process());
    assert.equal(resource.state?.id, uuid);
    assert.equal((await simulated.control.snapshot(uuid))?.name, "snap");
    assert.deepEqual(await ownership(uuid), ["a", "pulumi::org/project/dev::zstack.VolumeSnapshot::snap"]);
    await resource.destroy(simulated.process());
    assert.equal(await simulated.control.snapshot(uuid), undefined);
  });

  it("refuses to adopt what does not exist", async () => {
    await refused(named({ resourceUuid: fresh, adopt: true }), "not-found");
  });

  it("refuses to adopt a snapshot of another volume", async () => {
    const uuid = await simulated.control.strangersSnapshot(volumes.other);
    await refused(
      named({ resourceUuid: uuid, adopt: true }),
      "not-as-declared",
      new RegExp(`belongs to volume ${volumes.other}`),
    );
  });

  it("refuses to adopt what another stack owns", async () => {
    const theirs = named({}, "prod");
    await theirs.up(simulated.process());
    marksBefore = 1;
    await refused(
      named({ resourceUuid: theirs.state?.id, adopt: true }),
      "object-taken",
      /org\/project\/prod::zstack\.VolumeSnapshot::snap/,
    );
  });

  it("adopts its own object after `pulumi state delete`, and makes a new one without adopt", async () => {
    const resource = named({});
    await resource.up(simulated.process());
    const before = resource.state?.id;
    const adopting = named({ adopt: true });
    await adopting.up(simulated.process());
    assert.equal(adopting.state?.id, before);
    const making = named({});
    await making.up(simulated.process());
    assert.notEqual(making.state?.id, before);
  });

  it("adopts a retained snapshot again, also into another stack, and makes a new one without adopt", async () => {
    const resource = named({ deletionPolicy: "retain" });
    await resource.up(simulated.process());
    const kept = resource.state?.id ?? "";
    await resource.destroy(simulated.process());
    const making = named({});
    await making.up(simulated.process());
    assert.notEqual(making.state?.id, kept);
    await making.destroy(simulated.process());
    const moved = named({ resourceUuid: kept, adopt: true }, "prod");
    await moved.up(simulated.process());
    assert.deepEqual(await ownership(kept), ["pulumi::org/project/prod::zstack.VolumeSnapshot::snap"]);
  });

  it("takes a deferred snapshot back only by its uuid", async () => {
    const parent = named({});
    await parent.up(simulated.process());
    const deferred = parent.state?.id ?? "";
    const child = new Resource(declare("child", { volumeUuid: volumes.root }));
    await child.up(simulated.process());
    await parent.destroy(simulated.process());
    const again = named({ adopt: true });
    await again.up(simulated.process());
    assert.notEqual(again.state?.id, deferred);
    const rescued = new Resource(declare("rescued", { volumeUuid: volumes.root, resourceUuid: deferred, adopt: true }));
    await rescued.up(simulated.process());
    assert.deepEqual(await ownership(deferred), ["pulumi::org/project/dev::zstack.VolumeSnapshot::rescued"]);
  });
});
