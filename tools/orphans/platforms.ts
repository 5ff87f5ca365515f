// The platforms of a stack, each asked once.

import { CinderOrphans } from "../../provider/cinder/orphans";
import { cinderSettings } from "../../provider/cinder/settings";
import type { Orphan, OrphanKeeper } from "../../provider/core/orphan";
import type { Surroundings } from "../../provider/core/surroundings";
import { redact } from "../../provider/http/redact";
import { Orphans } from "../../provider/zstack/orphans";
import { zstackSettings } from "../../provider/zstack/settings";
import type { Connection } from "../state/connection";
import { isComplete, type PulumiStack } from "./stack";

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
  on(orphan: Placed): OrphanKeeper;
}

/** Asks every platform; one that does not answer is an error in words and keeps none of the others. */
export async function askAll(stack: PulumiStack, around: Surroundings): Promise<Answers> {
  const { known } = stack;
  const asked: Asked[] = [];
  const found = new Map<string, { placed: Placed; orphans: OrphanKeeper }>();
  const origins = new Set<string>();
  for (const { name, open } of keepers(stack, around)) {
    try {
      const { orphans, api } = open();
      const origin = await api.origin();
      // Another way to the same account shows the same.
      if (origins.has(origin)) continue;
      origins.add(origin);
      for (const one of await orphans.find(known)) {
        // An administrator sees what other accounts have.
        if (!found.has(one.uuid)) found.set(one.uuid, { placed: { ...one, connection: name }, orphans });
      }
      asked.push({ connection: name, platform: origin.split("/")[0] ?? origin });
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

interface Keeper {
  readonly name: string;
  open(): { readonly orphans: OrphanKeeper; readonly api: { origin(): Promise<string> } };
}

/** All connections; the stack's own is left out where it is not complete and there are others. */
function keepers({ of, connections, cinder = [] }: PulumiStack, around: Surroundings): Keeper[] {
  const onZStack = connections.map((one, index): Keeper & { left: boolean } => ({
    name: one.name,
    left: index === 0 && !isComplete(zstackSettings, one),
    open: () => {
      const orphans = new Orphans(one.settings, around, of);
      return { orphans, api: orphans.api };
    },
  }));
  const onCinder = cinder.map((one): Keeper & { left: boolean } => ({
    name: one.name,
    left: one.settings.explicitProvider === undefined && !isComplete(cinderSettings, one),
    open: () => {
      const orphans = new CinderOrphans(one.settings, around, of);
      return { orphans, api: orphans.api };
    },
  }));
  const all = [...onZStack, ...onCinder];
  const used = all.filter((one) => !one.left);
  if (used.length === 0) return onZStack;
  const [standard] = connections;
  if (standard !== undefined && onZStack[0]?.left === true)
    around.say(`${standard.name} is left out: ${whyNot(standard)}`);
  return used;
}

function whyNot({ settings }: Connection): string {
  try {
    zstackSettings(settings);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
