import assert from "node:assert/strict";
import { parseSeed, stackPrefix } from "../../../provider/core/identity/identity";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const poll = { method: "GET", route: "/v1/api-jobs/{uuid}" };
const tag = { method: "POST", route: "/v1/user-tags" };
const day = 24 * 3600 * 1000;

describe("creating a volume snapshot", () => {
  const simulated = new Simulated();
  const inputs = (more: object = {}) => declare("snap", { volumeUuid: volumes.root, ...more });

  /** A run whose process dies before it can hand the object over. */
  async function interruptedRun(declared = inputs()): Promise<void> {
    const dying = simulated.process({ engineAlive: async () => false });
    await assert.rejects(new Resource(declared).up(dying), { code: "engine-gone" });
  }

  it("makes one object with everything declared, and marks its owner last", async () => {
    const resource = new Resource(inputs({ description: "before 2.0", userTags: ["b::2", "a::1"] }));
    await resource.up(simulated.process());
    const id = resource.state?.id ?? "";
    const made = await simulated.control.snapshot(id);
    assert.equal(made?.name, "snap");
    assert.equal(made?.description, "before 2.0");
    assert.deepEqual(await simulated.control.tags(id), [
      "a::1",
      "b::2",
      "pulumi::org/project/dev::zstack.VolumeSnapshot::snap",
    ]);
    assert.equal(resource.state?.outputs["uuid"], id);
    assert.equal(resource.state?.outputs["volumeType"], "Root");
    assert.deepEqual(resource.state?.outputs["userTags"], ["b::2", "a::1"]);
  });

  it("asks for no more than it needs", async () => {
    await new Resource(inputs()).up(simulated.process());
    const counted = (await simulated.control.requests()).filter((one) => one.route !== poll.route);
    assert.deepEqual(Object.fromEntries(counted.map((one) => [`${one.method} ${one.route}`, one.count])), {
      "PUT /v1/accounts/login": 1,
      // By identity, and chains at their end.
      "GET /v1/volume-snapshots": 2,
      "GET /v1/global-configurations": 1,
      "POST /v1/volumes/{volumeUuid}/volume-snapshots": 1,
      "GET /v1/user-tags": 1,
      "POST /v1/user-tags": 1,
    });
  });

  it("gives the object a uuid by which the stack and the identity find it", async () => {
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    const seed = parseSeed(resource.inputs["__seed"]);
    assert.ok(resource.state?.id.startsWith(stackPrefix(seed)));
  });

  it("takes over what a dead process left, without making a second one", async () => {
    await interruptedRun();
    const left = (await simulated.control.state()).volumeSnapshots;
    assert.equal(left.length, 1);
    assert.deepEqual(await simulated.control.tags(left[0]?.uuid ?? ""), [], "nothing was handed over yet");
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    assert.equal(resource.state?.id, left[0]?.uuid);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("shares its look with the creations beside it, and takes over what a dead process left before or after that", async () => {
    const left = declare("left", { volumeUuid: volumes.root });
    const late = declare("late", { volumeUuid: volumes.root });
    await interruptedRun(left);
    const process = simulated.process();
    const together = [inputs(), declare("other", { volumeUuid: volumes.data }), left].map((one) => new Resource(one));
    await Promise.all(together.map((one) => one.up(process)));
    assert.equal(await simulated.control.countOf(create.method, create.route), 3);
    await interruptedRun(late);
    const before = await simulated.control.countOf("GET", "/v1/volume-snapshots");
    const resource = new Resource(late);
    await resource.up(process);
    assert.equal(await simulated.control.countOf("GET", "/v1/volume-snapshots"), before, "it looks at nothing anew");
    assert.equal(await simulated.control.countOf(create.method, create.route), 4, "its job tells");
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 4);
  });

  it("brings what it takes over to what is declared now", async () => {
    await interruptedRun(inputs({ description: "old", userTags: ["old"] }));
    const resource = new Resource(inputs({ name: "renamed", description: "new", userTags: ["new"] }));
    await resource.up(simulated.process());
    const [only, ...others] = (await simulated.control.state()).volumeSnapshots;
    assert.equal(others.length, 0);
    assert.equal(only?.name, "renamed");
    assert.equal(only?.description, "new");
    assert.ok((await simulated.control.tags(only?.uuid ?? "")).includes("new"));
    assert.ok(!(await simulated.control.tags(only?.uuid ?? "")).includes("old"));
  });

  it("joins a creation that is still queued behind another one", async () => {
    await simulated.control.fault({ match: create, action: { type: "stallJob" } });
    const first = new Resource(declare("snap", { volumeUuid: volumes.root }, { timeouts: { create: 1 } }));
    await assert.rejects(first.up(simulated.process()), { code: "unfinished" });
    await simulated.control.clearFaults();
    const joining = simulated.process();
    const again = new Resource(declare("snap", { volumeUuid: volumes.root }, { timeouts: { create: 1 } }));
    await assert.rejects(again.up(joining), { code: "unfinished" });
    assert.equal(again.state?.id, first.state?.id);
    assert.equal(await simulated.control.countOf(create.method, create.route), 1);
  });

  it("joins a creation that is still queued and has no row yet", async () => {
    await simulated.control.fault({ match: create, action: { type: "stallJob" } });
    const blocking = simulated.control.strangersSnapshot(volumes.root);
    blocking.catch(() => undefined);
    await until(async () => (await simulated.control.countOf(create.method, create.route)) === 1);
    const declared = declare("snap", { volumeUuid: volumes.root }, { timeouts: { create: 1 } });
    await assert.rejects(new Resource(declared).up(simulated.process()), { code: "unfinished" });
    assert.equal((await simulated.control.state()).volumeSnapshots.filter((one) => one.name === "snap").length, 0);
    const again = new Resource(declared);
    await assert.rejects(again.up(simulated.process()), { code: "unfinished" });
    assert.equal(again.state, undefined, "whose uuid it will be is not known yet");
  });

  it("does not adopt an object whose making the server has forgotten, but names it", async () => {
    await interruptedRun();
    const stale = (await simulated.control.state()).volumeSnapshots[0]?.uuid ?? "";
    await forgetJobs();
    const process = simulated.process();
    const resource = new Resource(inputs());
    await resource.up(process);
    assert.notEqual(resource.state?.id, stale);
    assert.ok(process.lines.some((line) => line.includes(stale) && line.includes("too old")));
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 2);
  });

  for (const [name, action] of [
    ["a cut connection", { type: "dropBefore" }],
    ["a lost answer", { type: "dropAfter" }],
    ["a proxy's 503", { type: "respond", status: 503, body: "<html>busy</html>" }],
    ["a 429", { type: "respond", status: 429, body: "Rate limit exceeded" }],
    ["malformed JSON", { type: "malformed" }],
    ["a 502", { type: "respond", status: 502, body: "" }],
  ] as const) {
    it(`makes one object despite ${name} at any of its requests`, async () => {
      const routes = [
        { method: "PUT", route: "/v1/accounts/login" },
        { method: "GET", route: "/v1/volume-snapshots" },
        create,
        poll,
        { method: "GET", route: "/v1/user-tags" },
        tag,
      ];
      for (const match of routes) {
        await simulated.control.reset();
        await simulated.control.fault({ match, action });
        const resource = new Resource(inputs());
        await resource.up(simulated.process());
        const { volumeSnapshots } = await simulated.control.state();
        assert.deepEqual(
          volumeSnapshots.map((one) => one.uuid),
          [resource.state?.id],
          `${match.method} ${match.route}`,
        );
        assert.equal((await simulated.control.tags(resource.state?.id ?? "")).length, 1);
      }
    });
  }

  it("starts the next attempt after a remembered failure, and throws its own", async () => {
    await simulated.control.fault({
      match: create,
      action: { type: "failJob", code: "SYS.1000", details: "disk full" },
    });
    const resource = new Resource(inputs());
    await assert.rejects(resource.up(simulated.process()), { message: /disk full/ });
    assert.equal(resource.state, undefined);
    await resource.up(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("logs in again when the session ends, and makes one object", async () => {
    const process = simulated.process();
    await new Resource(declare("first", { volumeUuid: volumes.data })).up(process);
    await simulated.control.advance(3 * 3600 * 1000);
    await new Resource(inputs()).up(process);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 2);
    assert.equal(await simulated.control.countOf("PUT", "/v1/accounts/login"), 2);
  });

  it("reads the object when the result of its job is gone", async () => {
    await simulated.control.fault({ match: create, action: { type: "expireJob" } });
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("makes a new object for every forced replacement and never adopts the live one", async () => {
    const resource = new Resource(inputs());
    const ids = new Set<string>();
    for (const replace of [false, true, true]) {
      await resource.up(simulated.process(), { replace });
      ids.add(resource.state?.id ?? "");
    }
    assert.equal(ids.size, 3);
  });

  it("never uses a uuid twice, also not after a destroy", async () => {
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    const before = resource.state?.id;
    await resource.destroy(simulated.process());
    await resource.up(simulated.process());
    assert.notEqual(resource.state?.id, before);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("takes a new snapshot when triggers go back to an earlier value", async () => {
    const first = new Resource(inputs({ triggers: ["v1"], deletionPolicy: "retain" }));
    await first.up(simulated.process());
    const retained = first.state?.id;
    first.inputs = inputs({ triggers: ["v2"], deletionPolicy: "retain" });
    assert.equal(await first.up(simulated.process()), "replaced");
    first.inputs = inputs({ triggers: ["v1"], deletionPolicy: "retain" });
    assert.equal(await first.up(simulated.process()), "replaced");
    assert.notEqual(first.state?.id, retained);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 3);
  });

  it("keeps stacks of the same name apart by their namespace", async () => {
    const mine = declare("snap", { volumeUuid: volumes.root }, { namespace: "site-a" });
    await interruptedRun(mine);
    const others = new Resource(declare("snap", { volumeUuid: volumes.root }, { namespace: "site-b" }));
    await others.up(simulated.process());
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 2);
  });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 500; tries += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("the condition did not come true");
  }

  async function forgetJobs(): Promise<void> {
    await simulated.control.advance(day);
  }
});
