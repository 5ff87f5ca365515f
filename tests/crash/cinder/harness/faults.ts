import type { Operation } from "../../../cinder/support/lab";
import type { Victim } from "../../harness/faults";
import type { Lane } from "./lane";
import type { Exchange, Position } from "./line";

/** Where and how a run is disturbed. */
export interface Fault {
  readonly name: string;
  /** Whether it makes sense at this position. */
  fits(position: Position): boolean;
  /** Of several questions about what an object has become: strike at the first one, or at the one that ends the wait. */
  readonly poll: "first" | "last";
  strike(exchange: Exchange, victim: Victim, lane: Lane): Promise<void>;
  /** The provider goes on without an engine and ends by itself. */
  readonly orphans?: boolean;
  /** The provider, or its engine, is gone before the answer could be recorded. */
  readonly deadly?: boolean;
  /** Seconds that people are willing to wait, and the storage takes longer. */
  readonly limit?: number;
}

const always = (): boolean => true;

async function killed(victim: Victim): Promise<void> {
  victim.kill();
  await victim.exited;
}

/** What of the storage a request needs: `create_snapshot`. */
function storageCall(key: string): Operation {
  const [method, path = ""] = key.split(" ");
  const object = path.startsWith("/snapshots") ? "snapshot" : "backup";
  return `${method === "POST" ? "create" : "delete"}_${object}`;
}

export const faults: readonly Fault[] = [
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
      await exchange.deliver(await exchange.answer());
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
    strike: (exchange) =>
      exchange.deliver({
        status: 503,
        text: "<html>No server is available</html>",
        headers: { "content-type": "text/html" },
      }),
  },
  {
    name: "429",
    fits: always,
    poll: "first",
    strike: (exchange) =>
      exchange.deliver({
        status: 429,
        text: '{"overLimit": {"code": 429, "message": "Too many requests", "retryAfter": "1"}}',
        headers: { "content-type": "application/json", "retry-after": "1" },
      }),
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
  {
    name: "token revoked",
    fits: (position) => position.authorized,
    poll: "first",
    async strike(exchange, _victim, lane) {
      await lane.revoke(exchange.token ?? "");
      await exchange.deliver(await exchange.answer());
    },
  },
  {
    name: "storage slower than the deadline",
    fits: (position) => position.works,
    poll: "first",
    limit: 10,
    async strike(exchange, _victim, lane) {
      lane.hold(storageCall(exchange.position.key));
      await exchange.deliver(await exchange.answer());
    },
  },
];
