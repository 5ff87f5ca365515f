// The simulator that the benchmark runs on, in this process: what it takes is not part of what is measured.
import { createHash } from "node:crypto";
import { compiled } from "./compiled.mjs";

/** @typedef {{ method: string, route: string, count: number }} Count */

export class BenchPlatform {
  /** @param {Awaited<ReturnType<typeof import("../../simulator/index.js").startSimulator>>} simulator */
  constructor(simulator) {
    this.simulator = simulator;
    this.control = `${new URL(simulator.url).origin}/simulator`;
  }

  /** @param {number} jobDuration milliseconds that the storage takes for a snapshot */
  static async start(jobDuration) {
    const durations = { snapshot: jobDuration, all: 20 };
    const simulator = await compiled().simulator.startSimulator({ port: 0, jobDuration: durations });
    return new BenchPlatform(simulator);
  }

  /** A fresh server with so many volumes. @param {number} count */
  async reset(count) {
    await fetch(`${this.control}/reset`, { method: "POST", body: "{}" });
    const uuids = Array.from({ length: count }, (_, index) => `e1000000000040008${String(index).padStart(15, "0")}`);
    const session = await this.#login();
    const headers = { authorization: `OAuth ${session}` };
    const { primaryStorageUuid } = compiled().simulator.defaultFixture;
    for (const resourceUuid of uuids) {
      const params = { name: resourceUuid, resourceUuid, primaryStorageUuid, diskSize: 1 << 30 };
      const body = JSON.stringify({ params });
      const { status } = await fetch(`${this.simulator.url}/v1/volumes/data`, { method: "POST", headers, body });
      if (status >= 300) throw new Error(`A volume was not created: HTTP ${status}.`);
    }
    await fetch(`${this.simulator.url}/v1/accounts/sessions/${session}`, { method: "DELETE" });
    return uuids;
  }

  async #login() {
    const password = createHash("sha512").update("password").digest("hex");
    const body = JSON.stringify({ logInByAccount: { accountName: "admin", password } });
    const answer = await fetch(`${this.simulator.url}/v1/accounts/login`, { method: "PUT", body });
    const { inventory } = /** @type {{ inventory: { uuid: string } }} */ (await answer.json());
    return inventory.uuid;
  }

  /** Requests since the last reset. Polls are left out: how often a job is asked for depends on the time that it takes. */
  async requests() {
    const answer = await fetch(`${this.control}/requests`);
    const { requests } = /** @type {{ requests: Count[] }} */ (await answer.json());
    return requests.filter(({ route }) => !route.startsWith("/v1/api-jobs")).reduce((sum, { count }) => sum + count, 0);
  }

  /** What it has. */
  async state() {
    const answer = await fetch(`${this.control}/state`);
    return /** @type {import("./stacks.mjs").State} */ (await answer.json());
  }

  async snapshots() {
    return (await this.state()).volumeSnapshots.length;
  }

  close() {
    return this.simulator.close();
  }
}
