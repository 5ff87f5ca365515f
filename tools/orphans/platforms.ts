// The platforms of a stack, each asked once.

import type { Surroundings } from "../../provider/core/surroundings";
import { redact } from "../../provider/http/redact";
import { type Orphan, Orphans } from "../../provider/zstack/orphans";
import { zstackSettings } from "../../provider/zstack/settings";
import type { Connection } from "../state/connection";
import type { PulumiStack } from "./stack";

/** What one connection of the stack leads to. */
export interface Asked {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly connection: string;
  /** Missing where the platform could not be asked. */
  readonly platform?: string;
  readonly error?: string;
}

/** An object, and where it was found. */
export interface Placed extends Orphan {
  readonly connection: string;
}

export interface Answers {
  readonly asked: readonly Asked[];
  readonly found: readonly Placed[];
  /** What changes an object of `found`. */
  on(orphan: Placed): Orphans;
}

/** Asks every platform; one that does not answer is an error in words and keeps none of the others. */
export async function askAll({ of, connections, known }: PulumiStack, around: Surroundings): Promise<Answers> {
  const asked: Asked[] = [];
  const found = new Map<string, { placed: Placed; orphans: Orphans }>();
  const origins = new Set<string>();
  for (const { name, settings } of used(connections, around)) {
    try {
      const orphans = new Orphans(settings, around, of);
      const origin = await orphans.api.origin();
      // Another way to the same account shows the same.
      if (origins.has(origin)) continue;
      origins.add(origin);
      for (const one of await orphans.find(known)) {
        // An administrator sees what other accounts have.
        if (!found.has(one.uuid)) found.set(one.uuid, { placed: { ...one, connection: name }, orphans });
      }
      asked.push({ connection: name, platform: orphans.api.endpoint });
    } catch (error) {
      asked.push({ connection: name, error: redact(error instanceof Error ? error.message : String(error)) });
    }
  }
  return {
    asked,
    found: [...found.values()].map((one) => one.placed),
    on({ uuid }) {
      const one = found.get(uuid);
      if (one === undefined) throw new Error(`${uuid} was not found`);
      return one.orphans;
    },
  };
}

/** All connections; the stack's own is left out where it is not complete and explicit providers are there. */
function used(connections: readonly Connection[], around: Surroundings): readonly Connection[] {
  const [standard, ...explicit] = connections;
  if (standard === undefined || explicit.length === 0) return connections;
  try {
    zstackSettings(standard.settings);
    return connections;
  } catch (error) {
    around.say(`${standard.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return explicit;
  }
}
