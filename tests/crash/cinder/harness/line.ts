import type { Lab } from "../../../cinder/support/lab";
import { type Answer, type Passed, type Exchange as Passing, Tap } from "../../../cinder/support/tap";
import type { Phase } from "../../harness/engine";

/** One place in the sequence of a run's requests; the same question asked again and again is one place. */
export interface Position {
  /** The same in every run: service, method, path without ids and query, and the how-manieth of these. */
  readonly key: string;
  readonly phase: Phase;
  /** The storage has something to do. */
  readonly works: boolean;
  /** Proves who sends it. */
  readonly authorized: boolean;
  /** Writes the owner mark. */
  readonly marks: boolean;
}

/** A request on its way. */
export interface Exchange {
  readonly position: Position;
  readonly token: string | undefined;
  /** The platform's answer; sends the request the first time. */
  answer(): Promise<Answer>;
  deliver(answer: Answer): Promise<void>;
  /** The connection is cut. */
  drop(): void;
}

export type Hook = (exchange: Exchange) => Promise<void>;

const passOn: Hook = async (exchange) => exchange.deliver(await exchange.answer());

/** A line between provider processes and the lab that numbers what goes over it, and can do harm at any place. */
export class Line {
  readonly positions: Position[] = [];
  phase: () => Phase = () => "check";
  hook: Hook = passOn;
  private readonly tap: Tap;
  private readonly counts = new Map<string, number>();
  private readonly tokens = new Set<string>();
  private last: { readonly question: string; readonly position: Position } | undefined;

  private constructor(lab: Lab) {
    this.tap = new Tap(lab);
  }

  static async open(lab: Lab): Promise<Line> {
    const line = new Line(lab);
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

  /** Counts anew; nothing is done to what passes. */
  reset(): void {
    for (const token of this.tap.tokens) this.tokens.add(token);
    this.tap.reset();
    this.tap.inject({}, (passing) => this.pass(passing), { times: Number.POSITIVE_INFINITY });
    this.positions.length = 0;
    this.counts.clear();
    this.last = undefined;
    this.quiet();
  }

  quiet(): void {
    this.hook = passOn;
  }

  close(): Promise<void> {
    return this.tap.close();
  }

  private async pass({ passed, forward, deliver, drop }: Passing): Promise<void> {
    const token = passed.headers["x-auth-token"];
    let answered: Promise<Answer> | undefined;
    await this.hook({
      position: this.positionOf(passed),
      token: typeof token === "string" ? token : undefined,
      answer: () => {
        answered ??= forward();
        return answered;
      },
      deliver,
      drop,
    });
  }

  private positionOf({ service, method, path, headers, body }: Passed): Position {
    const question = `${service} ${method} ${path}`;
    if (method === "GET" && this.last?.question === question) return this.last.position;
    const bare = path.split("?")[0]?.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}");
    const route = `${service === "identity" ? "Keystone " : ""}${method} ${bare}`;
    const count = (this.counts.get(route) ?? 0) + 1;
    this.counts.set(route, count);
    const position: Position = {
      key: `${route} #${count}`,
      phase: this.phase(),
      works: /^(POST \/(snapshots|backups)|DELETE \/(snapshots|backups)\/\{id\})$/.test(route),
      authorized: service === "volume" && headers["x-auth-token"] !== undefined,
      marks: method !== "GET" && body.includes('"pulumi_snapshots_owner"'),
    };
    this.positions.push(position);
    this.last = { question, position };
    return position;
  }
}
