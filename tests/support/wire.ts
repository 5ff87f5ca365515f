import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyOf, forward } from "./forward";

export interface Passed {
  readonly method: string;
  /** With query, after the context path. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What becomes of a request instead of being passed on. */
export type Diverted =
  | { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is cut; `taken`: after the server has got the request. */
  | { readonly cut: true; readonly taken: boolean };

/** Called before a request is passed on, however long it takes. */
export type Tap = (request: Passed) => Promise<Diverted | undefined>;

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
    private readonly tap: Tap = async () => undefined,
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
    const body = await bodyOf(incoming);
    const url = incoming.url ?? "/";
    const path = url.replace(/^\/zstack/, "");
    const passed = { method: incoming.method ?? "", path, headers: incoming.headers, body };
    this.passed.push(passed);
    const diverted = await this.tap(passed);
    if (diverted !== undefined && "status" in diverted) {
      outgoing.writeHead(diverted.status, diverted.headers);
      outgoing.end(diverted.text);
      return;
    }
    if (diverted?.taken === false) {
      outgoing.destroy();
      return;
    }
    const { status, text } = await forward(new URL(url, this.target), passed);
    if (diverted !== undefined) {
      outgoing.destroy();
      return;
    }
    if (this.cut !== undefined && this.passed.length >= this.cut.requests) {
      // The last one took effect and nobody hears of it.
      this.cut.ended();
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(status);
    outgoing.end(text);
  }
}
