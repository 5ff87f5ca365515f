// Walks the recordings of a running 5.2.1 server: the same requests in the same order get the same answers.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Bindings, difference, differentPage } from "./compare";
import { type Client, client, type Json, type Reply, stopAll } from "./support";

interface Step {
  title?: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  status: number;
  json?: Json;
  text?: string;
  /** Armed before the request. */
  fault?: Record<string, Json>;
  /** What was done past the API before the request: calls of the control API. */
  control?: { path: string; body: Json }[];
  /** Let everything that still runs come to its end first. */
  settle?: boolean;
  /** The recorded server has purged the row, and never had the result in memory. */
  forget?: boolean;
  /** Why this step is not replayed. */
  skip?: string;
}

const jobDuration = 2000;

/** Each folder is one run on one server, whose files were recorded one after the other. */
for (const folder of ["recordings", "recordings/restores"]) replay(join(__dirname, folder));

function replay(folder: string): void {
  describe(`recordings of a running server, ${basename(folder)}`, () => replayFiles(folder));
}

function replayFiles(folder: string): void {
  let server: Client;
  const bindings = new Bindings();

  before(async () => {
    server = await client({
      jobDuration,
      edition: "open-source",
      fixture: join(folder, "server.json"),
      accounts: [
        { name: "admin", password: "password" },
        { name: "normal", password: "password" },
      ],
    });
  });
  after(stopAll);

  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  for (const file of files.sort()) {
    it(`${file}: same statuses, same bodies`, async function () {
      this.timeout(60_000);
      const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
      const wrong: string[] = [];
      for (const [index, line] of lines.entries()) {
        const step = JSON.parse(line) as Step;
        if (step.skip !== undefined) continue;
        const problem = check(step, await play(server, bindings, step), bindings);
        if (problem !== undefined)
          wrong.push(`${file}:${index + 1} ${step.title ?? ""} ${step.method} ${step.path}: ${problem}`);
      }
      assert.deepEqual(wrong, []);
    });
  }
}

async function play(server: Client, bindings: Bindings, step: Step): Promise<Reply> {
  if (step.fault !== undefined)
    await server.control("POST", "/faults", { match: { method: step.method }, action: step.fault });
  if (step.settle === true) await server.control("POST", "/clock", { advanceMs: 3 * jobDuration });
  if (step.forget === true) {
    await server.control("POST", "/clock", { advanceMs: 25_000 });
    await server.control("DELETE", "/results");
  }
  for (const { path, body } of step.control ?? [])
    await server.control("POST", path, JSON.parse(bindings.substitute(JSON.stringify(body))));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(step.headers ?? {})) headers[name] = bindings.substitute(value);
  const body = step.body === undefined ? undefined : bindings.substitute(step.body);
  const send = () => server.send(step.method, bindings.substitute(step.path), body, headers);
  let reply = await send();
  for (let polls = 0; reply.status === 202 && step.status !== 202 && polls < 10; polls++) {
    await server.control("POST", "/clock", { advanceMs: jobDuration });
    reply = await send();
  }
  return reply;
}

function check(step: Step, reply: Reply, bindings: Bindings): string | undefined {
  if (reply.status !== step.status) return `status ${reply.status} instead of ${step.status}: ${reply.text}`;
  if (step.json !== undefined && step.status === 200 && /[?&]limit=/.test(step.path) && !/[?&]sort=/.test(step.path)) {
    const expected = step.json as Record<string, Json>;
    if (expected["schema"] !== undefined && !step.path.includes("/trees")) {
      return differentPage(expected, reply.json, step.path.includes("fields="));
    }
  }
  if (step.json !== undefined) return difference(step.json, reply.json, bindings);
  if (step.text === undefined) return undefined;
  const expected = bindings.substitute(step.text);
  return reply.text === expected ? undefined : `${reply.text} instead of ${expected}`;
}
