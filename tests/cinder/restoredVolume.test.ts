import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, Resource } from "../support/providerProcess";
import type { Row } from "./support/platform";
import { CinderTests, declareVolume, eventually, idOf } from "./support/provider";
import { harm } from "./support/tap";

const owner = "org/project/dev::cinder.RestoredVolume::copy";

describe("a volume made from a restore point in Cinder", () => {
  const cinder = new CinderTests();
  /** Restore points of the test's volume, which carries tags of an owner itself. */
  let source: { snapshotId: string } | { backupId: string };
  let sources: { readonly snapshot: string; readonly backup: string };

  beforeEach(async () => {
    const metadata = { app: "shop", tier: "theirs", ...tagsOfAnother };
    await cinder.member.call("POST", `/volumes/${cinder.volume}/metadata`, { metadata });
    const of = { volume_id: cinder.volume };
    const backup = await cinder.member.make("backups", of);
    const snapshot = await cinder.member.make("snapshots", of);
    sources = { snapshot: snapshot.id, backup: backup.id };
  });

  const tagsOfAnother = {
    pulumi_snapshots_id: `abcdef${"12".repeat(32)}`,
    pulumi_snapshots_stack: "abcdef",
    pulumi_snapshots_owner: "org/project/other::cinder.RestoredVolume::theirs",
    pulumi_snapshots_claim: "0123456789abcdef",
    pulumi_snapshots_volume: "5aa119a8-d25b-45a7-8d1b-88e127885635",
  };

  const restored = (more: JsonObject = {}, name = "copy"): Resource =>
    new Resource(declareVolume(name, { ...source, ...more }));

  /** Volumes that did not exist when the test began, the oldest first. */
  async function made(): Promise<Row[]> {
    const rows = (await cinder.member.list("volumes")).filter(
      (row) =>
        row["snapshot_id"] === sources.snapshot ||
        row.metadata["src_backup_id"] === sources.backup ||
        /^(copy|other|pulumi_snapshots_.*)$/.test(row.name ?? ""),
    );
    return rows.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  }
  const content = (id: string): string => readFileSync(join(cinder.lab.directory, "volumes", id)).toString("base64");

  afterEach(async () => {
    for (const { id } of await made()) await cinder.member.remove("volumes", id);
  });

  for (const kind of ["snapshot", "backup"] as const) {
    describe(`of a ${kind}`, () => {
      const create = { method: "POST", path: /^\/volumes$/ } as const;
      /** What is the same whatever the volume is made from. */
      const once = kind === "backup" ? it : () => undefined;

      beforeEach(() => {
        source = kind === "snapshot" ? { snapshotId: sources.snapshot } : { backupId: sources.backup };
      });

      it("has its data, carries its owner, is changed in place, and is deleted", async () => {
        const resource = restored({ description: "to look at", metadata: { tier: "gold" } });
        await resource.up(cinder.process().volumes);
        const [row, ...others] = await made();
        assert.deepEqual(others, []);
        assert.deepEqual([row?.id, row?.status, row?.name, row?.size], [idOf(resource), "available", "copy", 1]);
        assert.deepEqual([row?.description, row?.metadata["tier"]], ["to look at", "gold"]);
        assert.equal(row?.metadata["pulumi_snapshots_owner"], owner);
        assert.equal(row?.metadata["pulumi_snapshots_volume"], row?.id);
        assert.equal(row?.metadata["pulumi_snapshots_claim"], undefined);
        assert.equal(content(idOf(resource)), content(cinder.volume));
        const { size, createdAt, metadata } = resource.state?.outputs ?? {};
        assert.deepEqual([size, createdAt, metadata], [1, `${row?.created_at}Z`, { tier: "gold" }]);
        assert.equal(await resource.refresh(cinder.process().volumes), "same");
        assert.equal(await resource.up(cinder.process().volumes), "same");

        const { description, ...rest } = resource.inputs;
        resource.inputs = { ...rest, name: "other", metadata: { stage: "prod" }, size: 3 };
        assert.equal(await resource.up(cinder.process().volumes), "updated");
        const changed = await cinder.member.find("volumes", idOf(resource));
        assert.deepEqual([changed?.name, changed?.description, changed?.size], ["other", "", 3]);
        assert.deepEqual([changed?.metadata["tier"], changed?.metadata["stage"]], [undefined, "prod"]);
        assert.equal(resource.state?.outputs["size"], 3);
        assert.equal(await resource.refresh(cinder.process().volumes), "same");

        await resource.destroy(cinder.process().volumes);
        assert.deepEqual(await made(), []);
        assert.equal((await cinder.member.find("volumes", cinder.volume))?.status, "available");
      });

      once("keeps what it is when its source is gone", async () => {
        const resource = restored();
        await resource.up(cinder.process().volumes);
        await cinder.member.remove(`${kind}s`, sources[kind]);
        assert.equal(await resource.refresh(cinder.process().volumes), "same");
        assert.equal(await resource.up(cinder.process().volumes), "same");
        await resource.destroy(cinder.process().volumes);
        assert.deepEqual(await made(), []);
      });

      it("is one, although the answer to its creation is lost, and is larger where that is declared", async () => {
        cinder.tap.inject(create, harm.loseAnswer);
        const resource = restored({ size: 2 });
        await resource.up(cinder.process().volumes);
        assert.deepEqual(
          (await made()).map(({ id, size }) => [id, size]),
          [[idOf(resource), 2]],
        );
        assert.equal(cinder.tap.count(create), 1);
      });

      it("is taken over from an interrupted run, and made as large as is declared by then", async () => {
        await cinder.interrupted(restored());
        const [left, ...others] = await made();
        assert.deepEqual(others, []);
        const resource = restored({ size: 2 });
        await resource.up(cinder.process().volumes);
        assert.equal(idOf(resource), left?.id);
        const [row, ...more] = await made();
        assert.deepEqual([row?.name, row?.size, row?.metadata["pulumi_snapshots_owner"], more], ["copy", 2, owner, []]);
      });

      once("is the older of two that interrupted runs left", async () => {
        await cinder.interrupted(restored());
        const [older] = await made();
        cinder.tap.inject({ method: "GET", path: /^\/volumes\/detail/ }, harm.answer(200, '{"volumes": []}'), {
          times: 2,
        });
        await cinder.interrupted(restored()).catch(() => undefined);
        const resource = restored();
        await resource.up(cinder.process().volumes);
        assert.deepEqual(
          (await made()).map(({ id }) => id),
          [older?.id],
        );
      });

      it("is adopted by its id, and no other one is", async () => {
        const fields = {
          name: "by-hand",
          ...(kind === "snapshot" ? { snapshot_id: sources.snapshot } : { backup_id: sources.backup }),
        };
        const theirs = await cinder.member.make("volumes", fields);
        const resource = restored({ volumeId: theirs.id, adopt: true });
        await resource.up(cinder.process().volumes);
        assert.equal(idOf(resource), theirs.id);
        assert.equal((await cinder.member.find("volumes", theirs.id))?.metadata["pulumi_snapshots_owner"], owner);
        const other = restored({ volumeId: cinder.volume, adopt: true }, "other");
        await assert.rejects(other.up(cinder.process().volumes), { code: "not-as-declared" });
      });

      once("is kept while it is attached or has snapshots, and the error names them", async () => {
        const resource = restored();
        await resource.up(cinder.process().volumes);
        const id = idOf(resource);
        await cinder.member.attach(id);
        const attached = { code: "wrong-state", message: /attached to server 5eed0000-.* as \/dev\/vdb.*retain/ };
        await assert.rejects(resource.destroy(cinder.process().volumes), attached);
        await cinder.member.detach(id);
        const snapshot = await cinder.member.make("snapshots", { volume_id: id, name: "of-copy" });
        const refused = { code: "has-dependents", message: /a snapshot: "of-copy".*Delete those first/ };
        await assert.rejects(resource.destroy(cinder.process().volumes), refused);
        assert.equal(cinder.tap.count({ method: "DELETE", path: /^\/volumes\/[^/]+$/ }), 0);
        await cinder.member.remove("snapshots", snapshot.id);
        await resource.destroy(cinder.process().volumes);
        assert.equal(await cinder.member.find("volumes", id), undefined);
      });

      once("is extended while it is attached, once, although the answer is lost", async () => {
        const resource = restored();
        await resource.up(cinder.process().volumes);
        await cinder.member.attach(idOf(resource));
        cinder.lab.policy({ "volume_extension:volume_actions:extend_attached": "" });
        resource.inputs = { ...resource.inputs, size: 2 };
        const extend = { method: "POST", path: /^\/volumes\/[^/]+\/action$/ } as const;
        cinder.tap.inject(extend, harm.loseAnswer);
        await resource.up(cinder.process().volumes).finally(() => cinder.member.detach(idOf(resource)));
        assert.equal((await cinder.member.find("volumes", idOf(resource)))?.size, 2);
        assert.equal(cinder.tap.count(extend), 1);
      });

      once("never shrinks", async () => {
        const resource = restored({ size: 2 });
        await resource.up(cinder.process().volumes);
        resource.inputs = { ...resource.inputs, size: 1 };
        await assert.rejects(resource.up(cinder.process().volumes), /size: the volume has 2 GiB.*triggers/);
        const grown = restored({ size: 2 });
        grown.state = resource.state;
        await cinder.member.call("POST", `/volumes/${idOf(resource)}/action`, { "os-extend": { new_size: 4 } });
        await cinder.member.settled("volumes", idOf(resource));
        grown.inputs = { ...grown.inputs, description: "more" };
        await assert.rejects(grown.up(cinder.process().volumes), { code: "invalid-input", message: /has 4 GiB/ });
        grown.inputs = { ...grown.inputs, triggers: ["again"] };
        assert.equal(await grown.up(cinder.process().volumes), "replaced");
        assert.deepEqual(
          (await made()).map(({ id, size }) => [id, size]),
          [[idOf(grown), 2]],
        );
      });

      it("is not smaller than its source, of no type or zone that there is not, and the error names the input", async () => {
        const large = await cinder.member.make("volumes", { name: "large", size: 2 });
        const point = await cinder.member.make(`${kind}s`, { volume_id: large.id });
        const cases: readonly [JsonObject, object][] = [
          [
            { [`${kind}Id`]: point.id, size: 1 },
            { code: "invalid-input", message: new RegExp(`size: 1 GiB is smaller than the 2 GiB of ${kind}`) },
          ],
          [{ volumeType: "none" }, { code: "not-found", message: / volumeType: the volume type does not exist/ }],
          [{ availabilityZone: "none" }, { code: "refused-by-platform", message: / availabilityZone: the platform/ }],
          [
            { [`${kind}Id`]: "5aa119a8-d25b-45a7-8d1b-88e127885635" },
            { message: new RegExp(` ${kind}Id: ${kind} 5aa119a8.* does not exist`) },
          ],
        ];
        for (const [inputs, error] of cases) {
          await assert.rejects(restored(inputs).up(cinder.process().volumes), error);
        }
        assert.deepEqual(await made(), []);
      });

      it("is kept in state when the creation fails, and the next run makes another one", async () => {
        const operation = kind === "snapshot" ? "create_volume" : "restore_backup";
        cinder.lab.turn({ faults: { [operation]: "fail" } });
        const resource = restored();
        await assert.rejects(resource.up(cinder.process().volumes), { message: /Creation of volume .* failed/ });
        const failed = idOf(resource);
        cinder.lab.turn();
        assert.equal(await resource.up(cinder.process().volumes), "replaced");
        assert.notEqual(idOf(resource), failed);
        assert.deepEqual(
          (await made()).map(({ id }) => id),
          [idOf(resource)],
        );
      });

      it("is kept in state at the deadline, and waited for by the next run", async () => {
        const operation = kind === "snapshot" ? "create_volume" : "restore_backup";
        cinder.lab.turn({ faults: { [operation]: "hold" } });
        const resource = new Resource(declareVolume("copy", { ...source }, { timeouts: { create: 5 } }));
        await assert.rejects(resource.up(cinder.process().volumes), { code: "unfinished" });
        const [left] = await made();
        assert.equal(idOf(resource), left?.id);
        cinder.lab.turn();
        await resource.up(cinder.process().volumes);
        const [row, ...others] = await made();
        assert.deepEqual([row?.id, row?.name, others], [left?.id, "copy", []]);
        assert.equal(await resource.refresh(cinder.process().volumes), "same");
      });

      it("waits until its source is idle", async () => {
        cinder.lab.turn({ faults: { create_backup: "hold", restore_backup: "hold" } });
        if (kind === "snapshot") {
          const backup = { volume_id: cinder.volume, snapshot_id: sources.snapshot };
          await cinder.member.call("POST", "/backups", { backup });
          await cinder.lab.held("create_backup");
        } else {
          await cinder.member.call("POST", "/volumes", { volume: { backup_id: sources.backup, name: "theirs" } });
          await cinder.lab.held("restore_backup");
        }
        const process = cinder.process();
        const resource = restored();
        const up = resource.up(process.volumes);
        await eventually(() => process.said(new RegExp(`waiting for ${kind} ${sources[kind]}`)));
        cinder.lab.turn();
        await up;
        assert.equal((await cinder.member.find("volumes", idOf(resource)))?.name, "copy");
      });

      once("is retained, and then nobody's but those who adopt it", async () => {
        const resource = restored({ deletionPolicy: "retain" });
        await resource.up(cinder.process().volumes);
        const id = idOf(resource);
        await resource.destroy(cinder.process().volumes);
        const row = await cinder.member.find("volumes", id);
        assert.equal(row?.metadata["pulumi_snapshots_retained"], owner);
        const another = restored();
        await another.up(cinder.process().volumes);
        assert.notEqual(idOf(another), id);
        const adopting = restored({ adopt: true });
        await another.destroy(cinder.process().volumes);
        await adopting.up(cinder.process().volumes);
        assert.equal(idOf(adopting), id);
      });
    });
  }

  it("is not confused with what somebody restores from a backup of it", async () => {
    source = { snapshotId: sources.snapshot };
    const resource = restored();
    await resource.up(cinder.process().volumes);
    const backup = await cinder.member.make("backups", { volume_id: idOf(resource) });
    const copy = await cinder.member.make("volumes", { name: "by-hand", backup_id: backup.id });
    assert.equal(copy.metadata["pulumi_snapshots_owner"], owner, "the platform copies tags");
    const later = restored({ adopt: true });
    await later.up(cinder.process().volumes);
    assert.equal(idOf(later), idOf(resource));
    await resource.destroy(cinder.process().volumes);
    const again = restored();
    await again.up(cinder.process().volumes);
    assert.notEqual(idOf(again), copy.id);
    assert.equal((await cinder.member.find("volumes", copy.id))?.status, "available");
    await cinder.member.remove("volumes", copy.id);
  });

  it("of a backup is refused by a service that would make an empty volume", async () => {
    cinder.lab.turn({ max_microversion: "3.46" });
    source = { backupId: sources.backup };
    const resource = restored();
    const refused = { code: "unsupported-by-platform", message: /3\.47/ };
    await assert.rejects(resource.up(cinder.process().volumes), refused);
    cinder.lab.turn();
    assert.deepEqual(await made(), []);
  });

  it("are made from one backup one after the other", async () => {
    source = { backupId: sources.backup };
    const process = cinder.process();
    const all = [restored(), restored({}, "other")];
    await Promise.all(all.map((one) => one.up(process.volumes)));
    assert.deepEqual((await made()).map(({ name }) => name).sort(), ["copy", "other"]);
    assert.equal((await cinder.member.find("backups", sources.backup))?.status, "available");
    assert.ok(!process.said(/waiting for backup/));
  });
});
