// Look-ups: run in the process of the program, because the engine has no way to ask a dynamic provider.

import { Settings } from "../../core/contract/settings";
import { inOrder, type Match, singleMatch, takeMostRecent, withLookupErrors } from "../../core/functions/match";
import { type ProviderRuntime, processRuntime } from "../../core/runtime/runtime";
import type { ZStackApi } from "../client/client";
import { closeConnections, connection } from "../connections";
import { tagsOf } from "../ownership/tags";
import { serverClock } from "./conditions";
import { type FunctionDefinition, rowKinds } from "./definitions";
import { FilterSet } from "./filters";
import type { LookupResults } from "./types";
import { VmBackup } from "./vmBackups";

/** What can be looked up. */
export type Lookup = keyof LookupResults;

/** Filters, or settings: `zstack:host` … as the configuration has them. */
export type Given = Readonly<Record<string, unknown>>;

interface Search<R> {
  readonly noun: string;
  readonly known: readonly string[];
  /** Checks the filters, and returns what to do with a connection. */
  prepare(filters: Given): { readonly wanted: string; run(api: ZStackApi): Promise<Match<R>[]> };
}

function search<T, R extends { readonly createDate?: string }>(kind: FunctionDefinition<T, R>): Search<R> {
  return {
    noun: kind.noun,
    known: Object.keys(kind.filters),
    prepare(filters) {
      const wanted = FilterSet.read(kind.filters, filters);
      const run = async (api: ZStackApi): Promise<Match<R>[]> => {
        const rows = await kind.rows(api, wanted.conditions);
        const tags = wanted.needsTags ? await tagsOf(api, rows.map(kind.tagged)) : [];
        const tagsOfRow = new Map<string, string[]>();
        for (const { resourceUuid, tag } of tags) {
          tagsOfRow.set(resourceUuid, [...(tagsOfRow.get(resourceUuid) ?? []), tag]);
        }
        return rows.flatMap((row) => {
          const result = kind.result(row);
          const { createDate } = result;
          if (!wanted.fits({ row, createDate, tags: tagsOfRow.get(kind.tagged(row)) ?? [] })) return [];
          const { id, name, state } = kind.label(row);
          const label = `${JSON.stringify(name)} (${[id, state, createDate ?? "no date"].join(", ")})`;
          return [{ result, made: serverClock(createDate), id, label }];
        });
      };
      return { wanted: wanted.toString(), run };
    },
  };
}

const searches: { readonly [K in Lookup]: Search<LookupResults[K]> } = {
  VolumeSnapshot: search(rowKinds.VolumeSnapshot),
  VolumeSnapshotGroup: search(rowKinds.VolumeSnapshotGroup),
  VolumeBackup: search(rowKinds.VolumeBackup),
  VmBackup: search(VmBackup),
  Volume: search(rowKinds.Volume),
  VmInstance: search(rowKinds.VmInstance),
  BackupStorage: search(rowKinds.BackupStorage),
};

/** Everything that fits, oldest first, equally old ones by uuid. */
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

/** The one that fits; with `mostRecent`, the newest of several. */
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
      missing:
        "correct the filters, or look with the account that owns it (an account sees its own and shared objects only)",
      plural: `get${lookup}s`,
      mostRecent,
    });
  });
}

/** All look-ups of the process share it, and so one session for each account. */
let runtime: ProviderRuntime | undefined;
let listening = false;

function connected(settings: Given): ZStackApi {
  if (!listening) {
    listening = true;
    // Nothing here holds the process: it comes to its end by itself, and the session is ended then.
    process.on("beforeExit", () => void closeLookups());
  }
  runtime ??= { ...processRuntime, say: () => undefined };
  return connection(new Settings((key) => settings[key], runtime.environment), runtime);
}

/** Ends the sessions; a later look-up opens a new one. */
export async function closeLookups(): Promise<void> {
  const last = runtime;
  runtime = undefined;
  if (last !== undefined) await closeConnections(last, logoutTimeoutMs);
}

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 900;
