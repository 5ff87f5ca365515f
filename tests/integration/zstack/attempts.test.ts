import assert from "node:assert/strict";
import { Control } from "../../support/control";
import { declare, type JsonObject, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const update = { method: "PUT", route: "/v1/volume-snapshots/{uuid}/actions" };
/** Longer than any test, shorter than a session and than the limit of any job. */
const long = 20 * 60 * 1000;
const day = 24 * 3600 * 1000;
const fresh = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";

const inputs = (more: JsonObject = {}): JsonObject => declare("snap", { volumeUuid: volumes.root, ...more });
const idOf = (resource: Resource): string => resource.state?.id ?? "";

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the condition did not come true");
}

/** Whether the process waits for a job that another one has begun. */
const follows = ({ lines }: ProviderProcess): boolean =>
  lines.some((line) => line.includes("joining the creation") || line.includes("taking over"));

/** A run whose process dies before it can hand the object over. */
async function interruptedRun(simulated: Simulated, declared: JsonObject): Promise<void> {
  const dying = simulated.process({ engineAlive: async () => false });
  await assert.rejects(new Resource(declared).up(dying), { code: "engine-gone" });
}

describe("attempts at a creation", () => {
  const simulated = new Simulated();
  let wire: Wire;
  let behind: Control;
  beforeEach(async () => {
    wire = new Wire(simulated.control.url);
    behind = new Control(await wire.open());
  });
  afterEach(() => wire.close());

  const left = async () => (await simulated.control.state()).volumeSnapshots;
  /** A process all of whose requests go over the wire; they all have the same `__origin`. */
  const over = (): ProviderProcess => new ProviderProcess(behind);
  const creations = () => wire.passed.filter((one) => one.method === "POST" && one.path.endsWith("/volume-snapshots"));

  /** As many creations were handed in, each under an id of its own. */
  function handedIn(count: number): void {
    const ids = creations().map((one) => one.headers["x-job-uuid"]);
    assert.equal(ids.length, count, ids.join(" "));
    assert.equal(new Set(ids).size, count, `an id was handed in again: ${ids.join(" ")}`);
  }

  for (const [what, elapsed] of [
    ["as long as the server has its row", 0],
    ["where only the server's memory still answers", day],
  ] as const) {
    it(`never hand in a job that has failed again, ${what}`, async () => {
      for (let run = 1; run <= 3; run += 1) {
        await simulated.control.fault({
          match: create,
          action: { type: "failJob", code: "SYS.1000", details: `disk full ${run}` },
        });
        const resource = new Resource(inputs());
        await assert.rejects(resource.up(over()), { message: new RegExp(`disk full ${run}`) });
        handedIn(run);
        await simulated.control.advance(elapsed);
      }
      const resource = new Resource(inputs());
      await resource.up(over());
      handedIn(4);
      assert.deepEqual(
        (await left()).map((one) => one.uuid),
        [idOf(resource)],
      );
    });

    it(`never hand in a job that is done again, ${what}`, async () => {
      const resource = new Resource(inputs());
      const ids = new Set<string>();
      for (let run = 1; run <= 3; run += 1) {
        await resource.up(over());
        handedIn(run);
        ids.add(idOf(resource));
        assert.equal((await left()).length, 1);
        await resource.destroy(over());
        assert.equal((await left()).length, 0);
        await simulated.control.advance(elapsed);
      }
      assert.equal(ids.size, 3);
    });
  }

  it("begin anew where the server has forgotten the job altogether", async () => {
    const resource = new Resource(inputs());
    await resource.up(over());
    await resource.destroy(over());
    await simulated.control.advance(day);
    // The row is purged by the next poll; the memory goes with the management node.
    await simulated.control.strangersSnapshot(volumes.data);
    await forgetResults(simulated.control);
    await resource.up(over());
    assert.equal((await left()).filter((one) => one.volumeUuid === volumes.root).length, 1);
  });

  it("end with a mark that is the very last request, where an interrupted object is taken over", async () => {
    await interruptedRun(simulated, inputs({ description: "old", userTags: ["old"] }));
    const resource = new Resource(inputs({ name: "renamed", description: "new", userTags: ["new"] }));
    await resource.up(over());
    const writes = wire.passed.filter((one) => one.method !== "GET" && !one.path.endsWith("/login"));
    assert.equal(creations().length, 0);
    const at = (part: string): number =>
      writes.findIndex((one) => `${one.method} ${one.path} ${one.body}`.includes(part));
    assert.ok(at("PUT /v1/volume-snapshots/") >= 0 && at('"tag":"new"') >= 0 && at("DELETE /v1/tags/") >= 0);
    const last = writes.at(-1);
    assert.equal(last?.path, "/v1/user-tags");
    assert.ok(last?.body.includes('"tag":"pulumi::org/project/dev::'), last?.body);
    assert.equal(at("pulumi::org"), writes.length - 1, "and it is written once");
  });

  it("leave an object that the next run takes, where the process is killed at a change of what it takes over", async () => {
    await interruptedRun(simulated, inputs({ description: "old" }));
    const [interrupted] = await left();
    await simulated.control.fault({ match: update, times: 100_000, action: { type: "dropBefore" } });
    const killed = new Resource(inputs({ description: "new" }));
    const dying = killed.up(over()).catch((error: unknown) => error);
    await until(() => wire.passed.some((one) => one.method === "PUT" && one.path.endsWith("/actions")));
    // From here on nothing of the process reaches the server, and the engine hears nothing of it.
    await wire.close();
    await simulated.control.clearFaults();
    assert.deepEqual(await simulated.control.tags(interrupted?.uuid ?? ""), [], "it was not handed over");
    const resource = new Resource(inputs({ description: "new" }));
    await resource.up(simulated.process());
    assert.equal(idOf(resource), interrupted?.uuid);
    assert.deepEqual(
      (await left()).map((one) => [one.uuid, one.description]),
      [[interrupted?.uuid, "new"]],
    );
    assert.ok((await dying) instanceof Error);
  });

  it("keep the id, marked, where a change of what was taken over is refused", async () => {
    await interruptedRun(simulated, inputs({ description: "old" }));
    await simulated.control.fault({
      match: update,
      action: { type: "failJob", code: "SYS.1000", details: "database is read-only" },
    });
    const resource = new Resource(inputs({ description: "new" }));
    await assert.rejects(resource.up(simulated.process()), { message: /database is read-only/ });
    assert.ok(resource.unfinished);
    assert.deepEqual(await simulated.control.tags(idOf(resource)), [
      "pulumi::org/project/dev::zstack.VolumeSnapshot::snap",
    ]);
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal((await left())[0]?.description, "new");
    assert.equal((await left()).length, 1);
  });

  it("never use a given resourceUuid again, and say what to do", async () => {
    const resource = new Resource(inputs({ resourceUuid: fresh }));
    await resource.up(simulated.process());
    await resource.destroy(simulated.process());
    const before = await simulated.control.countOf(create.method, create.route);
    await assert.rejects(resource.up(simulated.process()), {
      code: "uuid-used",
      message: new RegExp(fresh),
    });
    assert.equal(resource.state, undefined);
    assert.equal((await left()).length, 0);
    assert.equal(await simulated.control.countOf(create.method, create.route), before);
  });

  it("lead to a deletion also where the result of that disappears", async () => {
    const resource = new Resource(inputs());
    await resource.up(simulated.process());
    await simulated.control.fault({ match: remove, action: { type: "expireJob" } });
    await resource.destroy(simulated.process());
    assert.equal((await left()).length, 0);
  });

  it("do not take an object that is older than the server's promise to remember, though it still answers", async () => {
    await interruptedRun(simulated, inputs());
    const stale = (await left())[0]?.uuid ?? "";
    await simulated.control.advance(day);
    const process = simulated.process();
    const resource = new Resource(inputs());
    await resource.up(process);
    assert.notEqual(idOf(resource), stale);
    assert.deepEqual(await simulated.control.tags(stale), []);
    assert.ok(process.lines.some((line) => line.includes(stale) && line.includes("too old")));
  });
});

