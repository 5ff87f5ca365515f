import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";

export interface Passed {
  readonly method: string;
  /** With query, after the context path. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The end of a line. */
export interface Cut {
  /** Requests that get through. */
  readonly requests: number;
  /** Called when the line is dead. */
  readonly ended: () => void;
}

/** A line between provider and simulator that writes down what goes over it. */
export class Wire {
  readonly passed: Passed[] = [];
  private server: Server | undefined;

  constructor(
    private readonly target: string,
    private readonly cut?: Cut,
  ) {}

  async open(): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      this.pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.server = server;
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/zstack`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (this.cut !== undefined && this.passed.length >= this.cut.requests) {
      this.cut.ended();
      outgoing.destroy();
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const url = incoming.url ?? "/";
    const path = url.replace(/^\/zstack/, "");
    this.passed.push({ method: incoming.method ?? "", path, headers: incoming.headers, body });
    const { connection, host, "transfer-encoding": transfer, ...headers } = incoming.headers;
    const answer = await request(new URL(url, this.target), {
      method: incoming.method as "GET",
      headers: headers as Record<string, string>,
      body: body === "" ? null : body,
    });
    const text = await answer.body.text();
    if (this.cut !== undefined && this.passed.length >= this.cut.requests) {
      // The last one took effect and nobody hears of it.
      this.cut.ended();
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode);
    outgoing.end(text);
  }
}
