// `pulumi-snapshots recover`: removes what a killed CLI left pending from the state, without a refresh of the stack.

import { confirmed } from "../confirm";
import { print } from "../output";
import { Connections } from "../state/connection";
import { decrypted, exportedStack, isRestorePoint, type PendingOperation } from "../state/exportedStack";
import { importState, type StackLocation } from "../state/pulumiCli";
import { stackConfiguration } from "../state/stackConfiguration";
import { type Found, findOnPlatforms } from "./platform";
import { othersIn, othersPending, pendingOf, removePending, type StateAccess } from "./state";

export interface RecoverOptions extends StackLocation {
  readonly yes: boolean;
  readonly json: boolean;
}

/** @returns the exit code: 0 nothing found, 2 found */
export async function run(options: RecoverOptions): Promise<number> {
  const access = stateOf(options);
  // This goes back as it is: its secrets stay encrypted.
  const exported = await access.read();
  if (pendingOf(exported).length === 0) {
    print(
      options.json ? JSON.stringify({ pending: [], removed: false }) : "No pending operations of restore points found.",
    );
    return 0;
  }
  const clear = await decrypted(options, exported, isRestorePoint);
  const pending = pendingOf(clear);
  const connections = new Connections(clear, await stackConfiguration(options), process.env);
  const found = await findOnPlatforms(pending, connections);
  if (!options.json) print(described(pending, found));
  const inTheWay = othersIn(exported).length > 0 ? othersPending(exported) : undefined;
  if (inTheWay !== undefined && options.yes) throw inTheWay;
  const removing =
    inTheWay === undefined &&
    (options.yes || (!options.json && (await confirmed("Remove these entries from the state?"))));
  if (removing) await removePending(exported, access);
  if (options.json) print(JSON.stringify(summary(pending, found, removing, inTheWay?.message)));
  else print(removing ? "Removed from the state. Now run `pulumi up`." : sentence(inTheWay?.message));
  return 2;
}

function stateOf(place: StackLocation): StateAccess {
  return {
    read: () => exportedStack(place),
    async replace(state) {
      const warnings = await importState(place, JSON.stringify(state));
      if (warnings !== "") console.error(warnings);
    },
  };
}

const sentence = (inTheWay = "nothing was changed"): string => `${inTheWay[0]?.toUpperCase()}${inTheWay.slice(1)}.`;

function described(pending: readonly PendingOperation[], found: readonly Found[]): string {
  const lines = pending.flatMap(({ type, resource }, index) => {
    const one = found[index];
    if (one === undefined) return [];
    const details = [
      ...one.objects.map(({ uuid, ready, meaning }) => `${uuid} (${ready ? "ready" : "not ready"}): ${meaning}`),
      ...one.jobs.map(({ job, meaning }) => `job ${job}: ${meaning}`),
      ...one.progress,
    ];
    if (one.error !== undefined) details.push(`query failed: ${one.error}`);
    else if (details.length === 0) details.push("no object and no running job on the platform");
    return [`${type} ${resource.urn} (${one.connection})`, ...details.map((line) => `  ${line}`)];
  });
  return lines.join("\n");
}

function summary(
  pending: readonly PendingOperation[],
  found: readonly Found[],
  removed: boolean,
  inTheWay: string | undefined,
): object {
  const operations = pending.map(({ type, resource }, index) => ({
    operation: type,
    urn: resource.urn,
    ...found[index],
  }));
  return { pending: operations, removed, ...(inTheWay === undefined ? {} : { inTheWay }) };
}
