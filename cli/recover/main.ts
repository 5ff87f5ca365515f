// `pulumi-snapshots recover`: removes what a killed CLI left pending from the state, without a refresh of the stack.

import { agreed } from "../state/ask";
import { Connections, type ExportedStack, isRestorePoint, type PendingOperation, readable } from "../state/connection";
import { importState, pulumi, type StackLocation } from "../state/pulumiCli";
import { parseOptions, usage } from "./options";
import { type Found, onPlatform } from "./platform";
import { othersIn, othersPending, pendingOf, removePending, type StateAccess } from "./state";

/** The result is the exit code: 0 nothing found, 1 error, 2 found. */
export async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const access = stateOf(options);
  // This goes back as it is: its secrets stay encrypted.
  const exported = await access.read();
  if (pendingOf(exported).length === 0) {
    console.log(
      options.json ? JSON.stringify({ pending: [], removed: false }) : "No pending operations of restore points found.",
    );
    return 0;
  }
  const clear = await readable(options, exported, isRestorePoint);
  const pending = pendingOf(clear);
  const connections = new Connections(clear, await configuration(options), process.env);
  const found = await onPlatform(pending, connections);
  if (!options.json) console.log(described(pending, found));
  const inTheWay = othersIn(exported).length > 0 ? othersPending(exported) : undefined;
  if (inTheWay !== undefined && options.yes) throw new Error(inTheWay);
  const removing =
    inTheWay === undefined &&
    (options.yes || (!options.json && (await agreed("Remove these entries from the state?"))));
  if (removing) await removePending(exported, access);
  if (options.json) console.log(JSON.stringify(summary(pending, found, removing, inTheWay)));
  else console.log(removing ? "Removed from the state. Now run `pulumi up`." : sentence(inTheWay));
  return 2;
}

function stateOf(place: StackLocation): StateAccess {
  return {
    read: async () => JSON.parse(await pulumi(place, ["stack", "export"])) as ExportedStack,
    async replace(state) {
      const warnings = await importState(place, JSON.stringify(state));
      if (warnings !== "") console.error(warnings);
    },
  };
}

const sentence = (inTheWay = "nothing was changed"): string => `${inTheWay[0]?.toUpperCase()}${inTheWay.slice(1)}.`;

/** Settings of the stack, for the platform; secrets stay in this process. */
async function configuration(place: StackLocation): Promise<Record<string, unknown>> {
  const text = await pulumi(place, ["config", "--json", "--show-secrets"]);
  const values = JSON.parse(text) as Record<string, { value?: unknown }>;
  return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
}

function described(pending: readonly PendingOperation[], found: readonly Found[]): string {
  const lines = pending.flatMap(({ type, resource }, index) => {
    const one = found[index];
    if (one === undefined) return [];
    const things = [
      ...one.objects.map(({ uuid, ready, meaning }) => `${uuid} (${ready ? "ready" : "not ready"}): ${meaning}`),
      ...one.jobs.map(({ job, meaning }) => `job ${job}: ${meaning}`),
    ];
    if (one.error !== undefined) things.push(`query failed: ${one.error}`);
    else if (things.length === 0) things.push("no object and no running job on the platform");
    return [`${type} ${resource.urn} (${one.connection})`, ...things.map((line) => `  ${line}`)];
  });
  return lines.join("\n");
}

function summary(
  pending: readonly PendingOperation[],
  found: readonly Found[],
  removed: boolean,
  inTheWay: string | undefined,
): object {
  const told = pending.map(({ type, resource }, index) => ({ operation: type, urn: resource.urn, ...found[index] }));
  return { pending: told, removed, ...(inTheWay === undefined ? {} : { inTheWay }) };
}
