import assert from "node:assert/strict";
import { HeldError } from "../../../../provider/core/contract/errors";
import type { JsonObject } from "../../../../provider/core/json";
import { inputsOf, ours, Things } from "./things";

const state = (more: JsonObject = {}): JsonObject => ({
  ...inputsOf(),
  bytes: 5,
  __origin: "cloud:1/account",
  ...more,
});
const other = "acme/shop/dev::zstack.Thing::db";
const retaining = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };

describe("a delete", () => {
  let things: Things;
  beforeEach(() => {
    things = new Things();
    things.add("t1", { ownership: { owner: ours } });
  });

  it("removes the object, and nothing else", async () => {
    things.add("t2", { ownership: { owner: ours } });
    await things.process().delete("t1", state());
    assert.deepEqual(things.calls, ["remove t1"]);
  });

  it("also asks to remove an object that is missing, because parts of it may remain", async () => {
    things.all.delete("t1");
    await things.process().delete("t1", state());
    assert.deepEqual(things.calls, ["remove t1"]);
  });

  it("is refused if the object is missing only for this account", async () => {
    things.evidence = "it has tags";
    await things.process().delete("t1", state());
    assert.deepEqual(things.calls, ["remove t1"], "one that is visible is not missing");
    await assert.rejects(things.process().delete("t1", state()), { code: "not-visible" });
    assert.deepEqual(things.calls, ["remove t1"]);
  });

  it("is refused on another platform or account than the recorded one", async () => {
    for (const __origin of ["other:1/account", "cloud:1/stranger"])
      await assert.rejects(things.process().delete("t1", state({ __origin })), { code: "origin-mismatch" });
    assert.deepEqual(things.calls, []);
    assert.equal(things.logins, 1, "another address needs no login");
    await things.process().delete("t1", state({ __origin: "" }));
    assert.deepEqual(things.calls, ["remove t1"]);
  });

  it("keeps what another resource holds, has retained, or has adopted since", async () => {
    for (const ownership of [{ owner: other }, { retained: other }, { owner: ours, adoptionId: "c2" }]) {
      things.add("t1", { ownership });
      await things.process().delete("t1", state());
    }
    assert.deepEqual(things.calls, []);
    assert.equal(things.lines.filter((line) => line.includes("is kept on the platform, because")).length, 3);
  });

  it("keeps what gets another holder before the deletion is sent", async () => {
    things.failures.set("remove", new HeldError("t1", `it belongs to ${other}`));
    await things.process().delete("t1", state());
    assert.ok(things.all.has("t1"));
    assert.match(things.lines.join("\n"), /is kept on the platform, because it belongs to .*::db/);
  });

  it("fails with the error of the platform", async () => {
    things.failures.set("remove", Object.assign(new Error("no"), { code: "platform-error" }));
    await assert.rejects(things.process().delete("t1", state()), { message: "no" });
  });

  it("keeps what this process created", async () => {
    const process = things.process();
    const { id, outs } = await process.create(inputsOf());
    await process.delete(id, outs);
    assert.ok(things.all.has(id));
    await things.process().delete(id, outs);
    assert.ok(!things.all.has(id));
  });

  it("waits for the creation that the state names, before it looks at the object", async () => {
    things.add("t1");
    things.meanwhile.set("resume", () => things.add("t1", { volume: "w" }));
    await things.process().delete("t1", state({ __job: "j1" }));
    assert.deepEqual(things.calls, ["resume t1 j1 waiting"], "another object than the declared one is kept");
    things.meanwhile.clear();
    things.add("t1");
    await things.process().delete("t1", state({ __job: "j1" }));
    assert.deepEqual(things.calls.slice(1), ["resume t1 j1 waiting", "remove t1"]);
  });

  it("compares only what an unfinished entry stands for", async () => {
    for (const [ownership, __job] of [
      [{ owner: ours }, undefined],
      [{}, undefined],
      [{}, "settle"],
    ] as const) {
      things.add("t1", { volume: "w", ownership });
      await things.process().delete("t1", state({ __job }));
    }
    assert.deepEqual(things.calls, ["remove t1", "remove t1", "remove t1"]);
  });

  it("keeps what a later run has finished, as that run's", async () => {
    await things.process().delete("t1", state({ __job: "j1" }));
    assert.deepEqual(things.calls, ["resume t1 j1 waiting"]);
  });

  it("follows no job where none is under way", async () => {
    for (const __job of ["settle", "failed"]) {
      things.add("t1", { ownership: { owner: ours } });
      await things.process().delete("t1", state({ __job }));
    }
    assert.deepEqual(things.calls, ["remove t1", "remove t1"]);
  });

  for (const [by, environment, more, reason] of [
    ["its policy", {}, { deletionPolicy: "retain" }, 'deletionPolicy is "retain"'],
    ["the retain-all override", retaining, {}, 'PULUMI_SNAPSHOTS_DELETION_POLICY is "retain"'],
    ["the override, whatever its policy is", retaining, { deletionPolicy: 5 }, "PULUMI_SNAPSHOTS_DELETION_POLICY"],
  ] as const) {
    it(`retains the object by ${by}, without waiting`, async () => {
      await things.process(environment).delete("t1", state(more));
      assert.deepEqual(things.calls, ["retain t1"]);
      assert.ok(things.lines.some((line) => line.includes("t1 is kept on the platform") && line.includes(reason)));
      things.add("t1");
      await things.process(environment).delete("t1", state({ ...more, __job: "j1" }));
      assert.ok(things.lines.at(-1)?.includes("t1 is kept on the platform"));
      things.all.delete("t1");
      await things.process(environment).delete("t1", state(more));
      assert.ok(things.lines.at(-1)?.includes("t1 is kept on the platform"));
      things.calls.length = 1;
      await things.process(environment).delete("t1", state({ ...more, __job: "j1" }));
      assert.deepEqual(things.calls, ["retain t1", "retain t1"]);
      assert.ok(things.lines.at(-1)?.includes("t1 was not found; if its creation is still running"));
    });
  }

  it("deletes nothing by a policy that cannot be read", async () => {
    await assert.rejects(things.process().delete("t1", state({ deletionPolicy: "delte" })), { code: "invalid-input" });
    assert.deepEqual(things.calls, []);
  });

  it("removes what remains of a missing object, whatever its replacement is like", async () => {
    const process = things.process();
    things.failures.set("create", new Error("no space"));
    await assert.rejects(process.create(inputsOf({ triggers: 2 })));
    things.all.clear();
    await process.delete("t1", state());
    assert.deepEqual(things.calls, ["create", "remove t1"]);
  });

  it("keeps the old object while its replacement cannot be used", async () => {
    const process = things.process();
    things.failures.set("create", Object.assign(new Error("no space"), { code: "platform-error" }));
    await assert.rejects(process.create(inputsOf({ triggers: 2 })));
    await assert.rejects(process.delete("t1", state()), { code: "replacement-not-ready" });
    assert.deepEqual(things.calls, ["create"]);
    const { id } = await process.create(inputsOf({ triggers: 2 }));
    things.all.delete(id);
    await assert.rejects(process.delete("t1", state()), { code: "replacement-not-ready" }, "one that is gone again");
    things.add(id, { status: "creating", ownership: { owner: ours } });
    await assert.rejects(process.delete("t1", state()), { code: "replacement-not-ready" }, "one that is not ready");
    things.add(id, { ownership: { owner: ours } });
    await process.delete("t1", state());
    assert.equal(things.calls.at(-1), "remove t1");
  });
});
