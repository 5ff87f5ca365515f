import type { Response } from "../../support/forward";
import { type Exchange, type Line, type Position, passOn } from "./line";

/** The provider process of a run, and the engine that started it. */
export interface Victim {
  /** `kill -9` of the provider. */
  kill(): void;
  /** The provider process has ended. */
  readonly exited: Promise<void>;
  /** `kill -9` of the CLI. */
  loseEngine(): Promise<void>;
}

/** Where and how a run is disturbed. */
export interface Fault<L = unknown> {
  readonly name: string;
  /** Whether it makes sense at this position. */
  fits(position: Position): boolean;
  /** Of several polls of the same work: strike at the first one, or at the one that ends the wait. */
  readonly poll: "first" | "last";
  strike(exchange: Exchange, victim: Victim, lane: L): Promise<void>;
  /** The provider goes on without an engine and ends by itself. */
  readonly orphans?: boolean;
  /** The provider, or its engine, is gone before the answer could be recorded. */
  readonly deadly?: boolean;
  /** Seconds that people are willing to wait, and the platform takes longer. */
  readonly limit?: number;
  /** It strikes all lanes: none of them may be busy meanwhile. */
  readonly alone?: boolean;
}

const always = (): boolean => true;

export async function killed(victim: Victim): Promise<void> {
  victim.kill();
  await victim.exited;
}

/** What can happen on every platform; `answers` are what stands in front of it says for it. */
export const commonFaults = (answers: {
  readonly unavailable: Response;
  readonly rateLimited: Response;
}): readonly Fault[] => [
  {
    name: "kill before send",
    fits: always,
    poll: "first",
    deadly: true,
    async strike(exchange, victim) {
      await killed(victim);
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
      await killed(victim);
      exchange.drop();
    },
  },
  {
    name: "kill after answer",
    fits: always,
    poll: "last",
    deadly: true,
    async strike(exchange, victim) {
      await passOn(exchange);
      await killed(victim);
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
      await passOn(exchange);
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
    strike: (exchange) => exchange.deliver(answers.unavailable),
  },
  {
    name: "429",
    fits: always,
    poll: "first",
    strike: (exchange) => exchange.deliver(answers.rateLimited),
  },
  {
    name: "malformed JSON",
    fits: always,
    poll: "last",
    async strike(exchange) {
      const answer = await exchange.answer();
      const text = answer.text === "" ? "{" : answer.text.slice(0, Math.ceil(answer.text.length / 2));
      await exchange.deliver({ ...answer, text });
    },
  },
];

/** Lets a fault strike once at its position; tells whether it was reached. */
export function aim<L extends { readonly line: Line }>(
  lane: L,
  position: Position,
  fault: Fault<L>,
  victim: Victim,
): () => boolean {
  let struck = false;
  lane.line.hook = async (exchange) => {
    const here = exchange.position.key === position.key && !struck;
    if (!here || (fault.poll === "last" && (await exchange.isPending()))) return passOn(exchange);
    struck = true;
    await fault.strike(exchange, victim, lane);
  };
  return () => struck;
}
