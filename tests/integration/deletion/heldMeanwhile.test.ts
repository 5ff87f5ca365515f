import assert from "node:assert/strict";
import { after, before } from "mocha";
import { defaultFixture } from "../../../simulator";
import { Control } from "../../support/control";
import { ProviderProcess, type Resource } from "../../support/providerProcess";
import { historyOf } from "../../support/series";
import { type Diverted, type Passed, Wire } from "../../support/wire";
import { obstacles } from "./obstacles";
import { runOrphans, settingsOf } from "./orphansCommand";
import { Platform } from "./platform";
import { Deletions, dataVolume, idOf, rootVolume, vm } from "./support";

const { imageStore1, imageStore2 } = defaultFixture.backupStorages;
const stored = { backupStorageUuid: imageStore1.uuid };

/** What is to be deleted, and how it is asked for. */
interface Target {
  /** uuid of the row that carries the tags. */
  readonly row: string;
  readonly resourceType: string;
  /** The tag of the resource itself. */
  readonly owner: string;
  readonly isThere: (platform: Platform) => boolean;
  readonly run: (process: ProviderProcess) => Promise<unknown>;
  /** What the process does before. */
  readonly before?: (process: ProviderProcess) => Promise<unknown>;
}

type Make = (simulated: Deletions, over: (resource: Resource) => Resource) => Promise<Target>;

const destroyed = (resource: Resource, row: string, resourceType: string): Target => ({
  row,
  resourceType,
  owner: `pulumi::org/project/dev::zstack.${/zstack:(\w+::\w+)$/.exec(String(resource.inputs["__seed"]))?.[1]}`,
  isThere: (platform) => platform.has(idOf(resource)),
  run: (process) => {
    const { id = "", outputs = {} } = resource.state ?? {};
    return process.handler.delete(id, outputs);
  },
});

const snapshot = (resource: Resource): Target => destroyed(resource, idOf(resource), "VolumeSnapshotVO");
const group = (resource: Resource): Target => destroyed(resource, idOf(resource), "VolumeSnapshotGroupVO");

async function allGo(process: ProviderProcess, resources: readonly Resource[]): Promise<void> {
  for (const resource of [...resources].reverse()) await destroyed(resource, "", "").run(process);
}

async function vmBackup(simulated: Deletions, more: object = {}): Promise<[Resource, root: string]> {
  const resource = await simulated.made("VmBackup", "vm", { vmInstanceUuid: vm.uuid, ...stored, ...more });
  const { backups } = await Platform.look(simulated.control);
  return [resource, [...backups.values()].find((row) => row.type === "Root")?.uuid ?? ""];
}

const series = { vmInstanceUuid: vm.uuid, ...stored, deletionPolicy: "delete", triggers: 1 };

async function rootOfPoint(simulated: Deletions, point: string): Promise<string> {
  const { backups } = await Platform.look(simulated.control);
  return [...backups.values()].find((row) => row.groupUuid === point && row.type === "Root")?.uuid ?? "";
}

