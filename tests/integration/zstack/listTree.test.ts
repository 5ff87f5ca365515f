import assert from "node:assert/strict";
import { codeOf } from "../../../provider/http/errorCodes";
import { uuidFor } from "../../../simulator/core/ids";
import { Backups } from "../../support/backups";
import { declare, Resource } from "../../support/providerProcess";
import { settingsOf } from "../deletion/orphansCommand";
import { Deletions, dataVolume, idOf, membersOf, rootVolume } from "../deletion/support";
import { type Place, type Point, runList, stackWith } from "./listCommand";

interface Node extends Point {
  readonly parent?: string;
  readonly latest: boolean;
  readonly backupUuid?: string;
  readonly deletion: { readonly outcome: string; readonly takes: string[]; readonly foreign: string[] };
}

interface TreeReport {
  readonly volumes: {
    readonly volume: { readonly id: string; readonly name?: string };
    readonly snapshots: Node[];
    readonly backups: Node[][];
  }[];
}

describe("pulumi-snapshots list --tree", () => {
  const here = new Deletions({
    accounts: [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ],
  });
  const backups = new Backups(here);
  const one = (): Place[] => [["the stack's connection", settingsOf(here)]];

  async function trees(state: readonly Resource[], ...args: string[]): Promise<TreeReport["volumes"]> {
    const { code, text } = await runList(stackWith(one(), state), ["--tree", "--json", ...args]);
    assert.equal(code, 0);
    return (JSON.parse(text) as TreeReport).volumes;
  }

  /** The picture of docs/deletion.md, and more: a chain, a group, a fork of nobody, a deferred one, another stack's. */
  async function scene(): Promise<Map<string, Resource>> {
    const made = new Map<string, Resource>();
    const add = async (name: string, resource: Promise<Resource>): Promise<Resource> => {
      made.set(name, await resource);
      return resource;
    };
    const monday = await add("monday", here.snapshot("monday"));
    await add("tuesday", here.snapshot("tuesday"));
    const deferred = await add("deferred", here.snapshot("deferred"));
    await add("release", here.group("release"));
    await deferred.destroy(here.start());
    await here.revert(idOf(monday));
    // Dates are whole seconds, and siblings are drawn in their order.
    await here.control.clock({ stepMs: 60_000 });
    await here.control.strangersSnapshot(rootVolume, "before-fix");
    await add("base", here.snapshot("base", { volumeUuid: dataVolume }));
    await add("theirs", here.snapshot("theirs", { volumeUuid: dataVolume }, { stack: "prod" }));
    await add("last", here.snapshot("last", { volumeUuid: dataVolume }));
    return made;
  }

  it("draws chains, forks and groups", async () => {
    const made = await scene();
    const state = [...made.values()].filter(({ state }) => state !== undefined);
    const { text } = await runList(stackWith(one(), state), ["--tree"]);
    const drawn = text
      .split("\n")
      .filter((line) => /[◉●]|^volume/.test(line))
      .map((line) => line.replace(/^volume .*\((\w+)\) of VM .*/, "volume $1").replace(/ {2,}.*/, ""));
    const root = drawn.slice(drawn.indexOf(`volume ${rootVolume}`) + 1);
    assert.deepEqual(root.slice(0, 5), [
      "◉ monday",
      "├─● tuesday",
      "│ ● deferred",
      "│ ● release-ROOT-for-web-1",
      "└─● before-fix",
    ]);
    assert.match(text, /● release-ROOT-for-web-1 .* dev::release .* group release /);
    assert.match(text, /● before-fix .* foreign .* the volume is based on it /);
    assert.match(text, /◉ monday .* refused: takes 5 objects, 1 of other owners/);
  });

  it("says what a delete of each does, as a delete does it", async () => {
    const outcomes = new Map<string, string>();
    const names = [...(await scene()).keys()].filter((name) => name !== "deferred");
    for (const name of names) {
      await here.control.reset();
      const made = await scene();
      const resource = made.get(name);
      assert.ok(resource);
      const state = [...made.values()].filter((other) => other.state !== undefined);
      const nodes = (await trees(state, "--all")).flatMap(({ snapshots }) => snapshots);
      const id = name === "release" ? membersOf(resource)[0] : idOf(resource);
      const node = nodes.find(({ uuid }) => uuid === id);
      assert.ok(node, name);
      const before = await here.left();
      const outcome = await resource.destroy(here.start()).then(
        async () => ((await here.isDeferred(idOf(resource) || (id ?? ""))) ? "postponed" : "deleted"),
        (error: unknown) => {
          assert.equal(codeOf(error), "foreign-dependents");
          return "refused";
        },
      );
      assert.equal(outcome, node.deletion.outcome, name);
      outcomes.set(name, outcome);
      if (outcome !== "deleted") assert.deepEqual(await here.left(), before, name);
    }
    assert.deepEqual(Object.fromEntries(outcomes), {
      monday: "refused",
      tuesday: "postponed",
      release: "refused",
      base: "refused",
      theirs: "refused",
      last: "deleted",
    });
  });

  it("has what other accounts put on a volume, which no query shows", async () => {
    const jane = { "zstack:accountName": "jane", "zstack:accountPassword": "secret" };
    const columns = { accountUuid: uuidFor("account jane") };
    await here.control.objects({ patch: { table: "volumes", uuid: dataVolume, columns } });
    const own = new Resource(declare("own", { volumeUuid: dataVolume }));
    await own.up(here.process({ configuration: jane }));
    const admins = await here.control.strangersSnapshot(dataVolume, "of-the-administrator");
    await here.control.objects({
      patch: { table: "snapshots", uuid: admins, columns: { accountUuid: uuidFor("account admin") } },
    });
    const stack = stackWith([["the stack's connection", { ...settingsOf(here), ...jane }]], [own]);
    const listed = JSON.parse((await runList(stack, ["--all", "--json"])).text) as { points: Point[] };
    assert.deepEqual(
      listed.points.map(({ uuid }) => uuid),
      [idOf(own)],
    );
    const { volumes } = JSON.parse((await runList(stack, ["--tree", "--json"])).text) as TreeReport;
    assert.deepEqual(
      volumes[0]?.snapshots.map(({ uuid, deletion }) => [uuid, deletion]),
      [
        [idOf(own), { outcome: "refused", takes: [admins], foreign: [admins] }],
        [admins, { outcome: "deleted", takes: [], foreign: [] }],
      ],
    );
  });

  it("has chains of backups, members of VM backups among them", async () => {
    const vmBackup = await backups.madeVm();
    const volumeUuid = (await backups.rows()).find(({ type }) => type === "Root")?.volumeUuid ?? "";
    const increment = new Resource(backups.volumeInputs({ volumeUuid }, {}, "increment"));
    await increment.up(backups.volume());
    const found = (await trees([vmBackup, increment])).find(({ volume }) => volume.id === volumeUuid);
    assert.deepEqual(
      found?.backups.map((chain) => chain.map(({ kind, resource }) => [kind, resource])),
      [
        [
          ["vm-backup", "vm"],
          ["volume-backup", "increment"],
        ],
      ],
    );
    const [[first] = []] = found?.backups ?? [];
    assert.deepEqual(first?.deletion, { outcome: "deleted", takes: [], foreign: [] });
  });
});

