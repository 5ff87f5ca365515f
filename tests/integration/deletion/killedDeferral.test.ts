import assert from "node:assert/strict";
import type { Resource } from "../../support/providerProcess";
import { runOrphans, settingsOf } from "./orphansCommand";
import { MortalProcess } from "./processes";
import { Deletions, idOf } from "./support";

type Killed = "provider" | "engine";

/** What a run asks for that defers the deletion of `parent`; `child` is what it waits for. */
interface Scene {
  readonly parent: Resource;
  readonly child: Resource;
}

describe("a run that is killed at any request of a deferral", () => {
  const deletions = new Deletions({ serverVersion: "5.2.1" });

  const made = {
    "a snapshot": async (): Promise<Scene> => ({
      parent: await deletions.snapshot("parent"),
      child: await deletions.snapshot("child"),
    }),
    "a group": async (): Promise<Scene> => ({
      parent: await deletions.group("parent"),
      child: await deletions.snapshot("child"),
    }),
  } as const;

  /** Deletes `parent` in a run whose provider, or engine, dies after so many requests; whether it outlived the run. */
  async function killed(who: Killed, { parent }: Scene, requests: number): Promise<boolean> {
    let sent = (): number => 0;
    const mortal = await MortalProcess.start(
      deletions.control,
      { requests: who === "provider" ? requests : 1000 },
      {
        engineAlive: async () => who === "provider" || sent() < requests,
      },
    );
    sent = () => mortal.requests;
    const { state } = parent;
    assert.ok(state);
    // Nothing is recorded of a call that is not answered, or not to a living engine.
    await mortal.process.handler.delete(state.id, mortal.over(state.outputs)).then(
      () => {
        if (who === "provider" || sent() < requests) parent.state = undefined;
      },
      () => undefined,
    );
    const answered = sent();
    await mortal.process.runEnds();
    const survived = who === "provider" ? !mortal.dead : requests > answered;
    await mortal.end();
    return survived;
  }

  /** Every number of requests, until the run is over before it can be killed. */
  async function atEach(
    who: Killed,
    make: () => Promise<Scene>,
    check: (scene: Scene, at: string) => Promise<void>,
  ): Promise<void> {
    for (let requests = 0; requests < 100; requests += 1) {
      await deletions.control.reset();
      const scene = await make();
      const survived = await killed(who, scene, requests);
      await check(scene, `the ${who} was killed after ${requests} requests`);
      if (!survived) continue;
      assert.ok(requests > 9, `only ${requests} requests`);
      return;
    }
    assert.fail("the run has no end");
  }

  const cases = (["provider", "engine"] as const).flatMap((who) =>
    Object.entries(made).map(([what, make]) => ({ who, what, make })),
  );
  for (const { who, what, make } of cases) {
    it(`keeps ${what} that the state holds, whatever a run deletes that is not asked about it (the ${who} dies)`, async () => {
      let held = 0;
      await atEach(who, make, async ({ parent, child }, at) => {
        if (parent.state === undefined) return;
        held += 1;
        const before = (await deletions.left()).filter((uuid) => uuid !== idOf(child));
        await child.destroy(deletions.start());
        assert.deepEqual(await deletions.left(), before, at);
        assert.equal(await parent.up(deletions.start()), "same", at);
        if ((await parent.refresh(deletions.start())) === "changed") await parent.up(deletions.start());
        const [owner, ...others] = await deletions.control.tags(idOf(parent));
        assert.match(owner ?? "", /^pulumi::org\/project\/dev::/, at);
        assert.deepEqual(others, [], at);
      });
      assert.ok(held > 3);
    });

    it(`forgets ${what} never: a later run deletes it, or it is named and orphans deletes it (the ${who} dies)`, async () => {
      let orphaned = 0;
      await atEach(who, make, async ({ parent, child }, at) => {
        const id = idOf(parent);
        const inState = parent.state !== undefined;
        const process = deletions.start();
        await parent.destroy(process);
        await child.destroy(process);
        const left = await deletions.left();
        if (left.length === 0) return;
        orphaned += 1;
        assert.ok(!inState, `${at}: what the run was asked for goes`);
        assert.ok(
          process.lines.some((line) => line.includes("pulumi-snapshots orphans")),
          at,
        );
        const places = [["the stack's connection", settingsOf(deletions)]] as const;
        const found = await runOrphans(places, []);
        const uuid = found.orphans.find((one) => left.includes(one.uuid) && one.status !== "interrupted")?.uuid ?? "";
        const kept = (await deletions.control.tags(uuid)).some((tag) => /^pulumi::(?!deferred-delete::)/.test(tag));
        const status = found.orphans.find((one) => one.uuid === uuid)?.status;
        assert.equal(status, kept ? "unmanaged" : "deferred", at);
        if (id !== "") assert.equal(uuid, id);
        const { outcomes } = await runOrphans(places, ["--delete", uuid]);
        assert.equal(outcomes?.[0]?.outcome, "deleted", at);
        assert.deepEqual(await deletions.left(), [], at);
      });
      assert.ok(who === "engine" || orphaned > 0, "the test has met the moment between answer and record");
    });
  }
});
