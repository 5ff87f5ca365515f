import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { bodyOf, deliver, forward, type Response } from "../../../support/forward";
import { type Loopback, listening } from "../../../support/loopback";
import { Line, type Position } from "../../harness/line";

/** Whether the tag says who has the object for good: what a drill of a series makes has the owner tag of the series. */
const isMark = (body: string): boolean =>
  /"tag":"pulumi::(?!claim|deferred)/.test(body) &&
  !(/"tag":"[^"]*Series::/.test(body) && /"resourceType":"(?:VolumeVO|VmInstanceVO)"/.test(body));

/** The line to a simulator. */
export class Tap extends Line {
  /** Sessions and what else must never be seen anywhere. */
  readonly secrets = new Set<string>();
  private readonly polls = new Map<string, Position>();
  private line: Loopback<Server> | undefined;

  constructor(private readonly target: string) {
    super();
  }

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

  override reset(): void {
    super.reset();
    this.polls.clear();
  }

  protected override saysPending({ status }: Response): boolean {
    return status === 202;
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const { url = "/", method = "GET", headers } = incoming;
    const path = url.replace(/^\/zstack/, "").split("?")[0] ?? "";
    const credential = headers.authorization?.replace(/^OAuth /, "");
    if (credential !== undefined) this.secrets.add(credential);
    await this.meet({
      position: this.positionOf(method, path, headers["x-job-uuid"], credential !== undefined, body),
      method,
      path,
      credential,
      send: () => forward(new URL(url, this.target), { method, headers, body }),
      deliver: ({ status, text }) => deliver(outgoing, { status, text }),
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
    const position = this.newPosition(`${method} ${path.replace(/[0-9a-f]{32}/g, "{uuid}")}`, {
      submits: typeof job === "string",
      polls: polled !== undefined,
      authorized,
      marks: method === "POST" && path === "/v1/user-tags" && isMark(body),
    });
    if (polled !== undefined) this.polls.set(polled, position);
    // What is asked about a job before and after it was handed in are two places.
    if (typeof job === "string") this.polls.delete(job);
    return position;
  }
}
