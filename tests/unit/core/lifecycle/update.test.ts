import assert from "node:assert/strict";
import { EngineGoneError, PartialStateError } from "../../../../provider/core/contract/errors";
import type { JsonObject } from "../../../../provider/core/json";
import { inputsOf, ours, Things } from "./things";

const other = "acme/shop/dev::zstack.Thing::db";
const verifiedAt = "2026-11-27T00:00:00.000Z";
const state = (more: JsonObject = {}): JsonObject => ({
  ...inputsOf(),
  bytes: 5,
  verifiedAt,
  __origin: "cloud:1/account",
  ...more,
});
/** What a creation that has not ended leaves. */
const unfinished = (job: string, more: JsonObject = {}): JsonObject => {
  const { bytes, verifiedAt, ...others } = state({ __job: job, ...more });
  return others;
};

describe("an update", () => {
  let things: Things;
  const update = async (olds: JsonObject, more: JsonObject = {}): Promise<Record<string, unknown>> =>
    (await things.process().update("t", olds, inputsOf(more))).outs;
  const failure = async (olds: JsonObject, more: JsonObject = {}): Promise<PartialStateError> =>
    update(olds, more).then(
      () => assert.fail("it did not fail"),
      (error: unknown) => {
        assert.ok(error instanceof PartialStateError, String(error));
        return error;
      },
    );
  beforeEach(() => {
    things = new Things();
    things.add("t", { ownership: { owner: ours } });
  });

  it("sends what has changed, and keeps the date of its verification", async () => {
    assert.deepEqual(await update(state(), { name: "new" }), state({ name: "new" }));
    assert.deepEqual(things.calls, ["update t"]);
  });

  it("sends what has changed beside something that is only recorded", async () => {
    await update(state(), { name: "new", deletionPolicy: "retain" });
    assert.deepEqual(things.calls, ["update t"]);
  });

  it("sends nothing for what is only recorded", async () => {
    things.all.clear();
    assert.deepEqual(await update(state(), { deletionPolicy: "retain" }), state({ deletionPolicy: "retain" }));
    assert.deepEqual(await update(state({ deletionPolicy: "retain", __timeouts: { create: 5 } })), state());
    assert.deepEqual([things.calls, things.lines], [[], []]);
    await update(state(), { mode: "full" });
    assert.match(things.lines.join("\n"), /mode of a thing cannot be changed; the new value applies to the next one/);
  });

  it("fails if the object is missing, and more so if it is missing only for this account", async () => {
    things.all.clear();
    await assert.rejects(update(state(), { name: "new" }), { code: "not-found" });
    await assert.rejects(update(state({ __origin: "moved:1/account" }), { name: "new" }), { code: "origin-mismatch" });
    things.evidence = "it has tags";
    await assert.rejects(update(state(), { name: "new" }), { code: "not-visible" });
  });

  it("records another address of the same platform, once the object is found there", async () => {
    assert.equal((await update(state({ __origin: "moved:1/account" })))["__origin"], "cloud:1/account");
    await assert.rejects(update(state({ __origin: "cloud:1/stranger" }), { name: "new" }), { code: "origin-mismatch" });
  });

  it("refuses an object that another resource owns by now", async () => {
    things.add("t", { ownership: { owner: other } });
    await assert.rejects(update(state(), { name: "new" }), { code: "object-taken" });
    await assert.rejects(update(state({ __job: "settle" })), { code: "object-taken" });
    await assert.rejects(update(state({ __claim: "c1" }), { name: "new" }), { code: "object-taken" });
    assert.deepEqual(things.calls, []);
  });

  it("refuses an object that another resource had and retained on purpose", async () => {
    things.add("t", { ownership: { retained: other } });
    for (const olds of [
      state(),
      state({ __job: "settle" }),
      state({ __claim: "c1", __job: "settle" }),
      unfinished("j1"),
    ])
      await assert.rejects(update(olds, { name: "new" }), { code: "object-taken" }, JSON.stringify(olds));
    assert.deepEqual(
      things.calls.filter((call) => !call.startsWith("resume")),
      [],
    );
  });

  it("takes what it retained itself, and what it is about to import or adopt", async () => {
    for (const [retained, olds] of [
      [ours, state()],
      [other, unfinished("settle")],
      [other, unfinished("settle", { __claim: "c1" })],
    ] as const) {
      things.add("t", { ownership: { retained } });
      await update(olds, { name: "new" });
      assert.equal(things.all.get("t")?.ownership.owner, ours);
    }
  });

  it("writes the owner tag anew after a renaming, and keeps its own adoption", async () => {
    const former = ours.replace("::web", "::www");
    things.add("t", { ownership: { owner: former, adoptionId: "c1" } });
    const olds = state({ __claim: "c1", __seed: String(inputsOf()["__seed"]).replace("::web", "::www") });
    const outs = await update(olds);
    assert.deepEqual([things.calls, outs["__claim"]], [["update t", "own t"], "c1"]);
    assert.deepEqual(things.all.get("t")?.ownership, { owner: ours, adoptionId: "c1" });
    things.calls.length = 0;
    assert.equal((await update(outs, { name: "new" }))["__claim"], "c1");
    assert.deepEqual(things.calls, ["update t"]);
    things.calls.length = 0;
    await update({ ...outs, __job: "settle" });
    assert.deepEqual(things.calls, ["update t", "own t"], "an unfinished entry is finished, whatever its object has");
  });

  it("does not verify anew what was verified before it lost its owner tag", async () => {
    things.add("t", { bytes: 0 });
    const outs = await update(state({ __job: "settle" }));
    assert.deepEqual([outs["verifiedAt"], outs["problems"], things.inspected], [verifiedAt, undefined, []]);
  });

  it("completes an adoption within the stack that could not write its owner tag", async () => {
    things.add("t", { ownership: { owner: other } });
    await update(state({ __claim: "c1", __job: "settle" }));
    assert.deepEqual(things.calls, ["update t", "own t adopted"]);
  });

  it("writes an owner tag that is missing, or beside which a deferred deletion is noted", async () => {
    for (const ownership of [{}, { owner: ours, deferred: ours }]) {
      things.add("t", { ownership });
      await update(state({ __job: "settle" }));
      assert.deepEqual(things.all.get("t")?.ownership, { owner: ours });
    }
    assert.deepEqual(things.calls, ["update t", "own t", "update t", "own t"]);
  });

  it("records problems, says them once, and dates the verification that finds none again", async () => {
    things.add("t", { status: "creating", ownership: { owner: ours } });
    const worse = await update(state(), { name: "new" });
    assert.deepEqual(worse["problems"], { status: "t is creating" });
    assert.equal(worse["verifiedAt"], verifiedAt);
    assert.equal(things.lines.length, 1);
    const again = await update({ ...worse, name: "web" }, { name: "new" });
    assert.deepEqual(again["problems"], worse["problems"]);
    assert.equal(things.lines.length, 1);
    const accepted = await update(again, { name: "new", verify: { status: false } });
    assert.equal(accepted["problems"], undefined);
    things.add("t", { ownership: { owner: ours } });
    const better = await update(again, { name: "new" });
    assert.equal(better["problems"], undefined);
    assert.notEqual(better["verifiedAt"], verifiedAt);
  });

  it("does not mind that a verified object has become empty", async () => {
    things.add("t", { bytes: 0, ownership: { owner: ours } });
    assert.equal((await update(state(), { name: "new" }))["problems"], undefined);
  });

  describe("of a creation that has not ended", () => {
    beforeEach(() => {
      things.add("t");
    });

    it("waits for it, and then does what every create does at last", async () => {
      const outs = await update(unfinished("j1"));
      assert.deepEqual(things.calls, ["resume t j1 waiting", "update t", "own t"]);
      assert.equal(typeof outs["verifiedAt"], "string");
      assert.equal(outs["__job"], undefined);
    });

    it("keeps everything for the next run if the wait fails, but not what it would have sent", async () => {
      things.failures.set("resume", Object.assign(new Error("late"), { code: "timed-out" }));
      const error = await failure(unfinished("j1"), { name: "new", deletionPolicy: "retain" });
      assert.deepEqual([error.id, error.code, error.reasons], ["t", "timed-out", ["late"]]);
      assert.deepEqual(error.properties, unfinished("j1", { deletionPolicy: "retain" }));
    });

    it("leaves nothing to an engine that has exited", async () => {
      things.failures.set("resume", new EngineGoneError("t"));
      await assert.rejects(update(unfinished("j1")), EngineGoneError);
    });

    it("refuses one that turns out to be another object than was declared", async () => {
      things.meanwhile.set("resume", () => things.add("t", { volume: "w" }));
      await assert.rejects(update(unfinished("j1")), { code: "not-as-declared" });
      assert.deepEqual(things.calls, ["resume t j1 waiting"]);
    });

    it("compares with what was declared when it began", async () => {
      things.add("t", { volume: "w" });
      await assert.rejects(update(unfinished("j1", { volume: "v" }), { volume: "w" }), { code: "not-as-declared" });
    });

    it("does not compare one that only lacks its owner tag: it was compared before", async () => {
      things.add("t", { volume: "w" });
      await update(unfinished("settle"));
      assert.deepEqual(things.calls, ["update t", "own t"]);
    });

    it("is replaced next time if it failed, with the platform's reason", async () => {
      things.outcome = "failed";
      const error = await failure(unfinished("j1"));
      assert.deepEqual([error.code, error.properties["__job"]], ["creation-failed", "failed"]);
      assert.match(error.reasons.join(), /left nothing usable: no space left/);
      things.all.clear();
      assert.match((await failure(unfinished("j1"))).reasons.join(), /left nothing usable\. The next/);
    });

    it("fails if what only lacked its owner tag is missing by now", async () => {
      things.all.clear();
      await assert.rejects(update(unfinished("settle")), { code: "not-found" });
    });
  });

  it("deletes what else interrupted creations left, once that of this object has its owner tag", async () => {
    for (const id of ["t", "u"]) things.remembered.add(things.add(id).id);
    things.remembered.add(things.add("failed", { status: "failed" }).id);
    for (const [id, more] of [
      ["deleting", { status: "deleting" }],
      ["old", {}],
      ["w", { volume: "w" }],
      ["db", { ownership: { owner: other } }],
      ["kept", { ownership: { retained: ours } }],
      ["later", { ownership: { deferred: ours } }],
    ] as const) {
      things.add(id, more);
      if (id !== "old") things.remembered.add(id);
    }
    await update(state(), { name: "new" });
    assert.deepEqual(things.calls, ["update t", "own t"], "no creation of this object was interrupted");
    things.add("t");
    things.calls.length = 0;
    await update(unfinished("j1"));
    assert.deepEqual(things.calls, ["resume t j1 waiting", "update t", "own t", "leftover failed", "leftover u"]);
  });
});

