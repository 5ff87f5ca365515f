import assert from "node:assert/strict";
import { CinderTests, idOf } from "./support/provider";
import { harm } from "./support/tap";

describe("a Cinder of another size or age", () => {
  const cinder = new CinderTests();

  describe("with three rows to a page", () => {
    const place = { stack: "pages" };
    const lists = () => cinder.tap.count({ method: "GET", path: /^\/snapshots\/detail/ });

    async function made(names: readonly string[]) {
      const process = cinder.process();
      const all = names.map((name) => cinder.snapshot({}, place, name));
      for (const one of all) await one.up(process.snapshots);
      cinder.lab.turn({ page_limit: 3 });
      cinder.tap.reset();
      return all;
    }

    afterEach(async () => {
      cinder.lab.turn();
      for (const id of await cinder.ids()) await cinder.member.remove("snapshots", id);
    });

    it("shows all of them, also where the last page is full", async () => {
      const all = await made(["a", "b", "c"]);
      const process = cinder.process();
      for (const one of all) assert.equal(await one.refresh(process.snapshots), "same");
      assert.equal(lists(), 2, "one full page, and an empty one behind it");
      assert.equal(cinder.tap.count({ path: /^\/snapshots\/[0-9a-f-]{36}$/ }), 0, "nothing had to be asked for alone");
    });

    it("is asked from the beginning where the row that marks a page goes meanwhile", async () => {
      const all = await made(["a", "b", "c", "d"]);
      const [, marker] = all;
      assert.ok(marker);
      const gone = harm.after(() => cinder.member.remove("snapshots", idOf(marker)));
      cinder.tap.inject({ method: "GET", path: /^\/snapshots\/detail.*marker=/ }, gone);
      const process = cinder.process();
      const found = [];
      for (const one of all) found.push(await one.refresh(process.snapshots));
      assert.equal(cinder.tap.left, 0);
      assert.deepEqual(found, ["same", "gone", "same", "same"]);
      assert.equal(lists(), 4, "the page before, the lost one, and two of the second time");
    });
  });

  /** Something done while the service knows no newer microversion; looked at when it does again. */
  async function upTo<R>(max_microversion: string, work: () => Promise<R>): Promise<R> {
    cinder.lab.turn({ max_microversion });
    try {
      return await work();
    } finally {
      cinder.lab.turn();
    }
  }

  it("older than the metadata of backups is refused once and clearly", async () => {
    const up = upTo("3.42", () => cinder.backup().up(cinder.process().backups));
    await assert.rejects(up, {
      code: "unsupported-by-platform",
      message: /cinder\.VolumeBackup .*3\.43; .*3\.0 to 3\.42/,
    });
    assert.equal(cinder.tap.count({ method: "POST", path: /^\/backups/ }), 0);
    assert.deepEqual(await cinder.ids("backups"), []);
  });

  it("older than zones of backups is refused only where one is declared", async () => {
    const zoned = cinder.backup({ availabilityZone: "nova" });
    const up = upTo("3.50", () => zoned.up(cinder.process().backups));
    await assert.rejects(up, { code: "unsupported-by-platform", message: /availabilityZone .*3\.51/ });
    const resource = cinder.backup();
    await upTo("3.50", () => resource.up(cinder.process().backups));
    assert.deepEqual(await cinder.ids("backups"), [idOf(resource)]);
    await upTo("3.50", () => resource.destroy(cinder.process().backups));
    assert.deepEqual(await cinder.ids("backups"), []);
  });

  it("older than the filter by metadata keeps every promise about snapshots", async () => {
    const resource = cinder.snapshot();
    await upTo("3.21", () => cinder.interrupted(resource));
    const [left] = await cinder.ids();
    await upTo("3.21", () => resource.up(cinder.process().snapshots));
    assert.deepEqual([idOf(resource), await cinder.ids()], [left, [left]]);
    await upTo("3.21", async () => {
      assert.equal(await resource.refresh(cinder.process().snapshots), "same");
      assert.equal(await resource.up(cinder.process().snapshots, { replace: true }), "replaced");
    });
    assert.notEqual(idOf(resource), left);
    assert.deepEqual(await cinder.ids(), [idOf(resource)]);
    await upTo("3.21", () => resource.destroy(cinder.process().snapshots));
    assert.deepEqual(await cinder.ids(), []);
    assert.equal(cinder.tap.count({ path: /metadata=/ }), 0, "what would be ignored is not asked for");
  });
});
