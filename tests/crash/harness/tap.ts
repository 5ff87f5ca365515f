import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request } from "undici";
import { type Loopback, listening } from "../../support/loopback";
import type { Phase } from "./engine";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One place in the sequence of a run's requests; all polls of one job are one place. */
export interface Position {
  /** The same in every run: method, path without uuids, and the how-manieth of these. */
  readonly key: string;
  readonly phase: Phase;
  /** Hands in a job under an id that the provider chose. */
  readonly submits: boolean;
  readonly poll: boolean;
  /** Proves who sends it. */
  readonly authorized: boolean;
  /** Writes the owner mark. */
  readonly marks: boolean;
}

/** A request on its way. */
export interface Exchange {
  readonly position: Position;
  readonly method: string;
  /** After the context path, without query. */
  readonly path: string;
  readonly session: string | undefined;
  /** The platform's answer; sends the request the first time. */
  answer(): Promise<Answer>;
  deliver(answer: Answer): Promise<void>;
  /** The connection is cut. */
  drop(): void;
}

export type Hook = (exchange: Exchange) => Promise<void>;

const passOn: Hook = async (exchange) => exchange.deliver(await exchange.answer());

/** A line between provider processes and a simulator that numbers what goes over it, and can do harm at any place. */
export class Tap {
  readonly positions: Position[] = [];
  /** Sessions and what else must never be seen anywhere. */
  readonly secrets = new Set<string>();
  phase: () => Phase = () => "check";
  hook: Hook = passOn;
  private readonly counts = new Map<string, number>();
  private readonly polls = new Map<string, Position>();
  private line: Loopback<Server> | undefined;

  constructor(private readonly target: string) {}

  async open(): Promise<string> {
    this.line = await listening<Server>(
      createServer((incoming, outgoing) => {
        this.pass(incoming, outgoing).catch(() => outgoing.destroy());
      }),
    );
    return `http://${this.line.address}/zstack`;
  }

  async close(): Promise<void> {
    await this.line?.close();
  }

  /** Counts anew; nothing is done to what passes. */
  reset(): void {
    this.positions.length = 0;
    this.counts.clear();
    this.polls.clear();
    this.hook = passOn;
  }

  quiet(): void {
    this.hook = passOn;
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const url = incoming.url ?? "/";
    const method = incoming.method ?? "GET";
    const path = url.replace(/^\/zstack/, "").split("?")[0] ?? "";
    const { connection, host, "transfer-encoding": transfer, ...headers } = incoming.headers;
    const authorization = headers.authorization?.replace(/^OAuth /, "");
    if (authorization !== undefined) this.secrets.add(authorization);
    const position = this.positionOf(method, path, headers["x-job-uuid"], authorization !== undefined, body);
    let answered: Promise<Answer> | undefined;
    const send = async (): Promise<Answer> => {
      const answer = await request(new URL(url, this.target), {
        method: method as "GET",
        headers: headers as Record<string, string>,
        body: body === "" ? null : body,
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    };
    await this.hook({
      position,
      method,
      path,
      session: authorization,
      answer: () => {
        answered ??= send();
        return answered;
      },
      deliver: (answer) =>
        new Promise((resolve) => {
          outgoing.once("close", resolve);
          outgoing.writeHead(answer.status, { "content-length": Buffer.byteLength(answer.text) });
          outgoing.end(answer.text, () => resolve());
        }),
      drop: () => incoming.socket.destroy(),
    });
  }

  private positionOf(
    method: string,
    path: string,
    job: string | string[] | undefined,
    authorized: boolean,
    body: string,
  ): Position {
    const polled = /^\/v1\/api-jobs\/([0-9a-f]{32})$/.exec(path)?.[1];
    const series = polled === undefined ? undefined : this.polls.get(polled);
    if (series !== undefined) return series;
    const route = `${method} ${path.replace(/[0-9a-f]{32}/g, "{uuid}")}`;
    const count = (this.counts.get(route) ?? 0) + 1;
    this.counts.set(route, count);
    const position: Position = {
      key: `${route} #${count}`,
      phase: this.phase(),
      submits: typeof job === "string",
      poll: polled !== undefined,
      authorized,
      marks: method === "POST" && path === "/v1/user-tags" && /"tag":"pulumi::(?!claim|deferred)/.test(body),
    };
    this.positions.push(position);
    if (polled !== undefined) this.polls.set(polled, position);
    // What is asked about a job before and after it was handed in are two places.
    if (typeof job === "string") this.polls.delete(job);
    return position;
  }
}
