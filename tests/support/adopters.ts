import assert from "node:assert/strict";
import { TakenError } from "../../provider/core/contract/errors";
import type { Owner } from "../../provider/core/identity/identity";
import { FakeClock } from "./clock";
import { everyOrder, type Played, type Turn } from "./interleavings";

// Two stacks adopt one object that nobody owns: every order of their requests, and every one at which either stops.

const stacks = ["dev", "prod"] as const;
export type Stack = (typeof stacks)[number];

export const ownerIn = (stack: Stack, token: string): Owner => ({
  namespace: "",
  organization: "org",
  project: "project",
  stack,
  token,
  name: "snap",
});

/** A wait takes few looks, so that the orders can be counted. */
export class HastyClock extends FakeClock {
  override sleep(ms: number): Promise<void> {
    return super.sleep(Math.max(ms, 5000));
  }
}

export interface AdoptedObject {
  adopt(stack: Stack, turn: Turn): Promise<unknown>;
  /** Throws unless the object carries the marks of this stack, or of none, and no others. */
  assertHeldBy(stack: Stack | undefined, text: string): void;
}

interface Outcome {
  readonly orders: number;
  readonly wins: readonly number[];
  /** Requests that each of them made at the most. */
  readonly requests: readonly number[];
}

async function played(
  fresh: () => AdoptedObject,
  stops?: { readonly actor: number; readonly request: number },
): Promise<Outcome> {
  let object = fresh();
  const wins = [0, 0];
  const requests = [0, 0];
  const check = ({ results, order }: Played<unknown>): void => {
    const text = `order ${order.join("")}`;
    const winners = results.flatMap((one, index) => (one?.status === "fulfilled" ? [index] : []));
    assert.ok(winners.length <= 1, `both have it: ${text}`);
    for (const [index, one] of results.entries()) {
      requests[index] = Math.max(requests[index] ?? 0, order.filter((actor) => actor === index).length);
      if (one === undefined) assert.equal(index, stops?.actor, `${stacks[index]} never ends: ${text}`);
      if (one?.status === "rejected") assert.ok(one.reason instanceof TakenError, `${String(one.reason)}: ${text}`);
    }
    const [winner] = winners;
    if (winner !== undefined) wins[winner] = (wins[winner] ?? 0) + 1;
    if (stops === undefined) object.assertHeldBy(winner === undefined ? undefined : stacks[winner], text);
  };
  const makeActors = () => {
    object = fresh();
    return stacks.map((stack) => (turn: Turn) => object.adopt(stack, turn));
  };
  return { orders: await everyOrder(makeActors, check, stops), wins, requests };
}

/** The tests of one platform: at most one of them has the object in the end. */
export function neverBothHaveIt(what: string, fresh: () => AdoptedObject): void {
  let undisturbed: Promise<Outcome> | undefined;
  const whole = (): Promise<Outcome> => {
    undisturbed ??= played(fresh);
    return undisturbed;
  };

  it(`never both have it, whatever comes first${what}`, async function () {
    this.timeout(120_000);
    const { orders, wins } = await whole();
    assert.ok(orders >= 50, `${orders} orders`);
    assert.ok(
      wins.every((count) => count > 0),
      `each wins in some order: ${wins.join(" ")}`,
    );
  });

  for (const [actor, stack] of stacks.entries()) {
    it(`never both have it where ${stack} stops at any request${what}`, async function () {
      this.timeout(120_000);
      const { requests } = await whole();
      const other = 1 - actor;
      for (let request = 1; request <= (requests[actor] ?? 0); request += 1) {
        const { wins } = await played(fresh, { actor, request });
        // Whoever stops before it wrote anything is in nobody's way.
        if (request === 1) assert.ok((wins[other] ?? 0) > 0, "the other one has it");
      }
    });
  }
}
