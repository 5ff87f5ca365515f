import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const update = { method: "PUT", route: "/v1/volume-snapshots/{uuid}/actions" };

describe("updating a volume snapshot in place", () => {
  const simulated = new Simulated();
  const inputs = (more: object = {}, options: Parameters<typeof declare>[2] = {}) =>
    declare("snap", { volumeUuid: volumes.root, ...more }, options);

  async function made(more: object = {}): Promise<Resource> {
    const resource = new Resource(inputs(more));
    await resource.up(simulated.process());
    return resource;
  }

  const idOf = (resource: Resource): string => resource.state?.id ?? "";

  it("sends only what differs", async () => {
    const resource = await made({ description: "d", userTags: ["a", "b"] });
    resource.inputs = inputs({ name: "renamed", description: "d", userTags: ["b", "c"] });
    assert.equal(await resource.up(simulated.process()), "updated");
    const now = await simulated.control.snapshot(idOf(resource));
    assert.equal(now?.name, "renamed");
    assert.equal(now?.description, "d");
    assert.equal(await simulated.control.countOf(update.method, update.route), 1);
    assert.equal(await simulated.control.countOf("DELETE", "/v1/tags/{uuid}"), 1);
    assert.equal(await simulated.control.countOf("POST", "/v1/user-tags"), 2, "the owner mark and one new tag");
    assert.deepEqual((await simulated.control.tags(idOf(resource))).slice(0, 2), ["b", "c"]);
  });

  it("resets an input that is removed from the program", async () => {
    const resource = await made({ description: "d", userTags: ["a"] });
    await simulated.control.job("POST", "/v1/user-tags", {
      params: { resourceType: "VolumeSnapshotVO", resourceUuid: idOf(resource), tag: "by-hand" },
    });
    resource.inputs = inputs();
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal((await simulated.control.snapshot(idOf(resource)))?.description, "");
    const tags = await simulated.control.tags(idOf(resource));
    assert.ok(!tags.includes("a"));
    assert.ok(tags.includes("by-hand"), "never declared, so not managed");
    assert.equal(resource.state?.outputs["description"], undefined);
  });

  it("changes the case of a tag", async () => {
    const resource = await made({ userTags: ["k::v"] });
    resource.inputs = inputs({ userTags: ["K::V"] });
    await resource.up(simulated.process());
    assert.ok((await simulated.control.tags(idOf(resource))).includes("K::V"));
  });

  it("records a new deletion policy or time limit without a request", async () => {
    const resource = await made();
    await simulated.control.advance(0);
    const before = total(await simulated.control.requests());
    resource.inputs = inputs({ deletionPolicy: "retain" }, { timeouts: { delete: 60 } });
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal(total(await simulated.control.requests()), before);
    assert.equal(resource.state?.outputs["deletionPolicy"], "retain");
    assert.equal(resource.state?.outputs["volumeType"], "Root");
    resource.inputs = inputs();
    await resource.up(simulated.process());
    assert.equal(resource.state?.outputs["deletionPolicy"], undefined);
    assert.equal(resource.state?.outputs["__timeouts"], undefined);
  });

  it("writes the new owner when the stack was renamed", async () => {
    const resource = await made({ userTags: ["a"] });
    resource.inputs = inputs({ userTags: ["a"] }, { stack: "Dev" });
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.deepEqual(await simulated.control.tags(idOf(resource)), [
      "a",
      "pulumi::org/project/Dev::zstack.VolumeSnapshot::snap",
    ]);
    resource.inputs = inputs({ userTags: ["a"] }, { stack: "production" });
    await resource.up(simulated.process());
    assert.deepEqual(await simulated.control.tags(idOf(resource)), [
      "a",
      "pulumi::org/project/production::zstack.VolumeSnapshot::snap",
    ]);
  });

  it("says what to do when the snapshot is gone", async () => {
    const resource = await made();
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(resource)}`);
    resource.inputs = inputs({ name: "renamed" });
    await assert.rejects(resource.up(simulated.process()), { code: "not-found" });
  });

  it("is not fooled by a lost answer", async () => {
    const resource = await made();
    await simulated.control.fault({ match: update, action: { type: "dropAfter" } });
    resource.inputs = inputs({ name: "renamed" });
    await resource.up(simulated.process());
    assert.equal((await simulated.control.snapshot(idOf(resource)))?.name, "renamed");
  });
});

describe("reading a volume snapshot", () => {
  const simulated = new Simulated();

  async function made(name: string, more: object = {}): Promise<Resource> {
    const resource = new Resource(declare(name, { volumeUuid: volumes.root, ...more }));
    await resource.up(simulated.process());
    return resource;
  }

  const idOf = (resource: Resource): string => resource.state?.id ?? "";

  it("shows no change where nobody touched it, whatever happens around it", async () => {
    const first = await made("first", { userTags: ["b", "a"] });
    const second = await made("second");
    assert.equal(await first.refresh(simulated.process()), "same");
    await simulated.control.strangersSnapshot(volumes.root);
    await simulated.control.job("PUT", `/v1/volume-snapshots/${idOf(first)}/actions`, { getVolumeSnapshotSize: {} });
    assert.equal(await first.refresh(simulated.process()), "same");
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(second)}`);
    assert.equal(await first.refresh(simulated.process()), "same");
  });

  it("shows no change after the volume was deleted", async () => {
    const resource = new Resource(declare("snap", { volumeUuid: volumes.data }));
    await resource.up(simulated.process());
    await simulated.control.job("DELETE", `/v1/volumes/${volumes.data}`);
    assert.equal(await resource.refresh(simulated.process()), "same");
  });

  it("shows a renamed and a re-tagged one, and the next run puts it right", async () => {
    const resource = await made("snap", { description: "d", userTags: ["a"] });
    const path = `/v1/volume-snapshots/${idOf(resource)}/actions`;
    await simulated.control.job("PUT", path, { updateVolumeSnapshot: { name: "by hand", description: "by hand" } });
    await simulated.control.job("POST", "/v1/user-tags", {
      params: { resourceType: "VolumeSnapshotVO", resourceUuid: idOf(resource), tag: "by-hand" },
    });
    assert.equal(await resource.refresh(simulated.process()), "changed");
    assert.deepEqual(
      [resource.state?.inputs["name"], resource.state?.inputs["description"], resource.state?.inputs["userTags"]],
      ["by hand", "by hand", ["a", "by-hand"]],
    );
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal((await simulated.control.snapshot(idOf(resource)))?.name, "snap");
    assert.ok(!(await simulated.control.tags(idOf(resource))).includes("by-hand"));
  });

  it("does not manage what was never declared", async () => {
    const resource = await made("snap");
    const path = `/v1/volume-snapshots/${idOf(resource)}/actions`;
    await simulated.control.job("PUT", path, { updateVolumeSnapshot: { description: "by hand" } });
    assert.equal(await resource.refresh(simulated.process()), "same");
    assert.equal("description" in (resource.state?.inputs ?? {}), false);
  });

  it("drops one that is gone, only on the platform's word", async () => {
    const resource = await made("snap");
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(resource)}`);
    for (const status of [401, 403, 500, 502, 503]) {
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/volume-snapshots" },
        times: 100,
        action: { type: "respond", status, body: "no" },
      });
      await assert.rejects(resource.refresh(simulated.process()), { message: /read failed/ }, String(status));
      await simulated.control.clearFaults();
    }
    assert.equal(await resource.refresh(simulated.process()), "gone");
  });

  it("asks once for all snapshots of a stack", async () => {
    const all = [];
    for (let index = 0; index < 12; index += 1) all.push(await made(`s${index}`));
    const process = simulated.process();
    const before = await simulated.control.countOf("GET", "/v1/volume-snapshots");
    await Promise.all(all.map((resource) => resource.refresh(process)));
    assert.equal((await simulated.control.countOf("GET", "/v1/volume-snapshots")) - before, 1);
    assert.equal(await simulated.control.countOf("GET", "/v1/volume-snapshots/{uuid}"), 0);
  });

  it("sees a change of its own process", async () => {
    const process = simulated.process();
    const resource = new Resource(declare("snap", { volumeUuid: volumes.root }));
    await resource.up(process);
    await resource.refresh(process);
    resource.inputs = declare("snap", { volumeUuid: volumes.root, name: "renamed" });
    await resource.up(process);
    assert.equal(await resource.refresh(process), "same");
  });
});

function total(counts: readonly { count: number }[]): number {
  return counts.reduce((sum, one) => sum + one.count, 0);
}
