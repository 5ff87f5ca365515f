// The platforms of a stack, each queried once.

import { CinderOrphans } from "../../provider/cinder/orphans";
import type { Orphan, OrphanKeeper } from "../../provider/core/orphans";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { codeOf, type ErrorCode } from "../../provider/http/errorCodes";
import { platformText } from "../../provider/http/printable";
import { Orphans } from "../../provider/zstack/orphans";
import { messageOf } from "../errors";
import type { PulumiStack } from "./stack";

/** What one connection of the stack leads to. */
export interface QueriedConnection {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly connection: string;
  /** Missing if the platform could not be queried. */
  readonly platform?: string;
  /** Kinds that the platform does not have at all. */
  readonly unsupported?: readonly string[];
  /** Why it could not be queried. */
  readonly error?: string;
  readonly code?: ErrorCode;
}

/** An object, and where it was found. */
export interface LocatedOrphan extends Orphan {
  readonly connection: string;
  /** How many of those that it waits for are deferred themselves; `waitsFor` has the others. */
  readonly waitsForDeferred: number;
}

export interface QueryResults {
  readonly queried: readonly QueriedConnection[];
  readonly found: readonly LocatedOrphan[];
  /** What changes an object of `found`. */
  keeperOf(orphan: LocatedOrphan): OrphanKeeper;
}

/** Queries every platform. One that does not answer has an error, and the others are queried all the same. */
export async function queryConnections(stack: PulumiStack, runtime: ProviderRuntime): Promise<QueryResults> {
  const queried: QueriedConnection[] = [];
  const found = new Map<string, { orphan: Orphan; connection: string; keeper: OrphanKeeper }>();
  const origins = new Set<string>();
  for (const note of stack.toQuery.notes) runtime.say(note);
  if (stack.toQuery.missing !== undefined) {
    const error = platformText(stack.toQuery.missing);
    queried.push({ connection: "the stack's connection", code: "invalid-config", error });
  }
  for (const { name, open } of keepers(stack, runtime)) {
    try {
      const { keeper, api } = open();
      const origin = await api.origin();
      // Another way to the same account shows the same.
      if (origins.has(origin)) continue;
      origins.add(origin);
      const { orphans, unsupported } = await keeper.find(stack.known);
      for (const orphan of orphans) {
        // An administrator sees what other accounts have.
        if (!found.has(orphan.uuid)) found.set(orphan.uuid, { orphan, connection: name, keeper });
      }
      const missing = unsupported.length === 0 ? {} : { unsupported };
      queried.push({ connection: name, platform: origin.split("/")[0] ?? origin, ...missing });
    } catch (error) {
      queried.push({ connection: name, code: codeOf(error), error: platformText(messageOf(error)) });
    }
  }
  const isDeferred = (uuid: string): boolean => found.get(uuid)?.orphan.status === "deferred";
  return {
    queried,
    found: [...found.values()].map(({ orphan, connection }) => {
      // In a chain of them each waits for all that are below it: only what holds them all up says something.
      const waitsFor = orphan.waitsFor.filter((one) => !isDeferred(one.uuid));
      return { ...orphan, connection, waitsFor, waitsForDeferred: orphan.waitsFor.length - waitsFor.length };
    }),
    keeperOf({ uuid }) {
      const one = found.get(uuid);
      if (one === undefined) throw new Error(`${uuid} was not found`);
      return one.keeper;
    },
  };
}

interface Opened {
  readonly keeper: OrphanKeeper;
  readonly api: { origin(): Promise<string> };
}

function keepers(
  { of, toQuery }: PulumiStack,
  runtime: ProviderRuntime,
): { readonly name: string; readonly open: () => Opened }[] {
  const opened = <K extends OrphanKeeper & { readonly api: Opened["api"] }>(keeper: K): Opened => ({
    keeper,
    api: keeper.api,
  });
  return [
    ...toQuery.zstack.map(({ name, settings }) => ({
      name,
      open: () => opened(new Orphans(settings, runtime, of)),
    })),
    ...toQuery.cinder.map(({ name, settings }) => ({
      name,
      open: () => opened(new CinderOrphans(settings, runtime, of)),
    })),
  ];
}
