import assert from "node:assert/strict";
import { codeOf } from "../../provider/http/errorCodes";
import { declareAs, type JsonObject, Resource } from "../support/providerProcess";
import type { Row } from "./support/platform";
import { CinderTests, eventually } from "./support/provider";

// Cinder keeps the metadata of a volume in its backups, and a restore gives them to another volume.
describe("a restore drill of Cinder keeps what somebody made of its volume", () => {
  const cinder = new CinderTests();

  let known: ReadonlySet<string> = new Set();
  beforeEach(async () => {
    known = new Set((await cinder.member.list("volumes")).map(({ id }) => id));
  });
  // Other tests know a drill's volume by its name, which the copies have too.
  afterEach(async () => {
    for (const { id } of await cinder.member.list("volumes"))
      if (!known.has(id)) await cinder.admin.forceRemove("volumes", id);
  });

  const declare = (source: JsonObject, triggers: number): Resource => {
    const { name: _, ...rest } = declareAs("RestoreDrill", "drill", { ...source, triggers }, {}, "cinder");
    return new Resource(rest);
  };

  async function source(kind: "snapshot" | "backup"): Promise<JsonObject> {
    return { [`${kind}Id`]: (await cinder.member.make(`${kind}s`, { volume_id: cinder.volume })).id };
  }

  /** The volume that an interrupted drill has left, without an owner. */
  async function leftBy(point: JsonObject): Promise<Row> {
    const before = new Set((await cinder.member.list("volumes")).map(({ id }) => id));
    const dying = cinder.process({ engineAlive: async () => false });
    await declare(point, 1)
      .up(dying.drills)
      .catch((error: unknown) => assert.equal(codeOf(error), "engine-gone"));
    const [row] = (await cinder.member.list("volumes")).filter(({ id }) => !before.has(id));
    assert.ok(row !== undefined);
    return row;
  }

  /** A new volume of the user from a backup of `volume`. */
  async function restoredFrom(volume: string): Promise<Row> {
    const backup = await cinder.member.make("backups", { volume_id: volume });
    const { restore } = (await cinder.member.call("POST", `/backups/${backup.id}/restore`, { restore: {} })) as {
      restore: { volume_id: string };
    };
    return cinder.member.settled("volumes", restore.volume_id);
  }

  for (const kind of ["snapshot", "backup"] as const)
    for (const status of ["available", "error"])
      it(`a volume from a backup of it, with status "${status}" (${kind})`, async () => {
        const point = await source(kind);
        const trial = await leftBy(point);
        const copy = await restoredFrom(trial.id);
        await cinder.admin.resetStatus("volumes", copy.id, status);
        const process = cinder.process();
        await declare(point, 2).up(process.drills);
        assert.equal((await cinder.member.find("volumes", copy.id))?.status, status);
        assert.equal(await cinder.member.find("volumes", trial.id), undefined);
        assert.ok(process.said(new RegExp(`${copy.id} of an interrupted restore drill is kept`)));
      });

  it("a volume to which a backup of it is being restored", async () => {
    const point = await source("snapshot");
    const trial = await leftBy(point);
    const { id } = await cinder.member.volume("mine");
    // Metadata come before the backup that they are from.
    await cinder.member.call("POST", `/volumes/${id}/metadata`, { metadata: trial.metadata });
    await cinder.admin.resetStatus("volumes", id, "restoring-backup");
    const process = cinder.process();
    cinder.tap.reset();
    const running = declare(point, 2).up(process.drills);
    const look = { method: "GET", path: new RegExp(`^/volumes/${id}$`) } as const;
    await eventually(() => cinder.tap.count(look) > 1);
    const from = { src_backup_id: "5eed0000-0000-4000-8000-00000000000b" };
    await cinder.member.call("POST", `/volumes/${id}/metadata`, { metadata: from });
    await cinder.admin.resetStatus("volumes", id, "available");
    await running;
    assert.equal((await cinder.member.find("volumes", id))?.status, "available");
  });

  it("a volume that has its metadata, and shows no restore point", async () => {
    const point = await source("snapshot");
    const trial = await leftBy(point);
    const { id } = await cinder.member.volume("mine");
    await cinder.member.call("POST", `/volumes/${id}/metadata`, { metadata: trial.metadata });
    await declare(point, 2).up(cinder.process().drills);
    assert.equal((await cinder.member.find("volumes", id))?.status, "available");
    assert.equal(await cinder.member.find("volumes", trial.id), undefined);
  });
});
