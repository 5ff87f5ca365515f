// pulumi-snapshots orphans: restore points of a stack that its state does not know.

import { closeConnections as closeCinder } from "../../provider/cinder/connection";
import { processSurroundings, type Surroundings } from "../../provider/core/surroundings";
import { redact } from "../../provider/http/redact";
import { closeConnections } from "../../provider/zstack/connection";
import { agreed } from "../state/ask";
import { type Options, parseOptions, usage } from "./options";
import { type Answers, askAll, type Placed } from "./platforms";
import { listed, meaning, type Outcome, table, told, unanswered } from "./report";
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
    return await work(options, await readStack(options), around, (text) => console.log(redact(text)));
  } catch (error) {
    throw new Error(redact(error instanceof Error ? error.message : String(error)));
  } finally {
    await Promise.all([closeConnections(around, farewell), closeCinder(around, farewell)]);
  }
}

export async function work(
  options: Options,
  stack: PulumiStack,
  around: Surroundings,
  print: (text: string) => void,
): Promise<number> {
  const answers = await askAll(stack, around);
  const { asked, found } = answers;
  const silent = asked.filter((one) => one.error !== undefined);
  const wanted = [
    ...options.release.map((uuid) => ({ uuid, action: "release" as const })),
    ...options.delete.map((uuid) => ({ uuid, action: "delete" as const })),
  ];
  const shown = found.map((one) => ({ ...one, meaning: meaning(one) }));
  const head = { ...stack.of, connections: asked };
  if (wanted.length === 0) {
    if (options.json) print(JSON.stringify({ ...head, orphans: shown }));
    else print(listed(stack.of.stack, asked, found));
    return silent.length > 0 ? 1 : found.length === 0 ? 0 : 2;
  }
  const chosen = wanted.map((one) => ({ ...one, orphan: found.find((orphan) => orphan.uuid === one.uuid) }));
  const question = `${table(chosen.flatMap((one) => one.orphan ?? []))}\nRelease ${options.release.length}, delete ${options.delete.length} for good?`;
  if (!options.yes && !(await agreed(question))) return 1;
  const outcomes: Outcome[] = [];
  for (const one of chosen) outcomes.push(await change(answers, stack, one));
  if (options.json) print(JSON.stringify({ ...head, orphans: shown, outcomes }));
  else print([...silent.map(unanswered), ...outcomes.map(told)].join("\n"));
  return silent.length > 0 || outcomes.some((one) => one.outcome === "failed") ? 1 : 0;
}

interface Change {
  readonly uuid: string;
  readonly action: "release" | "delete";
  readonly orphan: Placed | undefined;
}

async function change(answers: Answers, stack: PulumiStack, { uuid, action, orphan }: Change): Promise<Outcome> {
  try {
    if (orphan === undefined) {
      const why = stack.known.ids.has(uuid) ? "it is in the state of the stack" : "it is not an orphan of this stack";
      throw new Error(`${why}; nothing was done`);
    }
    const orphans = answers.on(orphan);
    if (action === "delete") return { uuid, action, outcome: await orphans.delete(orphan) };
    await orphans.release(orphan, stack.known);
    return { uuid, action, outcome: "released" };
  } catch (error) {
    return { uuid, action, outcome: "failed", message: redact(error instanceof Error ? error.message : String(error)) };
  }
}
