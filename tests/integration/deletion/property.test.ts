import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Simulator, startSimulator } from "../../../simulator";
import { brokenText, Control } from "../../support/control";
import { anyCase, type Case, found, servers } from "./cases";
import { destroy } from "./destroy";
import { Expectation } from "./invariants";
import { Platform } from "./platform";
import { Scene } from "./scene";
import { Stranger } from "./stranger";

// Components are no dimension: below the engine one is only a part of the type in a URN, which nothing here reads.

/** `npm run test:deletion -- --full` */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";
const cases = Number(process.env["DELETION_CASES"] ?? (full ? 10_000 : 100));
const seed = Number(process.env["DELETION_SEED"] ?? 20_261_121);

describe("destroying a stack", () => {
  const running = new Map<number, { simulator: Simulator; control: Control; cases: number }>();

  /** A killed process leaves its session behind, and a server allows 500 of them. */
  const casesPerServer = 300;

  async function controlOf(server: number): Promise<Control> {
    const now = running.get(server);
    if (now !== undefined && now.cases < casesPerServer) {
      now.cases += 1;
      return now.control;
    }
    await now?.simulator.close();
    const simulator = await startSimulator({ port: 0, ...servers[server] });
    const control = new Control(simulator.url);
    running.set(server, { simulator, control, cases: 1 });
    return control;
  }

  after(async () => {
    for (const { simulator } of running.values()) await simulator.close();
  });

  async function hold(given: Case): Promise<Scene["happened"]> {
    const control = await controlOf(given.server);
    // Whether increments were broken is judged by `check`, case by case.
    await control.resetBroken();
    const scene = new Scene(control, given);
    try {
      await scene.build();
      await check(scene, given);
      return scene.happened;
    } finally {
      await scene.end();
    }
  }

  it("takes all that it may take and nothing else", async function () {
    this.timeout(0);
    let held = 0;
    const happened = new Map<string, number>();
    const property = fc.asyncProperty(anyCase, async (given) => {
      for (const [what, count] of Object.entries(await hold(given)))
        happened.set(what, (happened.get(what) ?? 0) + count);
      held += 1;
    });
    try {
      await fc.assert(property, {
        numRuns: cases + found.length,
        seed,
        endOnFailure: false,
        examples: found.map((one): [Case] => [one]),
      });
    } finally {
      const counts = [...happened].map(([what, count]) => `${what} ${count}`).join(", ");
      console.log(`deletion property: ${cases} cases, ${held} held (${counts})`);
    }
    if (cases < 100) return;
    for (const [what, count] of happened) assert.ok(count > 0, `no case had ${what}`);
  });
});

async function check(scene: Scene, given: Case): Promise<void> {
  const { control } = scene;
  const { meanwhile } = given;
  const look = (): Promise<Platform> => Platform.look(control);
  const calm = { ...given, crash: undefined };
  const stranger = meanwhile === undefined ? undefined : new Stranger(control, meanwhile, given.recycled);

  if (given.targets) {
    const some = scene.inState("dev").filter((_, at) => (given.order + at) % 2 === 0);
    const targeted = new Expectation(scene, "dev", await look(), some);
    await destroy(scene, "dev", { ...calm, processes: 1 }, some);
    const left = await look();
    targeted.untouched(left);
    targeted.done(left);
  }
  const before = await look();
  const dev = new Expectation(scene, "dev", before);
  const prod = new Expectation(scene, "prod", before);
  await Promise.all([
    destroy(scene, "dev", { ...given, tap: stranger?.tap }),
    ...(given.together ? [destroy(scene, "prod", { ...calm, processes: 1 })] : []),
  ]);
  const others = given.together ? prod : undefined;
  let classified = dev;
  if (stranger?.uuid !== undefined) {
    scene.happened.meanwhile += 1;
    const taken = !(await look()).has(stranger.uuid);
    assert.ok(!taken || dev.reaches(stranger.ancestors), `${stranger.uuid} came up meanwhile and is gone`);
  }
  if (given.crash !== undefined || stranger !== undefined) {
    const killed = await look();
    dev.untouched(killed, others);
    classified = new Expectation(scene, "dev", killed);
    await destroy(scene, "dev", calm);
  }
  const after = await look();
  dev.untouched(after, others);
  classified.done(after);
  if (given.together) prod.untouched(after, dev);

  // With the other stack gone, a second run takes what only that one had been in the way of.
  const other = new Expectation(scene, "prod", after);
  await destroy(scene, "prod", calm);
  const later = await look();
  other.untouched(later);
  other.done(later);
  const rest = new Expectation(scene, "dev", later);
  await destroy(scene, "dev", calm);
  const last = await look();
  rest.untouched(last);
  rest.done(last);
  const broken = await control.broken();
  assert.deepEqual(broken, [], brokenText(broken));
}
