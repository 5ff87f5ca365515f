// `pulumi-snapshots recover`: takes what a killed CLI left pending out of the state, without a refresh of the stack.

import { createInterface } from "node:readline/promises";
import { type Options, parseOptions, usage } from "./options";
import { type Found, onPlatform } from "./platform";
import { pulumi } from "./pulumiCli";
import { type Exported, type Pending, pendingOf, withoutPending } from "./state";

/** The result is the exit code: 0 nothing found, 1 error, 2 found. */
export async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const exported = JSON.parse(await pulumi(options, ["stack", "export"])) as Exported;
  const pending = pendingOf(exported);
  const found = pending.length === 0 ? [] : await onPlatform(pending, await configuration(options));
  if (!options.json) console.log(described(pending, found));
  const agreed = pending.length > 0 && (options.yes || (!options.json && (await asked())));
  if (agreed) {
    const text = JSON.stringify(withoutPending(exported));
    await pulumi(options, ["stack", "import"], text);
  }
  if (options.json) console.log(JSON.stringify(summary(pending, found, agreed)));
  else if (agreed) console.log("Taken out of the state. Now run `pulumi up`.");
  else if (pending.length > 0) console.log("Nothing was changed.");
  return pending.length === 0 ? 0 : 2;
}

/** Settings of the stack, for the platform; secrets stay in this process. */
async function configuration(options: Options): Promise<Record<string, unknown>> {
  const text = await pulumi(options, ["config", "--json", "--show-secrets"]);
  const values = JSON.parse(text) as Record<string, { value?: unknown }>;
  return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
}

async function asked(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("recover: nobody can be asked here; give --yes to take the entries out");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question("Take these entries out of the state? [y/N] ")).trim());
  } finally {
    lines.close();
  }
}

function described(pending: readonly Pending[], found: readonly (Found[] | string)[]): string {
  if (pending.length === 0) return "No pending operation of a restore point.";
  return pending
    .map(({ type, resource }, index) => {
      const there = found[index] ?? [];
      const lines =
        typeof there === "string"
          ? [`the platform could not be asked: ${there}`]
          : there.map(({ uuid, ready, meaning }) => `${uuid} (${ready ? "ready" : "not ready"}): ${meaning}`);
      const shown = lines.length === 0 ? ["nothing on the platform; a queued job would be found by its id"] : lines;
      return [`${type} ${resource.urn}`, ...shown.map((line) => `  ${line}`)].join("\n");
    })
    .join("\n");
}

function summary(pending: readonly Pending[], found: readonly (Found[] | string)[], removed: boolean): object {
  return {
    pending: pending.map(({ type, resource }, index) => {
      const there = found[index] ?? [];
      const onIt = typeof there === "string" ? { error: there } : { objects: there };
      return { operation: type, urn: resource.urn, ...onIt };
    }),
    removed,
  };
}
