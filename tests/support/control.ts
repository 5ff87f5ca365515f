import { request } from "undici";

export interface Tag {
  readonly uuid: string;
  readonly resourceUuid: string;
  readonly resourceType: string;
  readonly tag: string;
}

export interface Snapshot {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string;
  readonly volumeUuid?: string;
  readonly parentUuid?: string;
  readonly groupUuid?: string;
  readonly status: string;
  readonly size: number;
}

export interface PlatformState {
  readonly volumeSnapshots: Snapshot[];
  readonly volumeSnapshotGroups: { uuid: string; name: string; description?: string }[];
  readonly volumes: { uuid: string; status: string }[];
  readonly userTags: Tag[];
  readonly jobs: unknown[];
  readonly brokenIncrements: BrokenIncrement[];
}

/** An increment that lost a layer below it to a delete. */
export interface BrokenIncrement {
  readonly uuid: string;
  readonly backupStorageUuid: string;
  readonly base: string;
}

export interface Fault {
  readonly match: { method?: string; route?: string; path?: string };
  readonly skip?: number;
  readonly times?: number;
  readonly action: { readonly type: string; readonly [key: string]: unknown };
}

export interface RequestCount {
  readonly method: string;
  readonly route: string;
  readonly count: number;
}

export function brokenText(broken: readonly BrokenIncrement[]): string {
  const each = broken.map(({ uuid, base, backupStorageUuid }) => `${uuid} lost ${base} on ${backupStorageUuid}`);
  return `${broken.length} increments were broken by a delete: ${each.join("; ")}`;
}

/** The simulator's control API, and a plain client of the product's API that knows nothing of the provider. */
export class Control {
  private session = "";

  /** @param url base of the product, `http://127.0.0.1:PORT/zstack` */
  constructor(
    readonly url: string,
    private readonly secret = "password",
  ) {}

  get host(): string {
    return new URL(this.url).hostname;
  }

  get port(): string {
    return new URL(this.url).port;
  }

  async state(): Promise<PlatformState> {
    return (await this.call("GET", this.control("state"))) as PlatformState;
  }

  async requests(): Promise<RequestCount[]> {
    return ((await this.call("GET", this.control("requests"))) as { requests: RequestCount[] }).requests;
  }

  async countOf(method: string, route: string): Promise<number> {
    const found = (await this.requests()).find((one) => one.method === method && one.route === route);
    return found?.count ?? 0;
  }

  /** Makes the server new. Whatever was tested, no increment may have lost what it builds on. */
  async reset(): Promise<void> {
    const broken = await this.broken();
    await this.call("POST", this.control("reset"), {});
    if (broken.length > 0) throw new Error(brokenText(broken));
  }

  /** The same where a test has broken increments on purpose. */
  async resetBroken(): Promise<void> {
    await this.call("POST", this.control("reset"), {});
  }

  async broken(): Promise<readonly BrokenIncrement[]> {
    return (await this.state()).brokenIncrements;
  }

  async advance(milliseconds: number): Promise<void> {
    await this.call("POST", this.control("clock"), { advanceMs: milliseconds });
  }

  /** Moves the server's wall clock alone (`stepMs`), or its time zone. */
  async clock(change: { readonly stepMs?: number; readonly timeZone?: string }): Promise<void> {
    await this.call("POST", this.control("clock"), change);
  }

  /** `kill -9` of the management server, and its restart. */
  async restart(): Promise<void> {
    await this.call("POST", this.control("restart"), {});
  }

  async fault(fault: Fault): Promise<void> {
    await this.call("POST", this.control("faults"), fault);
  }

  /** Faults that have not been used up. */
  async faultsLeft(): Promise<number> {
    return ((await this.call("GET", this.control("faults"))) as { faults: unknown[] }).faults.length;
  }

  async clearFaults(): Promise<void> {
    await this.call("DELETE", this.control("faults"));
  }

  /** What no call of the product leads to; see docs/simulator.md. */
  async objects(objects: object): Promise<void> {
    await this.call("POST", this.control("objects"), objects);
  }

  /** Tags of an object, sorted. */
  async tags(uuid: string): Promise<string[]> {
    const { userTags } = await this.state();
    return userTags
      .filter((tag) => tag.resourceUuid === uuid)
      .map((tag) => tag.tag)
      .sort();
  }

  async snapshot(uuid: string): Promise<Snapshot | undefined> {
    return (await this.state()).volumeSnapshots.find((one) => one.uuid === uuid);
  }

  /** The next job logs in anew. */
  forgetSession(): void {
    this.session = "";
  }

  /** Runs a job of the product's API as the administrator; returns its result or throws its error. */
  async job(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Record<string, unknown>> {
    const job = await this.submit(method, path, body);
    for (;;) {
      const poll = await request(`${this.url}/v1/api-jobs/${job}`);
      const result = await poll.body.text();
      if (poll.statusCode === 200) return JSON.parse(result) as Record<string, unknown>;
      if (poll.statusCode !== 202) throw new Error(result);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Hands in a job of the product's API as the administrator, under an id where one is given, and waits for nothing. */
  async submit(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, job?: string): Promise<string> {
    if (this.session === "") this.session = await this.login();
    const accepted = await request(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `OAuth ${this.session}`,
        "content-type": "application/json; charset=utf-8",
        ...(job === undefined ? {} : { "x-job-uuid": job }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await accepted.body.text();
    if (accepted.statusCode !== 202) throw new Error(`${accepted.statusCode} ${text}`);
    return (JSON.parse(text) as { location: string }).location.split("/").pop() ?? "";
  }

  /** Until every job has ended. */
  async idle(): Promise<void> {
    const running = async (): Promise<boolean> =>
      (await this.state()).jobs.some((one) => (one as { state: string }).state !== "Done");
    while (await running()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Somebody deletes a backup, or one copy of it, past Pulumi, and breaks nobody's increments. */
  async deleteBackup(path: string, storageUuid?: string): Promise<void> {
    const storage = storageUuid === undefined ? "" : `&backupStorageUuids=${storageUuid}`;
    await this.job("DELETE", `/v1/${path}?handleDependency=true${storage}`);
  }

  /** A snapshot that no stack declared. */
  async strangersSnapshot(volumeUuid: string, name = "stranger"): Promise<string> {
    const result = await this.job("POST", `/v1/volumes/${volumeUuid}/volume-snapshots`, { params: { name } });
    return (result["inventory"] as { uuid: string }).uuid;
  }

  private async login(): Promise<string> {
    const { createHash } = await import("node:crypto");
    const password = createHash("sha512").update(this.secret).digest("hex");
    const body = { logInByAccount: { accountName: "admin", password } };
    const answer = (await this.call("PUT", `${this.url}/v1/accounts/login`, body)) as { inventory: { uuid: string } };
    return answer.inventory.uuid;
  }

  private control(path: string): string {
    return `${new URL(this.url).origin}/simulator/${path}`;
  }

  private async call(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown): Promise<unknown> {
    const answer = await request(url, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json; charset=utf-8" } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
}
