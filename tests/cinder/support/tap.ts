import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf, deliver, forward, type Response } from "../../support/forward";
import { type Loopback, listening } from "../../support/loopback";
import type { Lab } from "./lab";

export type Answer = Required<Response>;

/** One request, as it was when it came in. */
export interface Passed {
  readonly service: "identity" | "volume";
  readonly method: string;
  /** After `/v3`, and after the project for Cinder; with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the service answered; undefined when it was not asked. */
  answered: Answer | undefined;
}

/** A request on its way. */
export interface Exchange {
  readonly passed: Passed;
  /** Sends it to the service. */
  forward(): Promise<Answer>;
  /** Ends when it is handed over, or nobody is there to take it. */
  deliver(answer: Response): Promise<void>;
  /** The connection is cut. */
  drop(): void;
}

export type Harm = (exchange: Exchange) => Promise<void>;

export interface Match {
  readonly service?: "identity" | "volume";
  readonly method?: string;
  readonly path?: RegExp;
}

/** What can go wrong with a request. */
export const harm = {
  /** It took effect, and nobody hears of it. */
  loseAnswer: async (exchange: Exchange) => {
    await exchange.forward();
    exchange.drop();
  },
  /** The connection is gone before anything is done. */
  reset: async (exchange: Exchange) => exchange.drop(),
  /** Answered by something in between; the service is not asked. */
  answer:
    (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Harm =>
    async (exchange) =>
      exchange.deliver({ status, text, headers }),
  /** It took effect, and something in between answers. */
  answerAfter:
    (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Harm =>
    async (exchange) => {
      await exchange.forward();
      exchange.deliver({ status, text, headers });
    },
  badGateway: async (exchange: Exchange) =>
    exchange.deliver({
      status: 502,
      text: "<html><h1>502 Bad Gateway</h1></html>",
      headers: { "content-type": "text/html" },
    }),
  unavailable: async (exchange: Exchange) =>
    exchange.deliver({
      status: 503,
      text: "<html>No server is available</html>",
      headers: { "content-type": "text/html" },
    }),
  /** It took effect; the answer ends in the middle. */
  garble: async (exchange: Exchange) => {
    const answer = await exchange.forward();
    exchange.deliver({ ...answer, text: answer.text.slice(0, answer.text.length / 2) });
  },
  tooMany:
    (seconds: number): Harm =>
    async (exchange) =>
      exchange.deliver({
        status: 429,
        text: '{"overLimit": {"code": 429, "message": "Too many requests"}}',
        headers: { "content-type": "application/json", "retry-after": String(seconds) },
      }),
  unauthorized: async (exchange: Exchange) =>
    exchange.deliver({
      status: 401,
      text: '{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}',
      headers: { "content-type": "application/json" },
    }),
  delay:
    (ms: number): Harm =>
    async (exchange) => {
      await sleep(ms);
      exchange.deliver(await exchange.forward());
    },
  /** Something happens just before it is sent. */
  after:
    (work: () => Promise<void> | void): Harm =>
    async (exchange) => {
      await work();
      exchange.deliver(await exchange.forward());
    },
};

interface Rule {
  readonly match: Match;
  readonly harm: Harm;
  skip: number;
  times: number;
}

/** A line in front of Keystone and one in front of Cinder; the catalog that comes over it leads to it as well. */
export class Tap {
  readonly passed: Passed[] = [];
  private readonly rules: Rule[] = [];
  private readonly lines: Loopback[] = [];
  private readonly names = new Map<string, string>();

  constructor(private readonly lab: Lab) {}

  async open(): Promise<this> {
    for (const service of ["identity", "volume"] as const) {
      const line = await listening(
        createServer((incoming, outgoing) => {
          this.pass(service, incoming, outgoing).catch(() => outgoing.destroy());
        }),
      );
      this.lines.push(line);
      this.names.set(new URL(this.lab.description[service]).host, line.address);
    }
    return this;
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

  get identity(): string {
    return this.through(this.lab.description.identity);
  }

  get volume(): string {
    return this.through(this.lab.description.volume);
  }

  /** Requests that match; those that were harmed too. */
  count(match: Match): number {
    return this.passed.filter((one) => matches(match, one)).length;
  }

  /** Tokens that Keystone gave out over this line, the newest last. */
  get tokens(): string[] {
    return this.passed.flatMap((one) => one.answered?.headers["x-subject-token"] ?? []);
  }

  /** Does harm to `times` matching requests after the first `skip` ones; of several rules the oldest that is left acts. */
  inject(match: Match, what: Harm, { skip = 0, times = 1 }: { skip?: number; times?: number } = {}): void {
    this.rules.push({ match, harm: what, skip, times });
  }

  /** Rules that have not been used up. */
  get left(): number {
    return this.rules.filter((rule) => rule.times > 0).length;
  }

  /** Forgets what passed, and all rules. */
  reset(): void {
    this.passed.length = 0;
    this.rules.length = 0;
  }

  private through(text: string): string {
    for (const [behind, here] of this.names) text = text.replaceAll(behind, here);
    return text;
  }

  private harmFor(passed: Passed): Harm {
    for (const rule of this.rules) {
      if (rule.times === 0 || !matches(rule.match, passed)) continue;
      if (rule.skip > 0) {
        rule.skip--;
        continue;
      }
      rule.times--;
      return rule.harm;
    }
    return async (exchange) => exchange.deliver(await exchange.forward());
  }

  private async pass(service: Passed["service"], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const url = incoming.url ?? "/";
    const passed: Passed = {
      service,
      method: incoming.method ?? "GET",
      path: url.replace(/^\/v3/, "").replace(/^\/[0-9a-f]{32}(?=[/?]|$)/, ""),
      headers: incoming.headers,
      body,
      answered: undefined,
    };
    this.passed.push(passed);
    await this.harmFor(passed)({
      passed,
      forward: async () => {
        passed.answered = await this.forward(service, url, passed);
        return passed.answered;
      },
      deliver: (answer) => deliver(outgoing, answer),
      drop: () => incoming.socket.destroy(),
    });
  }

  private async forward(service: Passed["service"], url: string, passed: Passed): Promise<Answer> {
    const answer = await forward(new URL(url, this.lab.description[service]), passed);
    return { ...answer, text: this.through(answer.text) };
  }
}

function matches(match: Match, { service, method, path }: Passed): boolean {
  return (
    (match.service ?? service) === service &&
    (match.method ?? method) === method &&
    (match.path === undefined || match.path.test(path))
  );
}
