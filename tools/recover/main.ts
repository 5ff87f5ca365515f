// `pulumi-snapshots recover`: takes what a killed CLI left pending out of the state, without a refresh of the stack.

import { agreed } from "../state/ask";
import { Connections, type ExportedStack, isRestorePoint, type PendingOperation, readable } from "../state/connection";
import { type Place, pulumi } from "../state/pulumiCli";
import { parseOptions, usage } from "./options";
import { type Found, onPlatform } from "./platform";
import { pendingOf, withoutPending } from "./state";

/** The result is the exit code: 0 nothing found, 1 error, 2 found. */
export async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  // This text goes back as it is: its secrets stay encrypted.
  const exported = JSON.parse(await pulumi(options, ["stack", "export"])) as ExportedStack;
  if (pendingOf(exported).length === 0) {
    console.log(
      options.json ? JSON.stringify({ pending: [], removed: false }) : "No pending operation of a restore point.",
    );
    return 0;
  }
  const clear = await readable(options, exported, isRestorePoint);
  const pending = pendingOf(clear);
  const connections = new Connections(clear, await configuration(options), process.env);
  const found = await onPlatform(pending, connections);
  if (!options.json) console.log(described(pending, found));
  const removing = options.yes || (!options.json && (await agreed("Take these entries out of the state?")));
  if (removing) await pulumi(options, ["stack", "import"], JSON.stringify(withoutPending(exported)));
  if (options.json) console.log(JSON.stringify(summary(pending, found, removing)));
  else console.log(removing ? "Taken out of the state. Now run `pulumi up`." : "Nothing was changed.");
  return 2;
}

/** Settings of the stack, for the platform; secrets stay in this process. */
async function configuration(place: Place): Promise<Record<string, unknown>> {
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
    if (one.error !== undefined) things.push(`the platform could not be asked: ${one.error}`);
    else if (things.length === 0) things.push(`nothing on the platform, and no creation under way`);
    return [`${type} ${resource.urn} (${one.connection})`, ...things.map((line) => `  ${line}`)];
  });
  return lines.join("\n");
}

function summary(pending: readonly PendingOperation[], found: readonly Found[], removed: boolean): object {
  const told = pending.map(({ type, resource }, index) => ({ operation: type, urn: resource.urn, ...found[index] }));
  return { pending: told, removed };
}
