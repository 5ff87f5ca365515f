import assert from "node:assert/strict";
import { type JsonObject, ProviderProcess, type Resource } from "../../support/providerProcess";
import { drillKinds, drillScene } from "../../support/restoreDrills";
import { MortalProcess } from "../deletion/processes";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

type Scene = ReturnType<typeof drillScene>;

/** A run of the resource that is killed after so many requests, or lives with 0. Nobody records anything of it. */
async function killed({ simulated }: Scene, resource: Resource, at: number): Promise<number> {
  const before = structuredClone(resource.state);
  const mortal = await MortalProcess.start(simulated.control, at === 0 ? {} : { requests: at }, {});
  if (resource.state !== undefined) resource.state.outputs = mortal.over(resource.state.outputs);
  await resource.up(mortal.process).catch(() => undefined);
  const { requests } = mortal;
  await mortal.end();
  resource.state = before;
  return requests;
}

/**
 * Plays `run` for a drill that is killed after each of its requests, or after some of them: every `step`th from `first` on.
 * What follows the request is the same for all kinds, which begin at different ones.
 */
async function each(
  scene: Scene,
  { first, step }: { readonly first: number; readonly step: number },
  run: (kill: (resource: Resource) => Promise<void>, where: string) => Promise<void>,
) {
  let total = 0;
  for (let at = 0; at <= total; at += full ? 1 : at === 0 ? first : step) {
    await scene.simulated.control.reset();
    scene.simulated.control.forgetSession();
    const kill = async (resource: Resource): Promise<void> => {
      const requests = await killed(scene, resource, at);
      if (at === 0) total = requests;
    };
    await run(kill, `killed after ${at} of ${total} requests`);
  }
  assert.ok(total > 10, String(total));
}

const seeded = (resource: Resource, change: (seed: string) => string): Resource => {
  resource.inputs = { ...resource.inputs, __seed: change(String(resource.inputs["__seed"])) };
  return resource;
};

// A killed process never logs out, and an account has 500 sessions at most: each kind has a simulator of its own.
for (const [index, kind] of drillKinds.entries()) {
  const other = drillKinds[(index + 1) % drillKinds.length] ?? kind;
  describe(`a restore drill from a ${kind} that is killed after any request`, function () {
    this.timeout(full ? 900_000 : 90_000);
    const scene = drillScene();
    const some = (step: number) => ({ first: 1 + index * 3, step });
    const { simulated, sources, declare, made, left } = scene;
    const open = () => new ProviderProcess(simulated.control);

    /** The drill that follows leaves nothing, and has made an object of its own. */
    async function provesAnew(next: Resource, where: string): Promise<void> {
      const before = await made();
      await next.up(open());
      assert.deepEqual(await left(), [], where);
      assert.equal((await made()) - before, 1, where);
      assert.equal(typeof next.state?.outputs["restorableAt"], "string", where);
    }

    it("leaves nothing once it is run for other triggers", () =>
      each(scene, some(13), async (kill, where) => {
        const source = await sources[kind]();
        await kill(declare(source, { triggers: 1 }));
        await provesAnew(declare(source, { triggers: 2 }), where);
      }));

    it("leaves nothing once it is run with another restore point", () =>
      each(scene, some(15), async (kill, where) => {
        await kill(declare(await sources[kind](), { triggers: 1 }));
        await provesAnew(declare(await sources[kind](), { triggers: 2 }), where);
      }));

    it(`leaves nothing once it is run with a ${other}`, () =>
      each(scene, some(17), async (kill, where) => {
        await kill(declare(await sources[kind]()));
        const next = await sources[other]();
        await declare(next).up(open());
        assert.deepEqual(await left(), [], where);
      }));

    it("leaves nothing once its stack is renamed and it is run again", () =>
      each(scene, some(19), async (kill, where) => {
        const source = await sources[kind]();
        const drill = declare(source, { triggers: 1 });
        await drill.up(open());
        drill.inputs = { ...drill.inputs, triggers: 2 };
        await kill(drill);
        seeded(drill, (seed) => seed.replace("pulumi:dev::", "pulumi:prod::"));
        drill.inputs = { ...drill.inputs, triggers: 1 };
        await drill.up(open());
        drill.inputs = { ...drill.inputs, triggers: 3 };
        await provesAnew(drill, where);
      }));

    for (const [of, change] of [
      ["a stack of the same name with another namespace", (seed: string) => `elsewhere${seed}`],
      ["another component", (seed: string) => seed.replace("::pulumi-nodejs:", "::my:Component$pulumi-nodejs:")],
    ] as const)
      it(`keeps what it left from a drill of the same name of ${of}`, () =>
        each(scene, some(19), async (kill, where) => {
          const source = await sources[kind]();
          const mine = declare(source);
          await kill(mine);
          const before = await rowsOf(scene);
          await seeded(declare(source), change).up(open());
          assert.deepEqual(await rowsOf(scene), before, where);
          await mine.up(open());
          assert.deepEqual(await left(), [], where);
        }));
  });
}

/** Volumes in the recycle bin. */
async function binned({ simulated }: Pick<Scene, "simulated">): Promise<ReadonlySet<string>> {
  const { volumes } = (await simulated.control.state()) as unknown as { volumes: { uuid: string; status: string }[] };
  return new Set(volumes.filter(({ status }) => status === "Deleted").map(({ uuid }) => uuid));
}

/** What is left, with its status. */
async function rowsOf({ simulated, left }: Scene): Promise<JsonObject> {
  const uuids = await left();
  const bin = await binned({ simulated });
  return Object.fromEntries(uuids.sort().map((uuid) => [uuid, bin.has(uuid) ? "in the recycle bin" : "there"]));
}
