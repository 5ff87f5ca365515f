// Functions run in the process of the program, because a dynamic provider cannot serve invokes.

import { Settings } from "../../core/contract/settings";
import { inOrder, type Match, singleMatch, takeMostRecent, withLookupErrors } from "../../core/functions/match";
import { type ProviderRuntime, processRuntime } from "../../core/runtime/runtime";
import type { CinderApi } from "../client/client";
import { connectionOf } from "../connections";
import { moment } from "../models/rows";
import { definitions, type FunctionDefinition } from "./definitions";
import { FilterSet } from "./filters";
import type { LookupResults } from "./types";

/** What the functions search for. */
export type Lookup = keyof LookupResults;

/** Filters, or settings: `openstack:authUrl` … as the configuration has them. */
export type Given = Readonly<Record<string, unknown>>;

interface Search<R> {
  readonly noun: string;
  /** Checks the filters, and returns what to do with a connection. */
  prepare(filters: Given): { readonly wanted: string; run(api: CinderApi): Promise<Match<R>[]> };
}

interface Result {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt?: string;
}

function search<T, R extends Result>(definition: FunctionDefinition<T, R>): Search<R> {
  return {
    noun: definition.noun,
    prepare(filters) {
      const wanted = FilterSet.read(definition.filters, filters);
      const run = async (api: CinderApi): Promise<Match<R>[]> => {
        const rows = await definition.rows(api, wanted);
        return rows
          .filter((row) => wanted.fits(row))
          .map((row) => {
            const result = definition.result(row);
            const { id, name, status, createdAt } = result;
            const made = moment(createdAt);
            const label = `${JSON.stringify(name)} (${[id, status, createdAt ?? "no date"].join(", ")})`;
            return { result, made: Number.isNaN(made) ? undefined : made, id, label };
          });
      };
      return { wanted: wanted.toString(), run };
    },
  };
}

const searches: { readonly [K in Lookup]: Search<LookupResults[K]> } = {
  Volume: search(definitions.Volume),
  VolumeSnapshot: search(definitions.VolumeSnapshot),
  VolumeBackup: search(definitions.VolumeBackup),
};

/** Everything that fits, oldest first, equally old ones by id. */
export async function findAll<K extends Lookup>(
  lookup: K,
  filters: Given,
  settings: Given,
): Promise<LookupResults[K][]> {
  return withLookupErrors(`cinder.get${lookup}s`, async () => {
    const { run } = searches[lookup].prepare(filters);
    return inOrder(await run(connected(settings))).map((one) => one.result);
  });
}

/** The one that fits; with `mostRecent`, the newest of several. */
export async function findOne<K extends Lookup>(lookup: K, given: Given, settings: Given): Promise<LookupResults[K]> {
  return withLookupErrors(`cinder.get${lookup}`, async () => {
    const { mostRecent, filters } = takeMostRecent(given);
    const { noun, prepare } = searches[lookup];
    const { wanted, run } = prepare(filters);
    const api = connected(settings);
    const found = await run(api);
    return singleMatch(found, {
      noun,
      wanted,
      where: `in project ${(await api.origin()).replace(/^(.*)\/(.*)$/, "$2 of $1")}`,
      missing: "correct the filters, or use a provider for the project and region that have it",
      plural: `get${lookup}s`,
      mostRecent,
    });
  });
}

/** All functions of the process share it, and so one token for each account. */
let runtime: ProviderRuntime | undefined;

function connected(settings: Given): CinderApi {
  runtime ??= { ...processRuntime, say: () => undefined };
  return connectionOf({ settings: new Settings((key) => settings[key], runtime.environment), runtime });
}

/** Forgets the connections; a later call opens a new one. */
export function forgetLookups(): void {
  runtime = undefined;
}
