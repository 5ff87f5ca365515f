// One row of the reference: what it says, and the check that the simulator does it.

import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { type Client, errorOf, type Json, type Reply } from "../support";

export interface Row {
  /** Section of the reference. */
  section: string;
  row: string;
  check?: (at: Bench) => Promise<unknown>;
  /** Instead of a check: why the simulator has none of it. */
  why?: string;
}

export const fixture = defaultFixture;
export const root = fixture.vmInstances.web1.rootVolumeUuid;
export const disk = fixture.vmInstances.web1.dataVolumeUuids[0];
export const store = fixture.backupStorages.imageStore1.uuid;
export const secondStore = fixture.backupStorages.imageStore2.uuid;
export const absent = "0123456789ab4cde8f01234567890abc";

/** A logged-in client on the fresh fixture, with the objects that checks begin with. */
export class Bench {
  constructor(readonly api: Client) {}

  snapshot(name = "s"): Promise<string> {
    return this.api.snapshot(root, name);
  }

  async group(name = "g"): Promise<string> {
    return this.uuid("POST", "/v1/volume-snapshots/group", { params: { rootVolumeUuid: root, name } });
  }

  async backup(volumeUuid: string = root, more: Record<string, unknown> = {}): Promise<string> {
    return this.uuid("POST", `/v1/volumes/${volumeUuid}/volume-backups`, {
      params: { name: "b", backupStorageUuid: store, ...more },
    });
  }

  async vmBackup(more: Record<string, unknown> = {}): Promise<string> {
    const params = { name: "vb", backupStorageUuid: store, ...more };
    const { json, status, text } = await this.api.job("POST", `/v1/volumes/${root}/vm-backups`, { params });
    assert.equal(status, 200, text);
    return String((json["inventories"] as Record<string, Json>[])[0]?.["groupUuid"]);
  }

  async pattern(): Promise<string> {
    return this.uuid("POST", "/v1/tags", { params: { name: "env", value: "prod" } });
  }

  async uuid(method: string, path: string, body: unknown): Promise<string> {
    return String((await this.api.inventory(method, path, body))["uuid"]);
  }

  /** A job that must succeed. */
  async done(method: string, path: string, body?: unknown): Promise<Record<string, Json>> {
    const { status, text, json } = await this.api.job(method, path, body);
    assert.equal(status, 200, text);
    return json;
  }

  /** A job that must fail with this code and text. */
  async fails(code: string, details: RegExp, method: string, path: string, body?: unknown): Promise<void> {
    match(await this.api.job(method, path, body), code, details);
  }

  async text(status: number, text: RegExp, method: string, path: string, body?: unknown, headers = {}): Promise<void> {
    const reply = await this.api.send(method, path, body, headers);
    assert.equal(reply.status, status, reply.text);
    assert.match(reply.text, text);
  }

  async state(vmUuid: string, action: "stopVmInstance" | "pauseVmInstance"): Promise<void> {
    await this.done("PUT", `/v1/vm-instances/${vmUuid}/actions`, { [action]: {} });
  }

  stop(): Promise<void> {
    return this.state(fixture.vmInstances.web1.uuid, "stopVmInstance");
  }

  patch(table: string, uuid: string, columns: object): Promise<unknown> {
    return this.api.control("POST", "/objects", { patch: { table, uuid, columns } });
  }

  async count(path: string, wanted: number): Promise<Record<string, Json>[]> {
    const rows = await this.api.query(path);
    assert.equal(rows.length, wanted, path);
    return rows;
  }
}

export function match(reply: Reply, code: string, details: RegExp): void {
  const error = errorOf(reply);
  assert.equal(error["code"], code, reply.text);
  assert.match(String(error["details"]), details);
}

export function keys(value: Json | undefined, wanted: readonly string[]): void {
  for (const key of wanted) assert.ok(key in (value as object), `no ${key} in ${JSON.stringify(value)}`);
}
