// pulumi-snapshots orphans: restore points of a stack that its state does not know.

import { createInterface } from "node:readline/promises";
import { Settings } from "../../provider/core/settings";
import { processSurroundings, type Surroundings } from "../../provider/core/surroundings";
import { redact } from "../../provider/http/redact";
import { closeConnections } from "../../provider/zstack/connection";
import { type Orphan, Orphans } from "../../provider/zstack/orphans";
import { type Options, parseOptions, usage } from "./options";
import { meaning, type Outcome, table, told } from "./report";
import { type PulumiStack, readStack } from "./stack";

/** Milliseconds that logging out may take. */
const farewell = 2000;

export async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  // Notes go beside the result, which may be JSON.
  const around: Surroundings = { ...processSurroundings, say: (line) => console.error(redact(line)) };
  try {
    return await work(options, readStack(options.cwd, options.stack), around, (text) => console.log(redact(text)));
  } catch (error) {
    throw new Error(redact(error instanceof Error ? error.message : String(error)));
  } finally {
    await closeConnections(around, farewell);
  }
}

export async function work(
  options: Options,
  stack: PulumiStack,
  around: Surroundings,
  print: (text: string) => void,
): Promise<number> {
  const settings = new Settings((key) => stack.configuration[key], around.environment);
  const orphans = new Orphans(settings, around, stack.of);
  const found = await orphans.find(stack.known);
  const wanted = [
    ...options.release.map((uuid) => ({ uuid, action: "release" as const })),
    ...options.delete.map((uuid) => ({ uuid, action: "delete" as const })),
  ];
  const shown = found.map((one) => ({ ...one, meaning: meaning(one) }));
  const head = { ...stack.of, platform: orphans.api.endpoint };
  if (wanted.length === 0) {
    if (options.json) print(JSON.stringify({ ...head, orphans: shown }));
    else if (found.length === 0) print(`Nothing of ${stack.of.stack} on ${head.platform} is missing in its state.`);
    else print(table(found));
    return found.length === 0 ? 0 : 2;
  }
  const chosen = wanted.map((one) => ({ ...one, orphan: found.find((orphan) => orphan.uuid === one.uuid) }));
  if (
    !options.yes &&
    !(await confirmed(
      chosen.flatMap((one) => one.orphan ?? []),
      options,
    ))
  )
    return 1;
  const outcomes: Outcome[] = [];
  for (const { uuid, action, orphan } of chosen) outcomes.push(await change(orphans, stack, uuid, action, orphan));
  if (options.json) print(JSON.stringify({ ...head, orphans: shown, outcomes }));
  else print(outcomes.map(told).join("\n"));
  return outcomes.some((one) => one.outcome === "failed") ? 1 : 0;
}

async function change(
  orphans: Orphans,
  stack: PulumiStack,
  uuid: string,
  action: "release" | "delete",
  orphan: Orphan | undefined,
): Promise<Outcome> {
  try {
    if (orphan === undefined) {
      const why = stack.known.ids.has(uuid) ? "it is in the state of the stack" : "it is not an orphan of this stack";
      throw new Error(`${why}; nothing was done`);
    }
    if (action === "delete") return { uuid, action, outcome: await orphans.delete(orphan) };
    await orphans.release(orphan, stack.known);
    return { uuid, action, outcome: "released" };
  } catch (error) {
    return { uuid, action, outcome: "failed", message: redact(error instanceof Error ? error.message : String(error)) };
  }
}

async function confirmed(chosen: readonly Orphan[], options: Options): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("nobody can be asked here: give --yes");
  const question = `${table(chosen)}\nRelease ${options.release.length}, delete ${options.delete.length} for good? [y/N] `;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}