describe("a refresh", () => {
  let things: Things;
  beforeEach(() => {
    things = new Things();
    things.add("t", { ownership: { owner: ours } });
  });
  const read = (props: JsonObject) => things.process().read("t", props);

  it("shows what the platform shows, and nothing is changed", async () => {
    assert.deepEqual(await read(state()), { id: "t", props: state(), inputs: inputsOf() });
    things.add("t", { name: "drifted", ownership: { owner: ours } });
    assert.equal((await read(state())).inputs?.["name"], "drifted");
    assert.deepEqual(things.calls, []);
  });

  it("has a missing object created again, but not one that only this account does not see", async () => {
    things.all.clear();
    assert.deepEqual(await read(state()), {});
    things.evidence = "it has tags";
    await assert.rejects(read(state()), { code: "not-visible" });
    await assert.rejects(read(state({ __origin: "other:1/account" })), { code: "origin-mismatch" });
  });

  it("leaves an owner tag that is missing, another one's, or deferred to the next update", async () => {
    for (const ownership of [{}, { owner: other }, { owner: ours, deferred: ours }]) {
      things.add("t", { ownership });
      assert.equal((await read(state())).props?.["__job"], "settle", JSON.stringify(ownership));
    }
  });

  it("shows problems as a difference, without those that the inputs accept", async () => {
    things.add("t", { status: "creating", bytes: 0, ownership: { owner: ours } });
    const { props, inputs } = await read(state());
    assert.deepEqual(
      [props?.["problems"], inputs?.["problems"]],
      [{ status: "t is creating" }, { status: "t is creating" }],
    );
    assert.equal(props?.["verifiedAt"], verifiedAt);
    assert.equal((await read(state({ verify: { status: false } }))).props?.["problems"], undefined);
  });

  it("waits for no job, and keeps what is under way as it is", async () => {
    things.outcome = "running";
    assert.deepEqual(await read(unfinished("j1")), { id: "t", props: unfinished("j1"), inputs: inputsOf() });
    things.outcome = "done";
    assert.equal((await read(unfinished("j1"))).props?.["__job"], "j1");
    assert.deepEqual(things.calls, ["resume t j1 looking", "resume t j1 looking"]);
  });

  it("keeps a creation that failed as long as the object exists, so that it is deleted", async () => {
    things.add("t", { status: "failed" });
    things.outcome = "failed";
    assert.equal((await read(unfinished("j1"))).props?.["__job"], "failed");
    things.add("t");
    assert.deepEqual(await read(unfinished("j1")), {}, "one of the same id that is nobody's");
    things.all.clear();
    assert.deepEqual(await read(unfinished("j1")), {});
  });
});
