// `pulumi-snapshots orphans`: restore points of a stack that its state does not contain.

import { closeConnections as closeCinder } from "../../provider/cinder/connections";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { closeConnections } from "../../provider/zstack/connections";
import { confirmed } from "../confirm";
import { jsonText, print } from "../output";
import { commandRuntime } from "../runtime";
import { formatFailedQuery, unsupportedTypes } from "../stack/platforms";
import { type PulumiStack, readStack } from "../stack/pulumiStack";
import { applyChange } from "./changes";
import type { OrphansOptions } from "./options";
import { queryConnections } from "./platforms";
import { describe, formatList, formatOutcome, formatQuestion, formatUnreadable, type Outcome } from "./report";

/** Milliseconds that logging out may take. */
const logoutTimeoutMs = 2000;

export async function run(options: OrphansOptions): Promise<number> {
  try {
    return await work(options, await readStack(options), commandRuntime, print);
  } finally {
    await Promise.all([
      closeConnections(commandRuntime, logoutTimeoutMs),
      closeCinder(commandRuntime, logoutTimeoutMs),
    ]);
  }
}

export async function work(
  options: OrphansOptions,
  stack: PulumiStack,
  runtime: ProviderRuntime,
  print: (text: string) => void,
): Promise<number> {
  const results = await queryConnections(stack, runtime);
  const { queried } = results;
  // What a run made and recorded since the state was read is in there by now.
  const known = await stack.knownNow();
  const found = results.found.filter((one) => !known.ids.has(one.uuid));
  const failed = queried.filter((one) => one.error !== undefined);
  // A value named token would be redacted.
  const shown = found.map(({ token, ...one }) => ({ ...one, type: token, meaning: describe({ token, ...one }) }));
  const unreadable = known.unreadable.length === 0 ? {} : { unreadable: known.unreadable };
  const head = { ...stack.of, connections: queried, ...unreadable };
  if (options.changes.length === 0) {
    if (options.json) print(jsonText({ ...head, orphans: shown }));
    else print([...formatUnreadable(known), formatList(stack.of.stack, queried, found)].join("\n"));
    if (failed.length > 0 || known.unreadable.length > 0) return 1;
    return found.some((one) => options.failOn.includes(one.status)) ? 2 : 0;
  }
  if (!options.yes && !(await confirmed(formatQuestion(options.changes, found)))) {
    print(options.json ? jsonText({ ...head, orphans: shown, outcomes: [] }) : "Nothing was changed.");
    return 1;
  }
  // The answer may have taken its time.
  const latest = options.yes ? known : await stack.knownNow();
  const outcomes: Outcome[] = [];
  for (const change of options.changes) {
    outcomes.push(await applyChange(change, { ...options, results, found, known: latest }));
  }
  if (options.json) print(jsonText({ ...head, orphans: shown, outcomes }));
  else
    print([...failed.map(formatFailedQuery), ...unsupportedTypes(queried), ...outcomes.map(formatOutcome)].join("\n"));
  return failed.length > 0 || outcomes.some((one) => one.outcome === "failed") ? 1 : 0;
}
