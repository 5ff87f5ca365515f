// Whatever is called in whatever order: the process goes on, answers what the product can answer, and its rows fit
// together after every single call.

import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Memory, type Step, steps } from "./anyCalls/calls";
import { inconsistencies, type Tables, unfinished } from "./anyCalls/consistency";
import { Served } from "./anyCalls/served";
import { sha512 } from "./support";

const jobDuration = 1000;
const recycleBin = 3 * 24 * 3_600_000;
/** What a mistake of the simulator's own looks like in an answer. */
const accident =
  /TypeError|RangeError|ReferenceError|SyntaxError|internal error of the simulator|is not a function|is not iterable|Cannot read prop|undefined|\[object|Maximum call stack|went away|was not validated|never begun/;

/** A session of the account that still counts; sessions live on over a reset, and calls may have ended them. */
async function session(served: Served, accountName: string): Promise<string> {
  const known = served.sessions.get(accountName);
  const valid =
    known === undefined ? {} : (await served.send("GET", `/zstack/v1/accounts/sessions/${known}/valid`)).json;
  if (known !== undefined && valid["valid"] === true) return known;
  const body = { logInByAccount: { accountName, password: sha512("password") } };
  const { json, text } = await served.send("PUT", "/zstack/v1/accounts/login", JSON.stringify(body));
  const { uuid } = (json["inventory"] ?? {}) as { uuid?: string };
  assert.ok(uuid !== undefined, text);
  served.sessions.set(accountName, uuid);
  return uuid;
}

/** Stores come and go: what is deleted meanwhile is found again by a later sync. */
async function disturb(served: Served, tables: Tables, { hostile }: Step): Promise<void> {
  if (hostile % 4 !== 3) return;
  const stores = (tables["backupStorages"] ?? []).slice(0, 2);
  const store = stores[Math.floor(hostile / 4) % stores.length];
  if (store === undefined) return;
  const status = store["status"] === "Connected" ? "Disconnected" : "Connected";
  await served.control("POST", "objects", {
    patch: { table: "backupStorages", uuid: store.uuid, columns: { status } },
  });
}

async function play(served: Served, all: readonly Step[]): Promise<void> {
  await served.reset();
  const tables = async () => (await served.control("GET", "tables")) as unknown as Tables;
  const log: string[] = [];
  const memory = new Memory();
  memory.look(await tables());
  for (const step of all) {
    const account = Math.floor(step.caller / 10) % 8 === 1 ? "normal" : "admin";
    const request = memory.request(step, await session(served, account));
    const answered = await served.send(request.method, request.path, request.body, request.headers);
    const asked = `${request.method} ${request.path} ${request.body?.slice(0, 300) ?? ""}`;
    log.push(`${asked} → ${answered.status} ${answered.text.slice(0, 500)}`);
    const what = log.slice(-12).join("\n");
    assert.ok([200, 202, 400, 404, 405, 500, 503].includes(answered.status), what);
    if (answered.status !== 200) assert.doesNotMatch(answered.text, accident, what);
    await disturb(served, memory.tables, step);
    // Some calls find the jobs before them still at work; seldom, the recycle bin is emptied.
    const advanceMs = step.api % 60 === 59 ? recycleBin : Math.floor(step.caller / 100) % 4 === 0 ? 0 : jobDuration;
    await served.control("POST", "clock", { advanceMs });
    memory.look(await tables());
    assert.deepEqual(inconsistencies(memory.tables), [], what);
    const job = /\/api-jobs\/(\w+)"/.exec(answered.text)?.[1];
    if (answered.status !== 202 || job === undefined) continue;
    memory.jobs.push(job);
    const polled = await served.send("GET", `/zstack/v1/api-jobs/${job}`);
    if (polled.status !== 200) assert.doesNotMatch(polled.text, accident, `${what}; ${polled.text}`);
  }
  for (let turn = 0; turn < all.length; turn++) await served.control("POST", "clock", { advanceMs: jobDuration });
  assert.deepEqual(unfinished(await tables()), [], `left half done by\n${log.join("\n")}`);
}

describe("any calls", () => {
  for (const options of [
    ["--storage", "chain"],
    ["--storage", "individual", "--server-version", "5.4.0"],
  ]) {
    it(`leave a simulator with ${options.join(" ")} alive and consistent`, async function () {
      this.timeout(600_000);
      const accounts = ["--account", "admin:password", "--account", "normal:password"];
      const served = new Served(["--job-duration", String(jobDuration), ...accounts, ...options]);
      try {
        const numRuns = Number(process.env["ANY_CALLS"] ?? 12);
        await fc.assert(
          fc.asyncProperty(steps, (all) => play(served, all)),
          { numRuns, endOnFailure: process.env["ANY_CALLS"] !== undefined },
        );
      } finally {
        await served.stop();
      }
    });
  }
});
