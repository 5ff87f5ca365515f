import assert from "node:assert/strict";
import type { Resource } from "../../support/providerProcess";
import { currentOf, historyOf, namesOf, SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const tag = { method: "POST", route: "/v1/user-tags" };
const hour = 3600_000;

for (const [what, hidden] of [
  ["with plain triggers", {}],
  ["with secret triggers", { __secretTriggers: true }],
] as const) {
  describe(`a series of volume snapshots ${what} that is interrupted`, () => {
    const simulated = new Simulated({ storage: "individual" });
    const tests = new SeriesTests(simulated, hidden);
    const made = () => simulated.control.countOf(create.method, create.route);

    /** An update whose result nobody recorded. */
    async function unrecorded(series: Resource, triggers: unknown): Promise<void> {
      const state = structuredClone(series.state);
      await tests.next(series, triggers);
      series.state = state;
    }

    it("takes over the point that was made and never recorded, although it is marked", async () => {
      const series = await tests.taken(3, { keepLast: 3 });
      await unrecorded(series, 4);
      const before = await made();
      const process = tests.snapshots();
      await tests.next(series, 4, process);
      assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3", "nightly-2"]);
      assert.deepEqual(await tests.left(), ["nightly-2", "nightly-3", "nightly-4"]);
      assert.equal(await made(), before);
      assert.ok(process.lines.some((line) => line.includes("taking over")));
      assert.equal(await series.refresh(tests.snapshots()), "same");
    });

    it("takes over only what was made for the same triggers, and names the other", async () => {
      const series = await tests.taken(1);
      await unrecorded(series, "x");
      const process = tests.snapshots();
      await tests.next(series, "y", process);
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
      assert.equal((await tests.left()).length, 3);
      const left = (await simulated.control.state()).volumeSnapshots.find((one) => !uuidsOf(series).includes(one.uuid));
      assert.equal(
        process.lines.filter((line) => line.includes(`${left?.uuid}`) && line.includes("is in no history")).length,
        1,
      );
    });

    it("takes over nothing that the server does not remember making", async () => {
      const series = await tests.taken(1);
      await unrecorded(series, 2);
      await simulated.control.advance(4 * hour);
      const process = tests.snapshots();
      await tests.next(series, 2, process);
      assert.equal((await tests.left()).length, 3);
      assert.equal(process.lines.filter((line) => line.includes("is in no history")).length, 1);
    });

    it("never takes over what another resource holds by now", async () => {
      const series = await tests.taken(1);
      await unrecorded(series, 2);
      const held = (await simulated.control.state()).volumeSnapshots.find((one) => one.name === "nightly-2");
      const rows = (await simulated.control.state()).userTags.filter((one) => one.resourceUuid === held?.uuid);
      for (const row of rows) await simulated.control.job("DELETE", `/v1/tags/${row.uuid}?deleteMode=Permissive`);
      const params = {
        resourceType: "VolumeSnapshotVO",
        resourceUuid: held?.uuid,
        tag: "pulumi::org/project/dev::zstack.VolumeSnapshot::mine",
      };
      await simulated.control.job("POST", "/v1/user-tags", { params });
      await tests.next(series, 2);
      assert.ok(!uuidsOf(series).includes(held?.uuid ?? ""));
      assert.equal((await tests.left()).length, 3);
    });

    it("joins the job of a process that died", async () => {
      const series = await tests.taken(1);
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 60_000 } });
      let alive = true;
      const dying = tests.snapshots({ engineAlive: async () => alive });
      const state = structuredClone(series.state);
      const first = tests.next(series, 2, dying).catch((error: unknown) => error);
      while ((await made()) < 2) await new Promise((resolve) => setImmediate(resolve));
      alive = false;
      await simulated.control.advance(60_000);
      assert.equal(((await first) as { code?: unknown }).code, "engine-gone");
      series.state = state;
      await tests.next(series, 2);
      assert.equal(await made(), 2);
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
    });

    it("keeps a first point that is late in state, and finishes it in place", async () => {
      const series = tests.declared({ triggers: 1 }, { timeouts: { create: 1 } });
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(series.up(tests.snapshots()), { code: "unfinished" });
      assert.match(String(series.state?.id), /^series-/);
      assert.deepEqual(historyOf(series), []);
      assert.equal(await series.refresh(tests.snapshots()), "same");
      await simulated.control.advance(600_000);
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(namesOf(series), ["nightly-1"]);
      assert.equal(await made(), 1);
      assert.deepEqual(await tests.tags(uuidsOf(series)[0] ?? ""), [seriesMark]);
      assert.equal(await series.up(tests.snapshots()), "same");
      await tests.next(series, 2);
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
    });

    it("does not lose a late first point that a forced replacement has taken over, to the delete of the old one", async () => {
      const inputs = { triggers: 1, deletionPolicy: "delete" };
      const late = tests.declared(inputs, { timeouts: { create: 1 } });
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(late.up(tests.snapshots()), { code: "unfinished" });
      await simulated.control.advance(600_000);
      const live = tests.declared(inputs);
      await live.up(tests.snapshots());
      const next = tests.snapshots();
      await next.handler.delete(late.state?.id ?? "", late.state?.outputs ?? {});
      assert.equal((await tests.left()).length, 1);
      assert.ok(next.lines.some((line) => line.includes("is kept on the platform, because a later run finished it")));
      await live.destroy(tests.snapshots());
      assert.deepEqual(await tests.left(), []);
    });

    it("keeps a later point that is late, with history, and prunes only when it is there", async () => {
      const series = await tests.taken(2, { keepLast: 2 });
      series.inputs = { ...series.inputs, __timeouts: { update: 1 } };
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(tests.next(series, 3), { code: "unfinished" });
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
      await assert.rejects(series.up(tests.snapshots()), { message: /not ready|still running|after/ });
      assert.deepEqual(namesOf(series), ["nightly-2", "nightly-1"]);
      await simulated.control.advance(600_000);
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2"]);
      assert.equal(await made(), 3);
    });

    it("lists a late point of triggers that nobody wants any more, and takes the wanted one", async () => {
      const series = await tests.taken(1);
      series.inputs = { ...series.inputs, __timeouts: { update: 1 } };
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(tests.next(series, 2));
      await simulated.control.advance(600_000);
      await tests.next(series, 3);
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
      assert.equal(currentOf(series)?.name, "nightly-3");
    });

    it("takes a new point where triggers go back while the one for others was late", async () => {
      const series = await tests.taken(1);
      series.inputs = { ...series.inputs, __timeouts: { update: 1 } };
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(tests.next(series, 2));
      await simulated.control.advance(600_000);
      await tests.next(series, 1);
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
      assert.equal(currentOf(series)?.name, "nightly-3");
      assert.equal(await series.up(tests.snapshots()), "same");
    });

    it("makes another where nothing came of a late one", async () => {
      const series = await tests.taken(1);
      series.inputs = { ...series.inputs, __timeouts: { update: 1 } };
      await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
      await assert.rejects(tests.next(series, 2));
      const gone = (await simulated.control.state()).volumeSnapshots.find((one) => !uuidsOf(series).includes(one.uuid));
      await simulated.control.advance(600_000);
      if (gone !== undefined)
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${gone.uuid}?deleteMode=Permissive`);
      const process = tests.snapshots();
      await series.up(process);
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-1"]);
      assert.ok(process.lines.some((line) => line.includes("failed and left nothing")));
    });

    it("tries a mark that was refused again, and does not prune before", async () => {
      const series = await tests.taken(2, { keepLast: 2 });
      await simulated.control.fault({ match: tag, times: 2, action: { type: "failJob" } });
      await assert.rejects(tests.next(series, 3), { code: "tag-refused", message: /owner tag/ });
      assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", "nightly-3"]);
      assert.equal(await series.up(tests.snapshots()), "updated");
      assert.deepEqual(await tests.left(), ["nightly-2", "nightly-3"]);
      assert.deepEqual(await tests.tags(uuidsOf(series)[0] ?? ""), [seriesMark]);
    });

    it("keeps what cannot be deleted in history, with the reason, and tries again", async () => {
      const series = await tests.taken(2, { keepLast: 2 });
      await simulated.control.fault({ match: remove, action: { type: "failJob" } });
      const process = tests.snapshots();
      await tests.next(series, 3, process);
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
      assert.match(String(historyOf(series)[2]?.pendingDeletionReason), /\S/);
      assert.match(process.lines.join("\n"), /warning: 1 point cannot be deleted yet/);
      assert.equal(await series.refresh(tests.snapshots()), "same");
      assert.equal(await series.up(tests.snapshots()), "same");
      await tests.next(series, 4);
      assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
      assert.deepEqual(await tests.left(), ["nightly-3", "nightly-4"]);
    });

    it("records the new point also where the platform fails afterwards", async () => {
      const series = await tests.taken(2, { keepLast: 2 });
      const find = { method: "GET", route: "/v1/volume-snapshots" };
      await simulated.control.fault({
        match: find,
        skip: 1,
        times: 10,
        action: { type: "respond", status: 500, body: "no" },
      });
      await assert.rejects(tests.next(series, 3), { message: /500/ });
      await simulated.control.clearFaults();
      assert.equal(series.unfinished, true);
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
      await series.up(tests.snapshots());
      assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2"]);
    });

    it("is the same for two runs at once on copied states", async () => {
      const series = await tests.taken(2, { keepLast: 2 });
      const other = tests.declared();
      other.inputs = series.inputs;
      other.state = structuredClone(series.state);
      await Promise.all([tests.next(series, 3), tests.next(other, 3)]);
      assert.deepEqual(uuidsOf(series), uuidsOf(other));
      assert.deepEqual(await tests.left(), ["nightly-2", "nightly-3"]);
    });

    it("is marked anew after its stack was renamed", async () => {
      const series = await tests.taken(3);
      series.inputs = { ...tests.inputs({}, { stack: "prod" }), triggers: 3 };
      assert.equal(await series.up(tests.snapshots()), "updated");
      for (const uuid of uuidsOf(series))
        assert.deepEqual(await tests.tags(uuid), [seriesMark.replace("/dev::", "/prod::")]);
      series.inputs = { ...series.inputs, keepLast: 2 };
      await tests.next(series, 4);
      assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
    });

    it("gets a mark back that was taken off", async () => {
      const series = await tests.taken(2);
      const { userTags } = await simulated.control.state();
      await simulated.control.job("DELETE", `/v1/tags/${userTags[0]?.uuid}?deleteMode=Permissive`);
      assert.equal(await series.up(tests.snapshots()), "same");
      assert.equal(await series.refresh(tests.snapshots()), "changed");
      assert.equal(await series.up(tests.snapshots()), "updated");
      for (const uuid of uuidsOf(series)) assert.deepEqual(await tests.tags(uuid), [seriesMark]);
      assert.equal(await series.refresh(tests.snapshots()), "same");
    });

    it("lets go of a point that another resource has adopted", async () => {
      const series = await tests.taken(2, { deletionPolicy: "delete" });
      const [, first] = uuidsOf(series);
      const rows = (await simulated.control.state()).userTags.filter((one) => one.resourceUuid === first);
      for (const row of rows) await simulated.control.job("DELETE", `/v1/tags/${row.uuid}?deleteMode=Permissive`);
      const params = {
        resourceType: "VolumeSnapshotVO",
        resourceUuid: first,
        tag: "pulumi::org/project/dev::zstack.VolumeSnapshot::mine",
      };
      await simulated.control.job("POST", "/v1/user-tags", { params });
      const process = tests.snapshots();
      await series.refresh(process);
      assert.deepEqual(namesOf(series), ["nightly-2"]);
      assert.match(
        process.lines.join("\n"),
        /belongs to org\/project\/dev::zstack.VolumeSnapshot::mine now and is removed from history/,
      );
      await series.destroy(tests.snapshots());
      assert.deepEqual(await tests.left(), ["nightly-1"]);
    });

    it("asks no other platform about its points", async () => {
      const series = await tests.taken(1);
      if (series.state !== undefined) series.state.outputs["__origin"] = "elsewhere:8080/account";
      for (const work of [series.refresh(tests.snapshots()), series.destroy(tests.snapshots())])
        await assert.rejects(work, { code: "origin-mismatch", message: /elsewhere:8080/ });
      series.inputs = { ...series.inputs, triggers: 2 };
      await assert.doesNotReject(series.up(tests.snapshots()), "the same platform under a new address");
      if (series.state !== undefined) series.state.outputs["__origin"] = "elsewhere:8080/account";
      for (const uuid of uuidsOf(series))
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${uuid}?deleteMode=Permissive`);
      const process = tests.snapshots();
      await assert.rejects(tests.next(series, 3, process), { code: "origin-mismatch", message: /elsewhere:8080/ });
      assert.deepEqual(process.lines, []);
    });
  });
}
