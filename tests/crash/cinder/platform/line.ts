import type { Lab } from "../../../cinder/support/lab";
import { type Passed, Tap } from "../../../cinder/support/tap";
import type { Response } from "../../../support/forward";
import { Line, type Position } from "../../harness/line";

/** The line to the lab. */
export class CinderLine extends Line {
  private readonly tap: Tap;
  private readonly tokens = new Set<string>();
  private last: { readonly question: string; readonly position: Position } | undefined;

  private constructor(lab: Lab) {
    super();
    this.tap = new Tap(lab);
  }

  static async open(lab: Lab): Promise<CinderLine> {
    const line = new CinderLine(lab);
    await line.tap.open();
    line.reset();
    return line;
  }

  get identity(): string {
    return this.tap.identity;
  }

  /** Tokens that were given out over it. */
  get secrets(): ReadonlySet<string> {
    for (const token of this.tap.tokens) this.tokens.add(token);
    return this.tokens;
  }

  override reset(): void {
    super.reset();
    for (const token of this.tap.tokens) this.tokens.add(token);
    this.tap.reset();
    this.tap.inject(
      {},
      ({ passed, forward, deliver, drop }) => {
        const token = passed.headers["x-auth-token"];
        return this.meet({
          position: this.positionOf(passed),
          method: passed.method,
          path: passed.path.split("?")[0] ?? "",
          credential: typeof token === "string" ? token : undefined,
          send: forward,
          deliver,
          drop,
        });
      },
      { times: Number.POSITIVE_INFINITY },
    );
    this.last = undefined;
  }

  close(): Promise<void> {
    return this.tap.close();
  }

  protected override saysPending({ text }: Response): boolean {
    return /"status": ?"(creating|deleting|extending)"/.test(text);
  }

  private positionOf({ service, method, path, headers, body }: Passed): Position {
    const question = `${service} ${method} ${path}`;
    if (method === "GET" && this.last?.question === question) return this.last.position;
    const bare = path.split("?")[0]?.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}");
    const route = `${service === "identity" ? "Keystone " : ""}${method} ${bare}`;
    const position = this.newPosition(route, {
      submits: /^(POST \/(snapshots|backups|volumes|volumes\/\{id\}\/action)|DELETE \/\w+\/\{id\})$/.test(route),
      polls: /^GET \/(snapshots|backups|volumes)\/\{id\}$/.test(route),
      authorized: service === "volume" && headers["x-auth-token"] !== undefined,
      marks: method !== "GET" && body.includes('"pulumi_snapshots_owner"'),
    });
    this.last = { question, position };
    return position;
  }
}