/** Every way to delete an object that was declared. */
const targets: Readonly<Record<string, Make>> = {
  "a volume snapshot": async (simulated, over) => snapshot(over(await simulated.snapshot("one"))),
  "a volume snapshot that earlier deletions of the run have seen": async (simulated, over) => {
    const others = [await simulated.snapshot("first"), await simulated.snapshot("second")].map(over);
    const target = snapshot(over(await simulated.snapshot("one", { volumeUuid: dataVolume })));
    return { ...target, before: (process) => allGo(process, others) };
  },
  "a volume snapshot that cascades": async (simulated, over) => {
    const one = await simulated.snapshot("one", { deletionPolicy: "cascade" });
    await simulated.control.strangersSnapshot(rootVolume);
    return snapshot(over(one));
  },
  "a group": async (simulated, over) => group(over(await simulated.group("one"))),
  "a group that cascades": async (simulated, over) => {
    const one = await simulated.group("one", { deletionPolicy: "cascade" });
    await simulated.control.strangersSnapshot(dataVolume);
    return group(over(one));
  },
  "a group that is ungrouped": async (simulated, over) =>
    group(over(await simulated.group("one", { deletionPolicy: "ungroup" }))),
  "a group with a member on a detached volume": async (simulated, over) => {
    const one = over(await simulated.group("one"));
    await simulated.control.job("DELETE", `/v1/volumes/${dataVolume}/vm-instances`);
    return group(one);
  },
  "a volume backup": async (simulated, over) => {
    const one = over(await simulated.made("VolumeBackup", "one", { volumeUuid: dataVolume, ...stored }));
    return destroyed(one, idOf(one), "VolumeBackupVO");
  },
  "a replica": async (simulated, over) => {
    const inputs = { volumeUuid: dataVolume, ...stored, replicas: [imageStore2.uuid] };
    const one = over(await simulated.made("VolumeBackup", "one", inputs));
    const { replicas: _, ...fewer } = one.inputs;
    return {
      ...destroyed(one, idOf(one), "VolumeBackupVO"),
      isThere: (platform) => platform.copiesOf(idOf(one)).includes(imageStore2.uuid),
      run: (process) => process.handler.update(idOf(one), one.state?.outputs ?? {}, fewer),
    };
  },
  "a VM backup": async (simulated, over) => {
    const [one, root] = await vmBackup(simulated);
    return destroyed(over(one), root, "VolumeBackupVO");
  },
  "a VM backup without its root": async (simulated, over) => {
    const [one, root] = await vmBackup(simulated);
    await simulated.control.deleteBackup(`volume-backups/${root}`);
    const { backups } = await Platform.look(simulated.control);
    return destroyed(over(one), [...backups.keys()][0] ?? "", "VolumeBackupVO");
  },
  "a point of a series that goes": async (simulated, over) => {
    const one = over(await simulated.made("VmBackupSeries", "one", { ...series, keepLast: 1 }));
    const point = historyOf(one)[0]?.uuid ?? "";
    const row = await rootOfPoint(simulated, point);
    return { ...destroyed(one, row, "VolumeBackupVO"), isThere: (platform) => platform.has(point) };
  },
  "a point that a series need not keep": async (simulated, over) => {
    const made = await simulated.made("VmBackupSeries", "one", { ...series, keepLast: 2 });
    made.inputs = { ...made.inputs, triggers: 2 };
    await made.up(simulated.start());
    const one = over(made);
    const point = historyOf(one)[1]?.uuid ?? "";
    const row = await rootOfPoint(simulated, point);
    return {
      ...destroyed(one, row, "VolumeBackupVO"),
      isThere: (platform) => platform.has(point),
      run: (process) => process.handler.update(idOf(one), one.state?.outputs ?? {}, { ...one.inputs, keepLast: 1 }),
    };
  },
};

type Taker = (control: Control, target: Target) => Promise<string>;

const tagged = async (control: Control, { row, resourceType }: Target, tag: string): Promise<string> => {
  await control.job("POST", "/v1/user-tags", { params: { resourceType, resourceUuid: row, tag } });
  return tag;
};

async function untagged(control: Control, { row }: Target): Promise<void> {
  for (const tag of (await control.state()).userTags)
    if (tag.resourceUuid === row && tag.tag.startsWith("pulumi::")) await control.job("DELETE", `/v1/tags/${tag.uuid}`);
}

const takers = {
  "another stack adopts it": async (control, target) => {
    await untagged(control, target);
    return tagged(control, target, "pulumi::org/project/prod::zstack.VolumeSnapshot::theirs");
  },
  "the same resource adopts it anew": async (control, target) => {
    if (!(await control.tags(target.row)).includes(target.owner)) await tagged(control, target, target.owner);
    return tagged(control, target, "pulumi::claim::0123456789abcdef");
  },
  "another one gives it up": async (control, target) => {
    await untagged(control, target);
    return tagged(control, target, "pulumi-retained::org/project/prod::zstack.VolumeSnapshot::theirs");
  },
} satisfies Record<string, Taker>;

/** Besides the object that deletes: points of a series carry no claims. */
const applies = (what: string, taker: string): boolean => !what.includes("point") || !taker.includes("anew");

const isDestructive = ({ method, path }: Passed): boolean =>
  method === "DELETE" && /^\/v1\/(volume-snapshots|volume-backups|vm-backups)\//.test(path);

/** Requests that may lie between the last look at the tags and the send: the look at what goes with it. */
const mostBetween = 5;

