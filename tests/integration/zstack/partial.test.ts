import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const tag = { method: "POST", route: "/v1/user-tags" };

describe("an unfinished volume snapshot", () => {
  // Long enough for the deadline of one second to pass on the hurried clock.
  const simulated = new Simulated({ jobDuration: 400 });
  const hurried = () => declare("snap", { volumeUuid: volumes.root }, { timeouts: { create: 1 } });

  async function unfinished(): Promise<Resource> {
    const resource = new Resource(hurried());
    await assert.rejects(resource.up(simulated.process()), { code: "unfinished", message: /within 1 s/ });
    assert.ok(resource.unfinished);
    assert.match(String(resource.state?.outputs["__job"]), /^[0-9a-f]{32}( |$)/);
    assert.equal(resource.state?.outputs["__provider"], "text");
    return resource;
  }

  it("is kept by the engine, and the next run goes on waiting for the same object", async () => {
    const resource = await unfinished();
    const id = resource.state?.id;
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal(resource.state?.id, id);
    assert.equal(resource.state?.outputs["__job"], undefined);
    assert.equal(resource.state?.outputs["volumeType"], "Root");
    assert.equal((await simulated.control.snapshot(id ?? ""))?.status, "Ready");
    assert.equal(await simulated.control.countOf(create.method, create.route), 1);
    assert.equal((await simulated.control.tags(id ?? "")).length, 1);
  });

  it("survives a refresh while its job runs", async () => {
    const resource = await unfinished();
    assert.equal(await resource.refresh(simulated.process()), "same");
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("is waited for, then deleted, by a destroy", async () => {
    const resource = await unfinished();
    await resource.destroy(simulated.process());
    assert.deepEqual((await simulated.control.state()).volumeSnapshots, []);
  });

  for (const adopt of [false, true]) {
    it(`is not deleted once a replacement has taken it over, by another process either${adopt ? " (adopt: true)" : ""}`, async () => {
      const more = adopt ? { adopt } : {};
      const resource = new Resource(
        declare("snap", { volumeUuid: volumes.root, ...more }, { timeouts: { create: 1 } }),
      );
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 1500 } });
      await assert.rejects(resource.up(simulated.process()), { code: "unfinished", message: /within 1 s/ });
      const old = new Resource(resource.inputs);
      old.state = structuredClone(resource.state);
      // `up --replace` asks for a new one, and the CLI dies before it asks to delete the old.
      const live = new Resource(declare("snap", { volumeUuid: volumes.root, ...more }));
      await live.up(simulated.process());
      const id = live.state?.id ?? "";
      assert.equal(id, old.state?.id);
      const next = simulated.process();
      await old.destroy(next);
      assert.equal((await simulated.control.snapshot(id))?.status, "Ready");
      assert.ok(next.lines.some((line) => line.includes(`${id} is kept on the platform, because a later run`)));
      await live.destroy(simulated.process());
      assert.equal(await simulated.control.snapshot(id), undefined);
    });
  }

  it("is made anew when its job turns out to have failed", async () => {
    await simulated.control.fault({
      match: create,
      action: { type: "failJob", code: "SYS.1000", details: "no space left" },
    });
    const resource = await unfinished();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const failing = resource.state?.id;
    await assert.rejects(resource.up(simulated.process()), { code: "creation-failed" });
    resource.inputs = declare("snap", { volumeUuid: volumes.root });
    assert.equal(await resource.up(simulated.process()), "replaced");
    assert.notEqual(resource.state?.id, failing);
    assert.equal((await simulated.control.state()).volumeSnapshots.length, 1);
  });

  it("keeps the id when the owner mark is refused, and names the permission", async () => {
    await simulated.control.fault({
      match: tag,
      times: 10,
      action: { type: "failJob", code: "ID.1002", details: "permission denied" },
    });
    const resource = new Resource(declare("snap", { volumeUuid: volumes.root }));
    await assert.rejects(resource.up(simulated.process()), { message: /permission to create and delete user tags/ });
    const id = resource.state?.id ?? "";
    assert.ok(await simulated.control.snapshot(id));
    await simulated.control.clearFaults();
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.equal(resource.state?.id, id);
    assert.equal((await simulated.control.tags(id)).length, 1);
    assert.equal(resource.state?.outputs["__job"], undefined);
  });

  it("tells how long it waits", async () => {
    await simulated.control.fault({ match: create, action: { type: "stallJob" } });
    const process = simulated.process();
    const declared = declare("snap", { volumeUuid: volumes.root }, { timeouts: { create: 45 } });
    await assert.rejects(new Resource(declared).up(process), { code: "unfinished", message: /within 45 s/ });
    assert.ok(
      process.lines.filter((line) => /still waiting after \d+ s/.test(line)).length >= 3,
      process.lines.join("\n"),
    );
  });

  it("makes a delete wait until nothing on the volume is being made", async () => {
    const parent = new Resource(declare("parent", { volumeUuid: volumes.root }));
    await parent.up(simulated.process());
    const making = simulated.control.strangersSnapshot(volumes.root, "nightly");
    for (let creating = false; !creating; ) {
      creating = (await simulated.control.state()).volumeSnapshots.some((one) => one.status === "Creating");
    }
    await assert.rejects(parent.destroy(simulated.process()), {
      code: "foreign-dependents",
      message: /"nightly"/,
    });
    const nightly = await making;
    assert.ok(await simulated.control.snapshot(nightly), "the one that was being made is still there");
  });
});
