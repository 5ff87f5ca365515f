import assert from "node:assert/strict";
import type { JsonObject } from "../../support/providerProcess";
import type { EngineState } from "./engine";
import type { Lane } from "./lane";
import { type Exchange, type Position, passOn } from "./line";

export interface Meeting {
  readonly states: readonly [EngineState, EngineState];
  readonly declared: JsonObject;
  /** At which request of the first run the second one begins. */
  meets(position: Position): boolean;
  /** Whether the second one has looked around by this exchange: then the first goes on. */
  hasLooked(exchange: Exchange): boolean;
}

/** Two runs of one program on copies of one state. */
export async function overlapping<K extends string>(
  lane: Lane<K>,
  kind: K,
  { states, declared, meets, hasLooked }: Meeting,
): Promise<void> {
  const [first, second] = states;
  let other: Promise<string> | undefined;
  let looked = (): void => undefined;
  lane.line.phase = () => first.phase;
  lane.line.hook = async (exchange) => {
    if (other !== undefined || !meets(exchange.position)) {
      await passOn(exchange);
      if (other !== undefined && hasLooked(exchange)) looked();
      return;
    }
    // The first one waits here, so that whatever passes is of the second.
    const look = new Promise<void>((resolve) => {
      looked = resolve;
    });
    const running = lane.locally(kind, (calls) => second.up(calls, declared));
    other = running;
    await Promise.race([look, running]);
    await passOn(exchange);
  };
  try {
    await lane.locally(kind, (calls) => first.up(calls, declared));
    await other;
    assert.ok(other, "the runs have met");
  } finally {
    lane.line.quiet();
  }
}
