import assert from "node:assert/strict";
import {
  EngineGoneError,
  PartialStateError,
  TakenError,
  UnfinishedError,
} from "../../../../provider/core/contract/errors";
import type { Created } from "../../../../provider/core/contract/resourceProvider";
import type { JsonObject } from "../../../../provider/core/json";
import { inputsOf, ours, Things } from "./things";

const other = "acme/shop/dev::zstack.Thing::db";
const stranger = "acme/shop/prod::zstack.Thing::web";

async function partial(work: Promise<unknown>): Promise<PartialStateError> {
  return work.then(
    () => assert.fail("it did not fail"),
    (error: unknown) => {
      assert.ok(error instanceof PartialStateError, String(error));
      return error;
    },
  );
}

describe("a create", () => {
  let things: Things;
  const create = (more: JsonObject = {}): Promise<Created> => things.process().create(inputsOf(more));
  beforeEach(() => {
    things = new Things();
  });

  it("creates, updates, and writes the owner tag as the very last step", async () => {
    const { id, outs } = await create();
    assert.deepEqual(things.calls, ["create", `update ${id}`, `own ${id}`]);
    const { verifiedAt, ...others } = outs;
    assert.ok(typeof verifiedAt === "string");
    assert.deepEqual(others, { ...inputsOf(), bytes: 5, __origin: "cloud:1/account" });
  });

  it("takes over what an interrupted run created and the platform remembers, and deletes the rest", async () => {
    things.add("declared", { ownership: { owner: ours } });
    for (const id of ["a", "b"]) things.remembered.add(things.add(id).id);
    const { id } = await create();
    assert.deepEqual([id, things.calls], ["b", ["leftover a", "update b", "own b"]]);
    assert.deepEqual(things.lines, ['zstack.Thing "web": taking over thing b of an interrupted run']);
    assert.deepEqual(things.inspected, ["b"]);
  });

  it("does not take over, nor delete, what the platform no longer remembers", async () => {
    things.add("old");
    things.add("db", { ownership: { owner: other } });
    const { id } = await create();
    assert.notEqual(id, "old");
    assert.deepEqual(things.existing, ["db", "old"]);
    assert.ok(things.all.has("old") && !things.calls.some((call) => call.includes("old")));
    assert.match(things.lines.join("\n"), /thing old of an interrupted run is not taken over/);
  });

  it("does not take over, nor delete, what differs from the declaration", async () => {
    things.remembered.add(things.add("w", { volume: "w" }).id);
    things.add("w-failed", { volume: "w", status: "failed" });
    const { id } = await create();
    assert.notEqual(id, "w");
    assert.ok(!things.calls.some((call) => call.includes(" w")));
    const named = ["w-failed", "w"].map((one) => `zstack.Thing "web": thing ${one} is not taken over: it is of w`);
    assert.deepEqual(things.lines, named);
  });

  for (const ownership of [
    { owner: ours },
    { owner: other },
    { retained: ours },
    { deferred: ours },
    { owner: ours, deferred: ours },
  ]) {
    it(`never takes one with ${JSON.stringify(ownership)}, though the platform remembers it`, async () => {
      things.remembered.add(things.add("t", { ownership }).id);
      const { id } = await create();
      assert.notEqual(id, "t");
      assert.deepEqual(things.all.get("t")?.ownership, ownership);
      const named = things.lines.some((line) => line.includes("thing t of the same declaration already exists"));
      assert.equal(named, "owner" in ownership && ownership.owner === ours && !("deferred" in ownership));
    });
  }

  it("deletes what failed, and goes on to the next that an interrupted run left", async () => {
    things.remembered.add(things.add("failed", { status: "failed" }).id);
    things.remembered.add(things.add("waiting", { status: "creating" }).id);
    things.outcome = "failed";
    things.remembered.add(things.add("made", { status: "creating" }).id);
    things.meanwhile.set("leftover", () => {
      if (things.calls.at(-1) === "leftover made") things.outcome = "done";
    });
    const taken = create({ verify: { status: false } });
    assert.equal((await taken).id, "waiting");
    assert.deepEqual(things.calls, [
      "leftover failed",
      "resume made job-made waiting",
      "leftover made",
      "resume waiting job-waiting waiting",
      "update waiting",
      "own waiting",
    ]);
  });

  it("neither takes nor deletes what is being deleted", async () => {
    things.remembered.add(things.add("t", { status: "deleting" }).id);
    const { id } = await create();
    assert.notEqual(id, "t");
    assert.ok(things.all.has("t"));
    assert.deepEqual(things.lines, []);
  });

  it("leaves one to its own that turns out to be another one once it is ready", async () => {
    things.remembered.add(things.add("t", { status: "creating" }).id);
    things.meanwhile.set("resume", () => things.add("t", { volume: "w" }));
    const { id } = await create();
    assert.notEqual(id, "t");
    assert.ok(things.all.has("t"));
  });

  describe("with adopt", () => {
    it("takes the newest of exactly this resource, with the owner tag first", async () => {
      things.add("old", { ownership: { owner: ours } });
      things.add("own", { ownership: { owner: ours } });
      things.add("db", { ownership: { owner: other } });
      const { id, outs } = await create({ adopt: true });
      assert.deepEqual([id, things.calls], ["own", ["own own adopted", "update own"]]);
      assert.equal(outs["__claim"], "07".repeat(8));
    });

    it("takes what this resource retained", async () => {
      things.add("kept", { ownership: { retained: ours } });
      assert.equal((await create({ adopt: true })).id, "kept");
    });

    it("creates one if there is none, or none that is ready", async () => {
      things.add("making", { ownership: { owner: ours }, status: "creating" });
      const { outs } = await create({ adopt: true });
      assert.equal(things.calls[0], "create");
      assert.equal(outs["__claim"], undefined);
    });

    for (const [what, ownership, code] of [
      ["nobody's", {}, undefined],
      ["another resource's of this stack", { owner: other }, undefined],
      ["one whose deletion this stack has deferred", { deferred: other }, undefined],
      ["another stack's", { owner: stranger }, "object-taken"],
      ["one whose deletion another stack has deferred", { deferred: stranger }, "object-taken"],
    ] as const) {
      it(`${code === undefined ? "takes" : "refuses"} the named one if it is ${what}`, async () => {
        things.add("t", { ownership });
        const adopting = create({ adopt: true, thingId: "t" });
        if (code === undefined) assert.equal((await adopting).id, "t");
        else await assert.rejects(adopting, { code, message: /belongs to acme\/shop\/prod::zstack\.Thing::web/ });
        assert.deepEqual(things.calls, code === undefined ? ["own t adopted", "update t"] : []);
      });
    }

    it("refuses the named one if it is missing, not ready, or another one than declared", async () => {
      await assert.rejects(create({ adopt: true, thingId: "t" }), { code: "not-found" });
      things.add("t", { status: "creating" });
      await assert.rejects(create({ adopt: true, thingId: "t" }), { code: "not-as-declared" });
      things.add("t", { volume: "w" });
      await assert.rejects(create({ adopt: true, thingId: "t" }), { code: "not-as-declared" });
      assert.deepEqual(things.calls, []);
    });
  });

  it("refuses an id that exists, unless an interrupted run of this declaration created it", async () => {
    things.add("t");
    await assert.rejects(create({ thingId: "t" }), { code: "already-exists" });
    things.remembered.add("t");
    for (const ownership of [{ owner: ours }, { retained: ours }, { deferred: ours }]) {
      things.add("t", { ownership });
      await assert.rejects(create({ thingId: "t" }), { code: "already-exists" });
    }
    things.add("t");
    assert.equal((await create({ thingId: "t" })).id, "t");
    assert.deepEqual(things.calls, ["update t", "own t"]);
  });

  it("creates an object with an id that does not exist", async () => {
    await create({ thingId: "t" });
    assert.equal(things.calls[0], "create");
  });

  it("leaves what has not ended to the engine, by its id and its job", async () => {
    things.failures.set("create", new UnfinishedError("t", "j1", "not ready within 1 s"));
    const error = await partial(create());
    assert.deepEqual([error.id, error.code, error.reasons], ["t", "unfinished", ["not ready within 1 s"]]);
    assert.deepEqual(error.properties, { ...inputsOf(), __origin: "cloud:1/account", __job: "j1" });
    assert.deepEqual(things.calls, ["create"]);
  });

  it("leaves nothing to an engine that has exited, and nothing that has no id", async () => {
    things.isEngineAlive = false;
    things.failures.set("create", new UnfinishedError("t", "j1", "not ready"));
    await assert.rejects(create(), EngineGoneError);
    await assert.rejects(create(), EngineGoneError);
    assert.ok(!things.calls.some((call) => call.startsWith("own")), "the next run takes over what has no owner tag");
    things.isEngineAlive = true;
    things.failures.set("create", new UnfinishedError(undefined, "j1", "not ready"));
    await assert.rejects(create(), UnfinishedError);
  });

  it("leaves an object to the engine that fails its verification, with its owner tag and without a date", async () => {
    things.meanwhile.set("update", () => {
      for (const thing of things.all.values()) thing.bytes = 0;
    });
    const error = await partial(create());
    assert.equal(error.code, "verification-failed");
    assert.deepEqual(things.all.get(error.id)?.ownership, { owner: ours });
    assert.equal(error.properties["__job"], "settle");
    assert.equal(error.properties["verifiedAt"], undefined);
    things.all.clear();
    things.calls.length = 0;
    const { outs } = await create({ verify: { size: false } });
    assert.equal(typeof outs["verifiedAt"], "string");
  });

  it("writes the owner tag although the update failed, because the engine gets the id", async () => {
    things.failures.set("update", Object.assign(new Error("refused"), { code: "platform-error" }));
    const error = await partial(create());
    assert.deepEqual(things.calls, ["create", `update ${error.id}`, `own ${error.id}`]);
    assert.deepEqual([error.reasons, error.properties["__job"]], [["refused"], "settle"]);
  });

  it("writes the owner tag of an adoption once, also if the update fails", async () => {
    things.add("t");
    things.failures.set("update", new Error("refused"));
    const error = await partial(create({ adopt: true, thingId: "t" }));
    assert.deepEqual(things.calls, ["own t adopted", "update t"]);
    assert.equal(error.properties["__claim"], "07".repeat(8));
  });

  it("does not give the engine an id that another resource got meanwhile", async () => {
    things.failures.set("own", new TakenError("t", other));
    await assert.rejects(create(), TakenError);
    things.all.clear();
    things.failures.set("update", new Error("refused"));
    things.failures.set("own", new TakenError("t", other));
    await assert.rejects(create(), TakenError);
  });

  it("gives the engine the id also if the owner tag cannot be written at all", async () => {
    things.failures.set("update", new Error("refused"));
    things.failures.set("own", new Error("refused too"));
    const error = await partial(create());
    assert.deepEqual(error.reasons, ["refused"]);
  });
});
