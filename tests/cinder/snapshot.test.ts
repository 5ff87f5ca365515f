import assert from "node:assert/strict";
import { volumeSnapshot } from "../../provider/cinder/volumeSnapshot/resource";
import { checkInputs } from "../../provider/core/lifecycle/check";
import { CinderTests, declareSnapshot, idOf } from "./support/provider";

/** Metadata that people see. */
const shown = (metadata: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !key.startsWith("pulumi_snapshots_")));

describe("a volume snapshot in Cinder", () => {
  const cinder = new CinderTests();

  it("is made as declared, carries its owner, and is deleted", async () => {
    const process = cinder.process();
    const resource = cinder.snapshot({ description: "before 2.0", metadata: { app: "shop", stage: "" } });
    await resource.up(process.snapshots);
    const [row, ...others] = await cinder.rows();
    assert.deepEqual(others, []);
    assert.deepEqual([row?.id, row?.status, row?.name], [idOf(resource), "available", "snap"]);
    assert.equal(row?.description, "before 2.0");
    assert.deepEqual(shown(row?.metadata ?? {}), { app: "shop", stage: "" });
    assert.equal(row?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeSnapshot::snap");
    const { size, createdAt, metadata } = resource.state?.outputs ?? {};
    assert.deepEqual([size, createdAt, metadata], [1, `${row?.created_at}Z`, { app: "shop", stage: "" }]);

    await resource.destroy(cinder.process().snapshots);
    assert.deepEqual(await cinder.rows(), []);
  });

  it("costs few requests", async () => {
    await cinder.snapshot().up(cinder.process().snapshots);
    const { tap } = cinder;
    assert.equal(tap.count({ service: "identity" }), 1);
    assert.equal(tap.count({ method: "POST", path: /^\/snapshots$/ }), 1);
    assert.equal(tap.count({ method: "POST", path: /^\/snapshots\/[^/]+\/metadata$/ }), 1);
    assert.equal(tap.count({ path: /^\/snapshots\/detail/ }), 2, "one look before and one after");
    const polls = tap.count({ method: "GET", path: /^\/snapshots\/[0-9a-f-]{36}$/ });
    assert.equal(tap.passed.length - polls, 6, "and one for the versions");
  });

  it("is changed in place, and what others wrote stays", async () => {
    const resource = cinder.snapshot({ description: "old", metadata: { mine: "1", gone: "x" } });
    await resource.up(cinder.process().snapshots);
    const id = idOf(resource);
    await cinder.member.call("POST", `/snapshots/${id}/metadata`, { metadata: { theirs: "y" } });
    const { description, ...rest } = resource.inputs;
    resource.inputs = { ...rest, name: "renamed", metadata: { mine: "2", "a/b:c": "käse ü" } };
    assert.equal(await resource.up(cinder.process().snapshots), "updated");
    const row = await cinder.member.find("snapshots", id);
    assert.deepEqual([row?.name, row?.description], ["renamed", ""]);
    assert.deepEqual(shown(row?.metadata ?? {}), { mine: "2", theirs: "y", "a/b:c": "käse ü" });
    cinder.tap.reset();
    assert.equal(await resource.up(cinder.process().snapshots), "same");
    assert.equal(cinder.tap.count({}), 0);
  });

  it("takes the keys of metadata that inputs may have, and no others", async () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    const taken = (key: string) =>
      checkInputs(volumeSnapshot, {}, declareSnapshot("snap", { volumeId: cinder.volume, metadata: { [key]: "v" } }))
        .failures.length === 0;
    const right = printable.filter((sign) => taken(`k${sign}`));
    assert.equal(right.length, 68);
    const resource = cinder.snapshot({ metadata: Object.fromEntries(right.map((sign) => [`k${sign}`, "Käse"])) });
    await resource.up(cinder.process().snapshots);
    assert.equal(Object.keys(resource.state?.outputs["metadata"] as object).length, 68);
    for (const sign of [...printable.filter((one) => !right.includes(one)), "ä", "\t"]) {
      assert.ok(!taken(`k${sign}`));
      const snapshot = { volume_id: cinder.volume, metadata: { [`k${sign}`]: "v" } };
      const { status } = await cinder.member.send("POST", "/snapshots", { snapshot });
      assert.equal(status, 400, `k${sign}`);
    }
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
  });

  it("shows by a refresh what was changed, and that it is gone", async () => {
    const resource = cinder.snapshot({ metadata: { mine: "1" } });
    await resource.up(cinder.process().snapshots);
    const id = idOf(resource);
    assert.equal(await resource.refresh(cinder.process().snapshots), "same");
    await cinder.member.call("PUT", `/snapshots/${id}`, { snapshot: { name: "changed" } });
    await cinder.member.call("POST", `/snapshots/${id}/metadata`, { metadata: { mine: "9" } });
    assert.equal(await resource.refresh(cinder.process().snapshots), "changed");
    assert.equal(resource.state?.outputs["name"], "changed");
    assert.deepEqual(resource.state?.outputs["metadata"], { mine: "9" });
    assert.equal(await resource.up(cinder.process().snapshots), "updated");
    assert.equal((await cinder.member.find("snapshots", id))?.name, "snap");
    await cinder.member.remove("snapshots", id);
    assert.equal(await resource.refresh(cinder.process().snapshots), "gone");
  });

  it("is replaced by a new one before it goes", async () => {
    const resource = cinder.snapshot({ triggers: ["1.0"] });
    await resource.up(cinder.process().snapshots);
    const first = idOf(resource);
    resource.inputs = { ...resource.inputs, triggers: ["2.0"] };
    cinder.tap.reset();
    assert.equal(await resource.up(cinder.process().snapshots), "replaced");
    assert.notEqual(idOf(resource), first);
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
    const writes = cinder.tap.passed.filter(({ service, method }) => service === "volume" && method !== "GET");
    assert.deepEqual([writes[0]?.method, writes.at(-1)?.method], ["POST", "DELETE"]);
    assert.equal(await resource.up(cinder.process().snapshots, { replace: true }), "replaced");
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
  });

  it("that is gone already is deleted", async () => {
    const resource = cinder.snapshot();
    await resource.up(cinder.process().snapshots);
    await cinder.member.remove("snapshots", idOf(resource));
    await resource.destroy(cinder.process().snapshots);
  });

  it("that is retained stays, and belongs to nobody", async () => {
    const resource = cinder.snapshot({ deletionPolicy: "retain" });
    await resource.up(cinder.process().snapshots);
    const id = idOf(resource);
    await resource.destroy(cinder.process().snapshots);
    const row = await cinder.member.find("snapshots", id);
    assert.equal(row?.status, "available");
    assert.equal(row?.metadata["pulumi_snapshots_owner"], undefined);
    assert.equal(row?.metadata["pulumi_snapshots_retained"], "org/project/dev::cinder.VolumeSnapshot::snap");
  });

  it("that somebody else made is taken over by its id", async () => {
    const theirs = await cinder.member.make("snapshots", { volume_id: cinder.volume, name: "hand-made" });
    const resource = cinder.snapshot({ snapshotId: theirs.id, adopt: true });
    await resource.up(cinder.process().snapshots);
    assert.deepEqual([idOf(resource), await cinder.ids()], [theirs.id, [theirs.id]]);
    const row = await cinder.member.find("snapshots", theirs.id);
    assert.equal(row?.name, "snap");
    assert.equal(row?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeSnapshot::snap");
    const other = cinder.snapshot({ snapshotId: theirs.id, adopt: true }, { stack: "prod" });
    await assert.rejects(other.up(cinder.process().snapshots), { code: "object-taken" });
  });

  describe("of a volume that is attached", () => {
    beforeEach(() => cinder.member.attach(cinder.volume));
    afterEach(() => cinder.member.detach(cinder.volume));

    it("is refused without force, with what to do", async () => {
      const resource = cinder.snapshot();
      await assert.rejects(resource.up(cinder.process().snapshots), { code: "wrong-state" });
      assert.deepEqual([resource.state, await cinder.ids()], [undefined, []]);
    });

    it("is made with force", async () => {
      const resource = cinder.snapshot({ force: true });
      await resource.up(cinder.process().snapshots);
      assert.deepEqual(await cinder.ids(), [idOf(resource)]);
    });
  });

  it("is not made of what is not there", async () => {
    const resource = cinder.snapshot({ volumeId: "00000000-0000-4000-8000-000000000000" });
    await assert.rejects(resource.up(cinder.process().snapshots), {
      code: "not-found",
      message: /volumeId: volume 0000/,
    });
    assert.equal(resource.state, undefined);
  });

  it("stays alone when its like is declared in another stack or by another name", async () => {
    const all = [cinder.snapshot(), cinder.snapshot({}, { stack: "prod" }), cinder.snapshot({}, {}, "second")];
    const process = cinder.process();
    await Promise.all(all.map((resource) => resource.up(process.snapshots)));
    assert.deepEqual(new Set(await cinder.ids()), new Set(all.map(idOf)));
    await all[1]?.destroy(cinder.process().snapshots);
    assert.deepEqual(new Set(await cinder.ids()), new Set([all[0], all[2]].map((one) => one && idOf(one))));
  });
});
