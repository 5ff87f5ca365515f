import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import type { Lab, User } from "./lab";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string;
  readonly size: number;
  readonly created_at: string;
  readonly volume_id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface Message {
  readonly resource_uuid: string;
  readonly user_message: string;
}

export type Collection = "volumes" | "snapshots" | "backups";

/** Has every field that any release shows. */
const NEWEST = "3.70";
const PATIENCE_MS = 60_000;

/** Cinder and Keystone as one user sees them by plain HTTP; knows nothing of the provider. */
export class Platform {
  private token: Promise<string> | undefined;

  constructor(
    private readonly lab: Lab,
    private readonly who: "member" | "reader" | "stranger" | "admin" = "member",
  ) {}

  get user(): User {
    return this.lab.description.users[this.who];
  }

  as(who: "member" | "reader" | "stranger" | "admin"): Platform {
    return new Platform(this.lab, who);
  }

  /** Whatever the answer is; `path` starts after the project. */
  async send(method: string, path: string, body?: unknown, microversion = NEWEST): Promise<Answer> {
    const once = async () => {
      this.token ??= this.logIn();
      return exchange(method, `${this.lab.description.volume}/${this.user.projectId}${path}`, body, {
        "x-auth-token": await this.token,
        "openstack-api-version": `volume ${microversion}`,
      });
    };
    const answer = await once();
    if (answer.status !== 401) return answer;
    this.token = undefined;
    return once();
  }

  /** The answer's content; throws what is not a success. */
  async call(method: string, path: string, body?: unknown, microversion?: string): Promise<unknown> {
    const { status, text } = await this.send(method, path, body, microversion);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** All of the project, by id and with all fields. */
  async list(collection: Collection): Promise<Row[]> {
    let all: Row[] = [];
    for (;;) {
      const marker = all.at(-1)?.id;
      const query = marker === undefined ? "" : `&marker=${marker}`;
      const path = `/${collection}/detail?sort=id:asc${query}`;
      const { status, text } = await this.send("GET", path);
      if (status === 404 && marker !== undefined) {
        // Another test has deleted the last of the page since.
        all = [];
        continue;
      }
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
      const rows = (JSON.parse(text) as Record<string, Row[]>)[collection] ?? [];
      if (rows.length === 0) return all;
      all.push(...rows);
    }
  }

  async find(collection: Collection, id: string): Promise<Row | undefined> {
    const { status, text } = await this.send("GET", `/${collection}/${id}`);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${collection}/${id}: ${status} ${text}`);
    return (JSON.parse(text) as Record<string, Row>)[singular(collection)];
  }

  /** Waits until `test` holds; `undefined` is given for what does not exist. */
  async until<T extends Row | undefined>(
    collection: Collection,
    id: string,
    test: (row: Row | undefined) => row is T,
  ): Promise<T>;
  async until(collection: Collection, id: string, test: (row: Row | undefined) => boolean): Promise<Row | undefined>;
  async until(collection: Collection, id: string, test: (row: Row | undefined) => boolean): Promise<Row | undefined> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const row = await this.find(collection, id);
      if (test(row)) return row;
      if (Date.now() > deadline) throw new Error(`${collection}/${id} stays ${row?.status ?? "gone"}`);
      await sleep(50);
    }
  }

  async settled(collection: Collection, id: string, status = "available"): Promise<Row> {
    return this.until(collection, id, (row): row is Row => row?.status === status);
  }

  async gone(collection: Collection, id: string): Promise<void> {
    await this.until(collection, id, (row) => row === undefined);
  }

  /** An object as somebody else would make it, once it is available. */
  async make(collection: Collection, fields: object): Promise<Row> {
    const made = (await this.call("POST", `/${collection}`, { [singular(collection)]: fields })) as Record<string, Row>;
    return this.settled(collection, made[singular(collection)]?.id ?? "");
  }

  volume(name = "volume"): Promise<Row> {
    return this.make("volumes", { name, size: 1 });
  }

  async attach(volumeId: string): Promise<void> {
    const server = { instance_uuid: "5eed0000-0000-4000-8000-000000000002", mountpoint: "/dev/vdb" };
    await this.call("POST", `/volumes/${volumeId}/action`, { "os-attach": server });
    await this.settled("volumes", volumeId, "in-use");
  }

  async detach(volumeId: string): Promise<void> {
    await this.call("POST", `/volumes/${volumeId}/action`, { "os-detach": {} });
    await this.settled("volumes", volumeId);
  }

  async remove(collection: Collection, id: string): Promise<void> {
    await this.call("DELETE", `/${collection}/${id}`);
    await this.gone(collection, id);
  }

  /** What the platform says to a user about what became of a request. */
  async messages(id: string): Promise<string[]> {
    const { messages } = (await this.call("GET", "/messages")) as { messages: Message[] };
    return messages.filter((one) => one.resource_uuid === id).map((one) => one.user_message);
  }

  /** As the administrator: `{"snapshots": 2}`; -1 is no limit. */
  async quota(project: string, limits: Readonly<Record<string, number>>): Promise<void> {
    await this.call("PUT", `/os-quota-sets/${project}`, { quota_set: limits });
  }

  async stockQuota(project: string): Promise<void> {
    await this.call("DELETE", `/os-quota-sets/${project}`);
  }

  /** As the administrator, for states that no call leads to. */
  async resetStatus(collection: Collection, id: string, status: string): Promise<void> {
    await this.call("POST", `/${collection}/${id}/action`, { "os-reset_status": { status } });
  }

  /** As the administrator; only way out of some states. */
  async forceRemove(collection: Collection, id: string): Promise<void> {
    await this.call("POST", `/${collection}/${id}/action`, { "os-force_delete": {} });
    await this.gone(collection, id);
  }

  /** As the administrator: what carries it is refused from now on. */
  async revoke(token: string): Promise<void> {
    this.token ??= this.logIn();
    const headers = { "x-auth-token": await this.token, "x-subject-token": token };
    const { status, text } = await exchange(
      "DELETE",
      `${this.lab.description.identity}/auth/tokens`,
      undefined,
      headers,
    );
    if (status !== 204) throw new Error(`revoking a token: ${status} ${text}`);
  }

  async logIn(): Promise<string> {
    const { username, password, projectId } = this.user;
    const user = { name: username, domain: { id: "default" }, password };
    const answer = await exchange("POST", `${this.lab.description.identity}/auth/tokens`, {
      auth: { identity: { methods: ["password"], password: { user } }, scope: { project: { id: projectId } } },
    });
    const token = answer.headers["x-subject-token"];
    if (typeof token !== "string") throw new Error(`log-in of ${username}: ${answer.status} ${answer.text}`);
    return token;
  }
}

const singular = (collection: Collection): string => collection.slice(0, -1);

async function exchange(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await request(url, {
    method: method as "GET",
    headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