describe("a deletion leaves an object that is held by something else meanwhile,", () => {
  const simulated = new Deletions();
  let tap: (request: Passed) => Promise<Diverted | undefined> = async () => undefined;
  let wire: Wire;
  let behind: Control;

  before(async () => {
    wire = new Wire(simulated.control.url, undefined, (request) => tap(request));
    behind = new Control(await wire.open());
  });
  after(() => wire.close());

  /** State as if it had been written over the wire. */
  const over = (resource: Resource): Resource => {
    const { state } = resource;
    assert.ok(state);
    const before = `${simulated.control.host}:${simulated.control.port}/`;
    const __origin = String(state.outputs["__origin"]).replace(before, `${behind.host}:${behind.port}/`);
    resource.state = { ...state, outputs: { ...state.outputs, __origin } };
    return resource;
  };

  /** Runs a deletion, with `act` before each request that it makes, and returns what it says. */
  async function run(target: Target, act: (request: Passed) => Promise<Diverted | undefined>): Promise<string> {
    const process = new ProviderProcess(behind);
    await target.before?.(process);
    tap = act;
    try {
      await target.run(process);
      return process.lines.join("\n");
    } catch (error) {
      return [...process.lines, error instanceof Error ? error.message : String(error)].join("\n");
    } finally {
      tap = async () => undefined;
      await process.end();
    }
  }

  for (const [what, make] of Object.entries(targets)) {
    const table = [
      ...Object.entries(obstacles).map(([name, obstacle]) => ["another stack adopts it", name, obstacle] as const),
      ...Object.keys(takers).map((name) => [name, "was lost", obstacles["was lost"]] as const),
    ] as readonly (readonly [keyof typeof takers, string, Diverted])[];
    for (const [taker, name, obstacle] of new Map(table.map((row) => [row.slice(0, 2).join(), row])).values()) {
      if (!applies(what, taker)) continue;
      it(`${what}, if ${taker} after a request that ${name}`, async () => {
        const target = await make(simulated, over);
        let tag = "";
        const said = await run(target, async (request) => {
          if (!isDestructive(request) || tag !== "") return undefined;
          tag = await takers[taker](simulated.control, target);
          return obstacle;
        });
        const platform = await Platform.look(simulated.control);
        assert.ok(tag !== "" && target.isThere(platform), said);
        assert.ok(platform.tagsOf(target.row).includes(tag));
        assert.match(said, /is kept on the platform, because|is not deleted, because|is removed from history/);
      });
    }

    it(`${what}, if another stack adopts it before any request`, async () => {
      let kept = 0;
      for (let at = 1; ; at += 1) {
        const target = await make(simulated, over);
        let [count, tag, last] = [0, "", 0];
        let obstructed = false;
        const said = await run(target, async (request) => {
          count += 1;
          if (count === at) tag = await takers["another stack adopts it"](simulated.control, target);
          if (!isDestructive(request)) return undefined;
          last = count;
          if (obstructed) return undefined;
          obstructed = true;
          return obstacles["was answered 503 by a gateway"];
        });
        const platform = await Platform.look(simulated.control);
        await simulated.control.reset();
        if (tag === "") break;
        if (target.isThere(platform)) {
          kept += 1;
          assert.ok(platform.tagsOf(target.row).includes(tag), said);
        } else assert.ok(last - at <= mostBetween, `adopted before request ${at}, deleted by request ${last}`);
      }
      assert.ok(kept > 4, `kept ${kept} times`);
    });
  }

  it("and not one that was held when earlier deletions of the run have seen it, and is not any more", async () => {
    const target = await targets["a volume snapshot that earlier deletions of the run have seen"]?.(simulated, over);
    assert.ok(target);
    await takers["another stack adopts it"](simulated.control, target);
    const said = await run(target, async ({ path }) => {
      // The first request after those deletions.
      tap = async () => undefined;
      assert.match(path, new RegExp(`^/v1/volume-snapshots/${target.row}`));
      await untagged(simulated.control, target);
      await tagged(simulated.control, target, target.owner);
      return undefined;
    });
    assert.ok(!target.isThere(await Platform.look(simulated.control)), said);
  });

  it("and another stack's tag is left when a deletion waits for what depends on it", async () => {
    for (let at = 1; ; at += 1) {
      const target = snapshot(over(await simulated.snapshot("parent")));
      await simulated.snapshot("child");
      let [count, tag] = [0, ""];
      const said = await run(target, async () => {
        count += 1;
        if (count === at) tag = await takers["another stack adopts it"](simulated.control, target);
        return undefined;
      });
      const platform = await Platform.look(simulated.control);
      await simulated.control.reset();
      if (tag === "") break;
      assert.ok(platform.tagsOf(target.row).includes(tag), `adopted before request ${at}: ${said}`);
    }
  });

  it("and orphans refuses it", async () => {
    const candidate = await simulated.snapshot("stray");
    const target = snapshot(candidate);
    let tag = "";
    const act = async (request: Passed): Promise<Diverted | undefined> => {
      if (!isDestructive(request) || tag !== "") return undefined;
      tag = await takers["another stack adopts it"](simulated.control, target);
      return obstacles["was lost"];
    };
    tap = act;
    const places = [["the stack's connection", { ...settingsOf(simulated), "zstack:port": behind.port }]] as const;
    const { outcomes } = await runOrphans(places, ["--delete", target.row]);
    tap = async () => undefined;
    assert.match(outcomes?.[0]?.message ?? "", /is not deleted, because/);
    assert.ok((await Platform.look(simulated.control)).has(target.row));
  });
});
