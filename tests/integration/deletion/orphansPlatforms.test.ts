import assert from "node:assert/strict";
import { startSimulator } from "../../../simulator";
import { runOrphans, settingsOf } from "./orphansCommand";
import { Deletions, idOf } from "./support";

const own = "the stack's connection";
const site = 'provider "backup-site"';

describe("pulumi-snapshots orphans of a stack with explicit providers", () => {
  const here = new Deletions();
  const there = new Deletions();
  const both = () => [[own, settingsOf(here)] as const, [site, settingsOf(there)] as const];

  it("asks each platform, names it, and changes what is on it there", async () => {
    const [first, second, live] = [await here.snapshot("a"), await there.snapshot("b"), await there.snapshot("c")];
    const { code, orphans, asText } = await runOrphans(both(), [], [live]);
    assert.equal(code, 2);
    assert.deepEqual(
      new Set(orphans.map((one) => `${one.uuid} ${one.connection}`)),
      new Set([`${idOf(first)} ${own}`, `${idOf(second)} ${site}`]),
    );
    assert.match(await asText(), new RegExp(`${idOf(second)} .*provider "backup-site"`));
    await live.destroy(there.start());
    const { outcomes } = await runOrphans(both(), ["--delete", idOf(second)]);
    assert.deepEqual(
      outcomes?.map((one) => one.outcome),
      ["deleted"],
    );
    assert.deepEqual([await here.left(), await there.left()], [[idOf(first)], []]);
    const released = await runOrphans(both(), ["--release", idOf(first)]);
    assert.equal(released.code, 0);
    assert.deepEqual(await here.control.tags(idOf(first)), []);
  });

  it("shows once what two connections lead to", async () => {
    const lost = await here.snapshot("a");
    const { orphans, connections } = await runOrphans(
      [
        [own, settingsOf(here)],
        [site, settingsOf(here)],
      ],
      [],
    );
    assert.deepEqual(
      orphans.map((one) => `${one.uuid} ${one.connection}`),
      [`${idOf(lost)} ${own}`],
    );
    assert.deepEqual(
      connections.map((one) => one.connection),
      [own],
    );
  });

  it("shows the others where one does not answer, and fails", async () => {
    const gone = await startSimulator({ port: 0 });
    const port = new URL(gone.url).port;
    await gone.close();
    const lost = await there.snapshot("b");
    const places = [
      [own, { ...settingsOf(here), "zstack:accountPassword": "wrong" }],
      both()[1] ?? [site, {}],
    ] as const;
    const { code, orphans, connections, asText } = await runOrphans(places, []);
    assert.equal(code, 1);
    assert.deepEqual(
      orphans.map((one) => one.uuid),
      [idOf(lost)],
    );
    assert.equal(connections[0]?.code, "session-refused");
    assert.match(await asText(), /^the stack's connection: query failed: /);
    const deleted = await runOrphans(places, ["--delete", idOf(lost)]);
    assert.deepEqual({ code: deleted.code, left: await there.left() }, { code: 1, left: [] });
    const unreachable = await runOrphans([[own, { ...settingsOf(here), "zstack:port": port }]], []);
    assert.equal(unreachable.code, 1);
    assert.equal(unreachable.connections[0]?.code, "unreachable");
  });

  it("leaves out the stack's own connection where nothing is configured for it, and says so", async () => {
    const lost = await there.snapshot("b");
    const { code, orphans, lines } = await runOrphans(
      [
        [own, {}],
        [site, settingsOf(there)],
      ],
      [],
    );
    assert.equal(code, 2);
    assert.deepEqual(
      orphans.map((one) => one.uuid),
      [idOf(lost)],
    );
    assert.match(lines.join("\n"), /the stack's connection is skipped: the ZStack connection is not complete/);
    assert.equal((await runOrphans([[own, {}]], [])).connections[0]?.code, "invalid-config");
  });

  it("heeds the emergency brake that a provider has copied", async () => {
    const lost = await there.snapshot("b");
    const braked = { ...settingsOf(there), "snapshots:deletionPolicy": "retain" };
    const { code, outcomes } = await runOrphans(
      [
        [own, settingsOf(here)],
        [site, braked],
      ],
      ["--delete", idOf(lost)],
    );
    assert.equal(code, 1);
    assert.equal(outcomes?.[0]?.code, "retain-all-override");
    assert.deepEqual(await there.left(), [idOf(lost)]);
  });
});
