import type { Exchange, Position, Tap } from "./tap";

/** The provider process of a run, and the engine that started it. */
export interface Victim {
  /** `kill -9` of the provider. */
  kill(): void;
  /** The provider process has ended. */
  readonly exited: Promise<void>;
  /** `kill -9` of the CLI. */
  loseEngine(): Promise<void>;
}

/** The platform, where it can be made to misbehave. */
export interface Platform {
  endSession(session: string): Promise<void>;
  /** A fault for the request that is about to be passed on. */
  arm(exchange: Exchange, action: { type: string; ms?: number }): Promise<void>;
  /** `kill -9` of the management server, and its restart. */
  restart(): Promise<void>;
}

/** Where and how a run is disturbed. */
export interface Fault {
  readonly name: string;
  /** Whether it makes sense at this position. */
  fits(position: Position): boolean;
  /** Of several polls of one job: strike at the first one, or when the answer is the last. */
  readonly poll: "first" | "last";
  strike(exchange: Exchange, victim: Victim, platform: Platform): Promise<void>;
  /** The provider goes on without an engine and ends by itself. */
  readonly orphans?: boolean;
  /** The provider, or its engine, is gone before the answer could be recorded. */
  readonly deadly?: boolean;
  /** Milliseconds by which a job outlasts everybody's patience. */
  readonly slow?: number;
}

const always = (): boolean => true;
const submits = (position: Position): boolean => position.submits;

/** Milliseconds of a job that is too slow for a deadline of five seconds, which all others meet on a busy machine too. */
const tooSlow = 120_000;

export const faults: readonly Fault[] = [
  {
    name: "kill before send",
    fits: always,
    poll: "first",
    deadly: true,
    async strike(exchange, victim) {
      victim.kill();
      await victim.exited;
      exchange.drop();
    },
  },
  {
    name: "kill after send",
    fits: always,
    poll: "last",
    deadly: true,
    async strike(exchange, victim) {
      await exchange.answer();
      victim.kill();
      await victim.exited;
      exchange.drop();
    },
  },
  {
    name: "kill after answer",
    fits: always,
    poll: "last",
    deadly: true,
    async strike(exchange, victim) {
      await exchange.deliver(await exchange.answer());
      victim.kill();
      await victim.exited;
    },
  },
  {
    name: "CLI killed too",
    fits: always,
    poll: "first",
    deadly: true,
    orphans: true,
    async strike(exchange, victim) {
      await victim.loseEngine();
      await exchange.deliver(await exchange.answer());
    },
  },
  {
    name: "answer lost after the effect",
    fits: always,
    poll: "last",
    async strike(exchange) {
      await exchange.answer();
      exchange.drop();
    },
  },
  {
    name: "503 of a proxy",
    fits: always,
    poll: "first",
    strike: (exchange) => exchange.deliver({ status: 503, text: "upstream connect error" }),
  },
  {
    name: "429",
    fits: always,
    poll: "first",
    strike: (exchange) => exchange.deliver({ status: 429, text: "too many requests" }),
  },
  {
    name: "malformed JSON",
    fits: always,
    poll: "last",
    async strike(exchange) {
      const { status, text } = await exchange.answer();
      await exchange.deliver({ status, text: text.slice(0, Math.ceil(text.length / 2)) });
    },
  },
  {
    name: "session expired",
    fits: (position) => position.authorized,
    poll: "first",
    async strike(exchange, _victim, platform) {
      await platform.endSession(exchange.session ?? "");
      await exchange.deliver(await exchange.answer());
    },
  },
  {
    name: "job result expired",
    fits: submits,
    poll: "first",
    async strike(exchange, _victim, platform) {
      await platform.arm(exchange, { type: "expireJob" });
      await exchange.deliver(await exchange.answer());
    },
  },
  {
    name: "job slower than the deadline",
    fits: submits,
    poll: "first",
    slow: tooSlow,
    async strike(exchange, _victim, platform) {
      await platform.arm(exchange, { type: "slowJob", ms: tooSlow });
      await exchange.deliver(await exchange.answer());
    },
  },
  {
    name: "server killed with the job under way",
    // Of a group that is being made there is no record: the next run waits ten minutes for one.
    fits: ({ submits, key }) => submits && !key.startsWith("POST /v1/volume-snapshots/group"),
    poll: "first",
    deadly: true,
    async strike(exchange, victim, platform) {
      await platform.arm(exchange, { type: "stallJob" });
      await exchange.answer();
      await platform.restart();
      // Whoever waits notices it after a minute only; whoever comes next, at once.
      victim.kill();
      await victim.exited;
      exchange.drop();
    },
  },
];

/** Lets a fault strike once at its position; tells whether it was reached. */
export function aim(tap: Tap, position: Position, fault: Fault, victim: Victim, platform: Platform): () => boolean {
  let struck = false;
  tap.hook = async (exchange) => {
    const here = exchange.position.key === position.key && !struck;
    const due = here && (!exchange.position.poll || fault.poll === "first" || (await exchange.answer()).status !== 202);
    if (!due) return exchange.deliver(await exchange.answer());
    struck = true;
    await fault.strike(exchange, victim, platform);
  };
  return () => struck;
}
