// A simulator for one test file, and the few calls that most tests make.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

/** Arguments of node for the simulator in a process of its own; options of the simulator follow. */
export const simulatorCommand = [
  "-r",
  join(__dirname, "../../scripts/testing/register.cjs"),
  join(__dirname, "../../cli/main.ts"),
  "simulator",
] as const;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Reply {
  status: number;
  text: string;
  json: Record<string, Json>;
  headers: Headers;
}

export function sha512(text: string): string {
  return createHash("sha512").update(text).digest("hex");
}

export class Client {
  session = "";

  constructor(readonly simulator: Simulator) {}

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const authorization: Record<string, string> = this.session === "" ? {} : { Authorization: `OAuth ${this.session}` };
    const response = await fetch(this.simulator.url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return read(response);
  }

  async login(accountName = "admin", password = "password"): Promise<this> {
    const body = { logInByAccount: { accountName, password: sha512(password) } };
    const { json, status, text } = await this.send("PUT", "/v1/accounts/login", body);
    assert.equal(status, 200, text);
    this.session = (json["inventory"] as { uuid: string }).uuid;
    return this;
  }

  /** Submits a job and waits for its end. */
  async job(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const accepted = await this.send(method, path, body, headers);
    assert.equal(accepted.status, 202, accepted.text);
    return this.wait(jobOf(accepted));
  }

  async wait(job: string): Promise<Reply> {
    for (;;) {
      const reply = await this.send("GET", `/v1/api-jobs/${job}`);
      if (reply.status !== 202) return reply;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async inventory(method: string, path: string, body?: unknown): Promise<Record<string, Json>> {
    const { status, text, json } = await this.job(method, path, body);
    assert.equal(status, 200, text);
    return json["inventory"] as Record<string, Json>;
  }

  async query(path: string): Promise<Record<string, Json>[]> {
    const { status, text, json } = await this.send("GET", `/v1${path}`);
    assert.equal(status, 200, text);
    return json["inventories"] as Record<string, Json>[];
  }

  async snapshot(volumeUuid: string, name: string, more: Record<string, unknown> = {}): Promise<string> {
    const made = await this.inventory("POST", `/v1/volumes/${volumeUuid}/volume-snapshots`, {
      params: { name, ...more },
    });
    return made["uuid"] as string;
  }

  async control(method: string, path: string, body?: unknown): Promise<Record<string, Json>> {
    const response = await fetch(`${this.simulator.url.replace(/\/zstack$/, "")}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const reply = await read(response);
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  }
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = /^[{[]/.test(text) ? parse(text) : {};
  return { status: response.status, text, json, headers: response.headers };
}

function parse(text: string): Record<string, Json> {
  try {
    return JSON.parse(text) as Record<string, Json>;
  } catch {
    return {};
  }
}

export function jobOf(accepted: Reply): string {
  return String(accepted.json["location"]).split("/").at(-1) ?? "";
}

export function errorOf(reply: Reply): Record<string, Json> {
  assert.equal(reply.status, 503, reply.text);
  return reply.json["error"] as Record<string, Json>;
}

const running: Simulator[] = [];

/** Started simulators end with `stopAll` in `afterEach`. */
export async function client(options: SimulatorOptions = {}): Promise<Client> {
  const simulator = await startSimulator({ port: 0, jobDuration: 0, ...options });
  running.push(simulator);
  return new Client(simulator);
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}
