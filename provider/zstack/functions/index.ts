// Functions run in the process of the program, because the engine cannot call functions of a dynamic provider.

import { Settings } from "../../core/contract/settings";
import { inOrder, type Match, singleMatch, takeMostRecent, withLookupErrors } from "../../core/functions/match";
import { type ProviderRuntime, processRuntime } from "../../core/runtime/runtime";
import type { ZStackApi } from "../client/client";
import { closeConnections, connection } from "../connections";
import { tagsOf } from "../ownership/tags";
import { serverClock } from "./conditions";
import { definitions, type FunctionDefinition } from "./definitions";
import { FilterSet } from "./filters";
import type { LookupResults } from "./types";
import { VmBackup } from "./vmBackups";

/** The objects that functions find. */
export type Lookup = keyof LookupResults;

/** Filters, or settings: `zstack:host` … as the configuration has them. */
export type Given = Readonly<Record<string, unknown>>;

interface Search<R> {
  readonly noun: string;
  readonly known: readonly string[];
  /** Checks the filters, and returns what to do with a connection. */
  prepare(filters: Given): { readonly wanted: string; run(api: ZStackApi): Promise<Match<R>[]> };
}

function search<T, R extends { readonly createDate?: string }>(definition: FunctionDefinition<T, R>): Search<R> {
  return {
    noun: definition.noun,
    known: Object.keys(definition.filters),
    prepare(filters) {
      const filterSet = FilterSet.read(definition.filters, filters);
      const run = async (api: ZStackApi): Promise<Match<R>[]> => {
        const rows = await definition.rows(api, filterSet.conditions);
        const tags = filterSet.needsTags ? await tagsOf(api, rows.map(definition.tagged)) : [];
        const tagsOfRow = new Map<string, string[]>();
        for (const { resourceUuid, tag } of tags) {
          tagsOfRow.set(resourceUuid, [...(tagsOfRow.get(resourceUuid) ?? []), tag]);
        }
        return rows.flatMap((row) => {
          const result = definition.result(row);
          const { createDate } = result;
          if (!filterSet.fits({ row, createDate, tags: tagsOfRow.get(definition.tagged(row)) ?? [] })) return [];
          const { id, name, state } = definition.label(row);
          const label = `${JSON.stringify(name)} (${[id, state, createDate ?? "no date"].join(", ")})`;
          return [{ result, made: serverClock(createDate), id, label }];
        });
      };
      return { wanted: filterSet.toString(), run };
    },
  };
}

const searches: { readonly [K in Lookup]: Search<LookupResults[K]> } = {
  VolumeSnapshot: search(definitions.VolumeSnapshot),
  VolumeSnapshotGroup: search(definitions.VolumeSnapshotGroup),
  VolumeBackup: search(definitions.VolumeBackup),
  VmBackup: search(VmBackup),
  Volume: search(definitions.Volume),
  VmInstance: search(definitions.VmInstance),
  BackupStorage: search(definitions.BackupStorage),
};

/** All matches, oldest first, equally old ones by uuid. */
export async function findAll<K extends Lookup>(
  lookup: K,
  filters: Given,
  settings: Given,
): Promise<LookupResults[K][]> {
  return withLookupErrors(`zstack.get${lookup}s`, async () => {
    const { run } = searches[lookup].prepare(filters);
    return inOrder(await run(connected(settings))).map((one) => one.result);
  });
}

/** The only match; with `mostRecent`, the newest of several. */
export async function findOne<K extends Lookup>(lookup: K, given: Given, settings: Given): Promise<LookupResults[K]> {
  return withLookupErrors(`zstack.get${lookup}`, async () => {
    const { mostRecent, filters } = takeMostRecent(given);
    const { noun, prepare } = searches[lookup];
    const { wanted, run } = prepare(filters);
    const api = connected(settings);
    return singleMatch(await run(api), {
      noun,
      wanted,
      where: `on ${api.endpoint}`,
      missing: "correct the filters, or use the account that owns it (an account sees only its own and shared objects)",
      plural: `get${lookup}s`,
      mostRecent,
    });
  });
}

/** Shared by all functions of the process, and so one session for each account. */
let runtime: ProviderRuntime | undefined;
let listening = false;

function connected(settings: Given): ZStackApi {
  if (!listening) {
    listening = true;
    // The process ends by itself; the session is closed then.
    process.on("beforeExit", () => void closeLookups());
  }
  runtime ??= { ...processRuntime, say: () => undefined };
  return connection(new Settings((key) => settings[key], runtime.environment), runtime);
}

/** Closes the sessions; a later function opens a new one. */
export async function closeLookups(): Promise<void> {
  const last = runtime;
  runtime = undefined;
  if (last !== undefined) await closeConnections(last, logoutTimeoutMs);
}

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 900;
