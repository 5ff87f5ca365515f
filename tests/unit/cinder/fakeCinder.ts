import { randomBytes, randomUUID } from "node:crypto";
import { closeConnections } from "../../../provider/cinder/connections";
import type { ResourceDefinition } from "../../../provider/core/contract/resourceDefinition";
import { Lifecycle } from "../../../provider/core/lifecycle/lifecycle";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { type DynamicProvider, providerOf } from "../../../provider/doors/dynamic/dynamicProvider";
import { FakeClock } from "../../support/clock";
import { type Loopback, serve } from "../../support/loopback";

/** When all of it happens. */
export const now = Date.parse("2026-11-21T00:10:00Z");

export interface Row {
  readonly id: string;
  status: string;
  metadata: Record<string, string>;
  readonly created_at: string;
  readonly [key: string]: unknown;
}

/** `lost`: the connection ends instead of an answer. */
export type Answer = "lost" | { readonly status: number; readonly body?: unknown };

/** What stands before a request: an answer in place of the usual one, or undefined to let it through. */
export type Rule = (request: string, body: Record<string, unknown> | undefined) => Answer | undefined;

/** A block storage service in memory: rows change their status only where a test says so. */
export class FakeCinder {
  readonly rows: Row[] = [];
  /** Everything that was asked, e.g. `POST /snapshots`. */
  readonly asked: string[] = [];
  /** Status of what is made. */
  birth = "available";
  before: Rule = () => undefined;
  /** Called when the request has taken effect. */
  after: Rule = () => undefined;
  private made = 0;

  private constructor(private readonly list: "snapshots" | "backups" | "volumes") {}

  static async start(
    list: "snapshots" | "backups" | "volumes" = "snapshots",
  ): Promise<{ fake: FakeCinder; server: Loopback }> {
    const fake = new FakeCinder(list);
    const server = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const path = (request.url ?? "").replace(/^\/v3\/[^/]+/, "");
        const answer = fake.answer(`${request.method} ${path}`, text === "" ? undefined : JSON.parse(text));
        if (answer === "lost") {
          request.socket.destroy();
          return;
        }
        response.writeHead(answer.status, { "content-type": "application/json", date: new Date(now).toUTCString() });
        response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
      });
    });
    return { fake, server };
  }

  add(row: Partial<Row> = {}): Row {
    this.made += 1;
    const added = {
      id: randomUUID(),
      name: "r",
      status: this.birth,
      volume_id: "5aa119a8-d25b-45a7-8d1b-88e127885635",
      size: 1,
      created_at: `2026-11-21T00:00:${String(this.made).padStart(2, "0")}.000000`,
      metadata: {},
      ...row,
    };
    this.rows.unshift(added);
    return added;
  }

  drop(row: Row): void {
    this.rows.splice(this.rows.indexOf(row), 1);
  }

  private answer(request: string, body: Record<string, unknown> | undefined): Answer {
    const short = request.split("?")[0] ?? "";
    this.asked.push(short);
    const instead = this.before(short, body);
    if (instead !== undefined) return instead;
    const usual = this.usual(short, body);
    return this.after(short, body) ?? usual;
  }

  private usual(request: string, body: Record<string, unknown> | undefined): Answer {
    const { list } = this;
    const member = list.slice(0, -1);
    if (request === "GET /") {
      return { status: 300, body: { versions: [{ id: "v3.0", version: "3.70", min_version: "3.0" }] } };
    }
    if (request === "GET /messages") return { status: 200, body: { messages: [] } };
    if (request === `GET /${list}/detail`) return { status: 200, body: { [list]: this.rows } };
    const [, others] = /^GET \/(\w+)\/detail$/.exec(request) ?? [];
    if (others !== undefined) return { status: 200, body: { [others]: [] } };
    if (request.startsWith("GET /volumes/") && list !== "volumes")
      return { status: 200, body: { volume: { status: "available" } } };
    if (request === `POST /${list}`)
      return { status: 202, body: { [member]: this.add(body?.[member] as Partial<Row>) } };
    const [, method, id, metadata, key] = /^(\w+) \/\w+\/([^/]+)(\/metadata)?(?:\/(.*))?$/.exec(request) ?? [];
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined) return { status: 404, body: { itemNotFound: { code: 404, message: "gone" } } };
    if (metadata !== undefined) {
      if (method === "DELETE") delete row.metadata[key ?? ""];
      else Object.assign(row.metadata, body?.["metadata"]);
      return { status: 200, body: { metadata: row.metadata } };
    }
    if (method === "POST" && key === "action") {
      const asked = body?.["os-extend"] as { new_size: number } | undefined;
      Object.assign(row, { size: asked?.new_size });
      return { status: 202 };
    }
    if (method === "PUT") Object.assign(row, body?.[member]);
    if (method === "DELETE") {
      if (!["available", "error"].includes(row.status)) {
        return { status: 400, body: { badRequest: { code: 400, message: `status is ${row.status}` } } };
      }
      this.drop(row);
      return { status: 202 };
    }
    return { status: 200, body: { [member]: row } };
  }
}

/** A provider process of its own for the service, in this process. */
export class CinderProcess {
  readonly lines: string[] = [];
  readonly clock = new FakeClock(now);
  engine = true;
  readonly handler: DynamicProvider;
  private readonly runtime: ProviderRuntime;

  constructor(server: Loopback, open: (runtime: ProviderRuntime) => DynamicProvider) {
    this.runtime = {
      clock: this.clock,
      environment: {},
      random: randomBytes,
      createdInThisProcess: new Set(),
      keptByProgram: new Set(),
      say: (line) => this.lines.push(line),
      engineAlive: async () => this.engine,
    };
    this.handler = open(this.runtime);
    const configuration: Record<string, string> = {
      "openstack:token": "Token-der-Wolke-1",
      "openstack:endpointOverrides": JSON.stringify({ volumev3: `http://${server.address}/v3/project` }),
    };
    this.handler.configure({ config: { get: (key) => configuration[key] } });
  }

  static of<T>(kind: ResourceDefinition<T>, server: Loopback): CinderProcess {
    return new CinderProcess(server, (runtime) => providerOf(new Lifecycle(kind, runtime), runtime));
  }

  end(): Promise<void> {
    return closeConnections(this.runtime, 100);
  }
}
