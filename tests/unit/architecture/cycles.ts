import { posix } from "node:path";
import { imports, type Source } from "./sources";

/**
 * Groups of files each of which imports, directly or by others, every other one of its group; in alphabetical order.
 * An import of types counts as well: whoever reads one of the files has to know the others.
 */
export function cycles(sources: readonly Source[]): string[][] {
  const known = new Map(sources.map((source) => [source.path, source]));
  const targets = new Map(sources.map((source) => [source.path, targetsOf(source, known)]));
  const reached = new Map([...targets.keys()].map((path) => [path, reachable(path, targets)]));
  const groups = new Map<string, string[]>();
  for (const path of [...reached.keys()].sort()) {
    const group = [...(reached.get(path) ?? [])].filter((other) => reached.get(other)?.has(path) === true).sort();
    if (group.length > 0) groups.set(group.join(" "), group);
  }
  return [...groups.values()];
}

function targetsOf(source: Source, known: ReadonlyMap<string, Source>): string[] {
  return imports(source).flatMap(({ from }) => {
    if (!from.startsWith(".")) return [];
    const path = posix.join(posix.dirname(source.path), from);
    return [path, `${path}.ts`, `${path}/index.ts`].find((one) => known.has(one)) ?? [];
  });
}

/** What a file imports by any way, itself only if a way leads back to it. */
function reachable(path: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const next = [...(targets.get(path) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    next.push(...(targets.get(one) ?? []));
  }
  return found;
}
