import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineCalls } from "../../support/protocol/calls";
import { EngineState } from "../harness/engine";
import type { Exchange } from "../harness/line";
import { ProjectFolder, RealProcess } from "../harness/realProcess";
import { declaredFor } from "./platform/kinds";
import { ZStackLane } from "./platform/lane";

/** Milliseconds that a process may need to notice that its engine is gone, and to end. */
const patience = 10_000;

const never = new Promise<never>(() => undefined);

interface Wait {
  /** Does to an exchange what keeps the provider waiting; true for those that show that it waits. */
  holds(exchange: Exchange): Promise<boolean>;
  /** What the engine has asked for; not answered. */
  begin(calls: EngineCalls, state: EngineState): Promise<unknown>;
  /** What has to be there before. */
  readonly exists?: boolean;
}

const { after: inputs } = declaredFor("VolumeSnapshot", "create");

const passOn = async (exchange: Exchange): Promise<false> => {
  await exchange.deliver(await exchange.answer());
  return false;
};

const held = (is: (exchange: Exchange) => boolean, hold: (exchange: Exchange) => Promise<void>): Wait["holds"] =>
  async function holds(exchange) {
    if (!is(exchange)) return passOn(exchange);
    await hold(exchange);
    return true;
  };

/** The job is handed in, and then it runs on. */
function heldJob(): Wait["holds"] {
  let handedIn = false;
  const isPoll = ({ position }: Exchange): boolean => {
    handedIn ||= position.submits;
    return handedIn && position.polls;
  };
  return held(isPoll, async (exchange) => exchange.deliver({ status: 202, text: "{}" }));
}

const create: Wait["begin"] = (calls, state) => state.up(calls, inputs);

/** The same tree with one more snapshot that is still being made. */
function withCreating(text: string): string {
  return JSON.stringify(JSON.parse(text), (_key, value: unknown) => {
    const node = value as { inventory?: { status?: string; uuid?: string }; children?: unknown[] } | null;
    if (node?.inventory?.status !== "Ready" || node.children === undefined) return value;
    const inventory = { ...node.inventory, uuid: "c".repeat(32), name: "other", status: "Creating" };
    return node.children.length > 0 ? value : { ...node, children: [{ inventory, children: [] }] };
  });
}

const waits: Readonly<Record<string, Wait>> = {
  "a login that is not answered": {
    holds: held(
      ({ path }) => path === "/v1/accounts/login",
      () => never,
    ),
    begin: create,
  },
  "a query that is not answered": {
    holds: held(
      ({ method, path }) => method === "GET" && path === "/v1/volume-snapshots",
      () => never,
    ),
    begin: create,
  },
  "the pause after a write whose answer was lost": {
    holds: held(
      ({ position }) => position.submits,
      async (exchange) => exchange.deliver({ status: 502, text: "" }),
    ),
    begin: create,
  },
  "a job": { holds: heldJob(), begin: create },
  "a tree in which something is being made": {
    holds: held(
      ({ path }) => path.startsWith("/v1/volume-snapshots/trees"),
      async (exchange) => {
        const { status, text } = await exchange.answer();
        await exchange.deliver({ status, text: withCreating(text) });
      },
    ),
    exists: true,
    begin: (calls, state) => state.destroy(calls),
  },
};

/** CPU time in ticks, and memory, of a process that should not be there any more. */
function burdenOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ") ?? [];
  const memory = /VmRSS:.*/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[0];
  return `${stat[11]}+${stat[12]} ticks of CPU time, ${memory}`;
}

describe("a provider process whose CLI was killed", () => {
  let folder: ProjectFolder;
  let lane: ZStackLane;
  const processes: RealProcess[] = [];

  before(async function () {
    if (process.platform === "win32") this.skip();
    folder = new ProjectFolder();
    lane = await ZStackLane.open();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.end()));
    await lane.reset();
  });
  after(async () => {
    await lane?.close();
    folder?.remove();
  });

  async function started(): Promise<RealProcess> {
    const one = await RealProcess.start(folder);
    processes.push(one);
    return one;
  }

  async function ownerTags(): Promise<string[]> {
    const { userTags } = await lane.control.state();
    return userTags.map(({ tag }) => tag).filter((tag) => tag.startsWith("pulumi"));
  }

  async function assertEnds(one: RealProcess, ms = patience): Promise<void> {
    const still = sleep(ms, "still there", { ref: false });
    if ((await Promise.race([one.exited, still])) === undefined) return;
    assert.fail(`it still runs ${ms / 1000} s later: ${burdenOf(one.pid)}`);
  }

  it("ends by itself although nothing was under way", async function () {
    this.timeout(60_000);
    const one = await started();
    const state = new EngineState();
    await state.up(await one.calls(lane.configuration), inputs);
    await one.loseEngine();
    await assertEnds(one);
    assert.ok(state.recorded, "what was recorded before stays");
  });

  for (const [name, wait] of Object.entries(waits)) {
    it(`ends in the middle of ${name}, without a mark on anything`, async function () {
      this.timeout(60_000);
      const one = await started();
      const state = new EngineState();
      const calls = await one.calls(lane.configuration);
      // By another process: this one would not delete what it has made itself.
      if (wait.exists === true) await lane.locally("VolumeSnapshot", (other) => state.up(other, inputs));
      const before = await ownerTags();
      const waiting = new Promise<void>((resolve) => {
        lane.line.hook = async (exchange) => {
          const answered = wait.holds(exchange);
          // One that is never answered is known by that.
          const first = await Promise.race([answered, sleep(500, true, { ref: false })]);
          if (first) resolve();
          await answered;
        };
      });
      const asked = wait.begin(calls, state);
      asked.catch(() => undefined);
      await waiting;
      await one.loseEngine();
      await assertEnds(one);
      assert.deepEqual(await ownerTags(), before);
    });
  }

  it("ends when it prints and nobody reads, although something answers at the engine's address", async function () {
    this.timeout(60_000);
    const one = await started();
    const calls = await one.calls(lane.configuration);
    const holds = heldJob();
    const waiting = new Promise<void>((resolve) => {
      lane.line.hook = async (exchange) => {
        if (await holds(exchange)) resolve();
      };
    });
    create(calls, new EngineState()).catch(() => undefined);
    await waiting;
    one.loseReaders();
    // It prints after ten seconds of waiting.
    await assertEnds(one, 10_000 + patience);
  });
});
