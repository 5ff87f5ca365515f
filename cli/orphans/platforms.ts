// The orphans of a stack on all its platforms.

import { CinderOrphans } from "../../provider/cinder/orphans";
import type { Orphan, OrphanKeeper } from "../../provider/core/orphans";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { Orphans } from "../../provider/zstack/orphans";
import { askPlatforms, type QueriedConnection } from "../stack/platforms";
import type { PulumiStack } from "../stack/pulumiStack";

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
  const found = new Map<string, { orphan: Orphan; connection: string; keeper: OrphanKeeper }>();
  const queried = await askPlatforms<Orphans | CinderOrphans>(stack.toQuery, runtime, {
    open: {
      zstack: (settings) => new Orphans(settings, runtime, stack.of),
      cinder: (settings) => new CinderOrphans(settings, runtime, stack.of),
    },
    async ask(keeper, connection) {
      const { orphans, unsupported } = await keeper.find(stack.known);
      for (const orphan of orphans) {
        // An administrator sees what other accounts have.
        if (!found.has(orphan.uuid)) found.set(orphan.uuid, { orphan, connection, keeper });
      }
      return unsupported;
    },
  });
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
