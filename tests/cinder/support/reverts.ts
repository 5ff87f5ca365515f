import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { declareAs, type JsonObject, type Place, type Provider, Resource } from "../../support/providerProcess";
import type { Row } from "./platform";
import type { CinderProcess, CinderTests } from "./provider";
import type { Match } from "./tap";

/** A restore in place of the lab. */
export interface RevertKind {
  readonly token: "VolumeRevert" | "VolumeRestore";
  /** The collection of its restore points. */
  readonly points: "snapshots" | "backups";
  readonly input: "snapshotId" | "backupId";
  /** The request that overwrites. */
  readonly request: Match;
  readonly operation: "revert_volume" | "restore_backup";
  readonly busy: string;
  provider(process: CinderProcess): Provider;
}

export const volumeReverts: RevertKind = {
  token: "VolumeRevert",
  points: "snapshots",
  input: "snapshotId",
  request: { service: "volume", method: "POST", path: /^\/volumes\/[^/]+\/action$/ },
  operation: "revert_volume",
  busy: "reverting",
  provider: (process) => process.reverts,
};

export const volumeRestores: RevertKind = {
  token: "VolumeRestore",
  points: "backups",
  input: "backupId",
  request: { service: "volume", method: "POST", path: /^\/backups\/[^/]+\/restore$/ },
  operation: "restore_backup",
  busy: "restoring-backup",
  provider: (process) => process.restores,
};

/** Restores in place of the test's volume, and what the platform shows of them. */
export class CinderReverts {
  /** Content of the last restore point. */
  expected = "";

  constructor(
    readonly cinder: CinderTests,
    readonly kind: RevertKind,
  ) {}

  private file(id: string): string {
    return join(this.cinder.lab.directory, "volumes", id);
  }

  content(id: string = this.cinder.volume): string {
    return readFileSync(this.file(id)).toString("base64");
  }

  /** As by a server that had the volume. */
  overwrite(text: string): void {
    const data = readFileSync(this.file(this.cinder.volume));
    data.write(text);
    writeFileSync(this.file(this.cinder.volume), data);
  }

  /** A restore point, and newer content and metadata: a backup has the older ones. */
  async point(): Promise<Row> {
    const { member, volume } = this.cinder;
    await member.call("POST", `/volumes/${volume}/metadata`, { metadata: { app: "shop", old: "1" } });
    const row = await member.make(this.kind.points, { volume_id: volume, name: "point" });
    this.expected = this.content();
    await member.call("PUT", `/volumes/${volume}/metadata`, { metadata: { app: "changed", own: "1" } });
    this.overwrite("written since");
    this.cinder.tap.reset();
    return row;
  }

  declare(point: Pick<Row, "id">, more: JsonObject = {}, place: Place = {}, name = "back"): Resource {
    const inputs = { volumeId: this.cinder.volume, [this.kind.input]: point.id, ...more };
    const { name: _, ...rest } = declareAs(this.kind.token, name, inputs, place, "cinder");
    return new Resource(rest);
  }

  /** Restores that the platform has accepted. */
  accepted(): number {
    const { method, path } = this.kind.request;
    return this.cinder.tap.passed.filter(
      (one) =>
        one.method === method && path?.test(one.path) === true && one.answered?.status === 202 && isRestore(one.body),
    ).length;
  }

  /** Marks on an object, as `<phase> <volume>`. */
  async marks(collection: "volumes" | "snapshots" | "backups", id: string): Promise<string[]> {
    const { metadata } = (await this.cinder.member.find(collection, id)) ?? { metadata: {} };
    return Object.keys(metadata).flatMap((key) => {
      const [, volume, phase] = /^pulumi_snapshots_restored_[0-9a-f]{16}_(.{36})_([a-z]+)$/.exec(key) ?? [];
      return phase === undefined ? [] : [`${phase} ${volume}`];
    });
  }

  async safetyVolumes(): Promise<Row[]> {
    return (await this.cinder.member.list("volumes")).filter((row) => row["source_volid"] === this.cinder.volume);
  }

  /**
   * It went back once, says so, and left one safety volume with what was overwritten.
   *
   * @param by name of the resource that did it
   */
  async assertDone(point: Row, where = "", by = "back"): Promise<void> {
    const { volume } = this.cinder;
    assert.equal(this.content(), this.expected, `${where}: content`);
    const { app, own, old } = (await this.cinder.member.find("volumes", volume))?.metadata ?? {};
    assert.deepEqual([app, own, old], ["changed", "1", undefined], `${where}: metadata`);
    assert.equal(this.accepted(), 1, `${where}: restores`);
    // The mark on the restore point comes first: where a run ends between the two, it is enough.
    const onVolume = await this.marks("volumes", volume);
    const isInterrupted = where !== "" && onVolume.length === 0;
    if (!isInterrupted) assert.deepEqual(onVolume, [`done ${volume}`], `${where}: marks of the volume`);
    assert.deepEqual(await this.marks(this.kind.points, point.id), [`done ${volume}`], `${where}: marks of the point`);
    const [copy, ...others] = await this.safetyVolumes();
    assert.deepEqual([copy?.status, others], ["available", []], `${where}: safety volumes`);
    assert.ok(copy?.metadata["pulumi_snapshots_retained"]?.endsWith(`::${by}`), where);
    assert.match(Buffer.from(this.content(copy?.id), "base64").toString("latin1"), /^written since/, where);
  }

  async clear(): Promise<void> {
    for (const { id } of await this.safetyVolumes()) await this.cinder.member.remove("volumes", id);
  }
}

const isRestore = (body: string): boolean => /^\{"(?:revert|restore)":/.test(body);