describe("pulumi-snapshots list --tree with deleteScope: single", () => {
  const here = new Deletions({ serverVersion: "5.4.0" });
  const older = new Deletions();

  async function outcomes(on: Deletions): Promise<{ seen: unknown; lines: readonly string[] }> {
    const base = await on.snapshot("base");
    const group = await on.group("group");
    const theirs = await on.snapshot("theirs", {}, { stack: "prod" });
    const settings = { ...settingsOf(on), "zstack:deleteScope": "single" };
    const { text, lines } = await runList(stackWith([["own", settings]], [base, group]), ["--tree", "--json", "--all"]);
    const nodes = (JSON.parse(text) as TreeReport).volumes
      .filter(({ volume }) => volume.id === rootVolume)
      .flatMap(({ snapshots }) => snapshots);
    const [member] = membersOf(group);
    const names = new Map([
      [idOf(base), "base"],
      [member, "member"],
      [idOf(theirs), "theirs"],
    ]);
    const seen = nodes.map(({ uuid, deletion }) => `${names.get(uuid)} ${deletion.outcome} ${deletion.takes.length}`);
    return { seen, lines };
  }

  it("takes a snapshot alone, and a group with what is below it", async () => {
    assert.deepEqual((await outcomes(here)).seen, ["base deleted 0", "member refused 1", "theirs deleted 0"]);
  });

  it("says so if the server does not know it", async () => {
    const { seen, lines } = await outcomes(older);
    assert.deepEqual(seen, ["base refused 3", "member refused 1", "theirs deleted 0"]);
    assert.ok(lines.some((line) => line.includes("deleteScope")));
  });
});