describe("a creation whose job's result disappears", () => {
  // Every job ends when these tests move the clock.
  const simulated = new Simulated({ jobDuration: long });
  const left = async () => (await simulated.control.state()).volumeSnapshots;
  const posts = () => simulated.control.countOf(create.method, create.route);
  const isThere = async (name: string): Promise<boolean> => (await left()).some((one) => one.name === name);

  it("gives one object to both runs that wait for it", async () => {
    await simulated.control.fault({ match: create, action: { type: "expireJob" } });
    const [a, b] = [new Resource(inputs()), new Resource(inputs())];
    const first = a.up(simulated.process());
    await until(() => isThere("snap"));
    const joining = simulated.process();
    const second = b.up(joining);
    await until(() => follows(joining));
    await simulated.control.advance(long);
    await Promise.all([first, second]);
    assert.equal((await left()).length, 1);
    assert.equal(idOf(a), idOf(b));
    assert.equal(await posts(), 1);
  });

  /** Runs `first` and a second run, whose creation is queued and has no row until both wait for it. */
  async function queued(first: () => Promise<void>): Promise<Resource> {
    const blocking = simulated.control.strangersSnapshot(volumes.root);
    await until(() => isThere("stranger"));
    await simulated.control.fault({ match: create, action: { type: "expireJob" } });
    const running = first();
    await until(async () => (await posts()) === 2);
    const joining = simulated.process();
    const resource = new Resource(inputs());
    const second = resource.up(joining);
    await until(() => follows(joining));
    assert.equal(await isThere("snap"), false);
    await simulated.control.advance(long);
    await until(() => isThere("snap"));
    await simulated.control.advance(long);
    await Promise.all([blocking, running, second]);
    const ours = (await left()).filter((one) => one.name === "snap");
    assert.deepEqual(
      ours.map((one) => one.uuid),
      [idOf(resource)],
    );
    assert.equal(await posts(), 2, "the stranger's and ours");
    return resource;
  }

  it("gives one object to both, also where it was queued and had no row when the second run began", async () => {
    const other = new Resource(inputs());
    const resource = await queued(() => other.up(simulated.process()).then(() => undefined));
    assert.equal(idOf(other), idOf(resource));
  });

  it("is taken by the second run where the first dies", async () => {
    await queued(() => interruptedRun(simulated, inputs()));
  });
});

/** What a restart of the management node does. */
async function forgetResults(control: Control): Promise<void> {
  const answer = await fetch(`${new URL(control.url).origin}/simulator/results`, { method: "DELETE" });
  assert.equal(answer.status, 200);
}
