// Finds the APIs behind a path: exact paths first, then patterns. A path that only one API owns ignores the method.

import { TextError } from "../core/errors";
import type { Api } from "./api";

interface Route {
  pattern: string;
  matcher: RegExp;
  /** What each placeholder is called: APIs of one path may call it differently. */
  variables: Set<string>[];
  apis: Api[];
}

export interface Match {
  /** With placeholders, as in the documentation: /v1/volumes/{volumeUuid}/volume-snapshots */
  route: string;
  apis: Api[];
  variables: Record<string, string>;
}

export class Router {
  private readonly exact = new Map<string, Route>();
  private readonly patterns: Route[] = [];

  constructor(apis: readonly Api[]) {
    const shapes = new Map<string, Route>();
    for (const api of apis) {
      const pattern = `/v1${api.path}`;
      const shape = pattern.replace(/\{\w+\}/g, "{}");
      const route = shapes.get(shape);
      if (route !== undefined) {
        route.apis.push(api);
        for (const [index, name] of namesIn(pattern).entries()) route.variables[index]?.add(name);
        continue;
      }
      const added = compile(pattern, api);
      shapes.set(shape, added);
      if (added.variables.length === 0) this.exact.set(pattern, added);
      else this.patterns.push(added);
    }
  }

  find(path: string): Match | undefined {
    const exact = this.exact.get(path);
    if (exact !== undefined) return { route: exact.pattern, apis: exact.apis, variables: {} };
    for (const route of this.patterns) {
      const found = route.matcher.exec(path);
      if (found === null) continue;
      const variables: Record<string, string> = {};
      for (const [index, names] of route.variables.entries()) {
        for (const name of names) variables[name] = found[index + 1] ?? "";
      }
      return { route: route.pattern, apis: route.apis, variables };
    }
    return undefined;
  }
}

function namesIn(pattern: string): string[] {
  return [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
}

function compile(pattern: string, api: Api): Route {
  const variables = namesIn(pattern).map((name) => new Set([name]));
  return { pattern, variables, matcher: new RegExp(`^${pattern.replace(/\{\w+\}/g, "([^/]+)")}$`), apis: [api] };
}

/** Chooses among the APIs of a path by method and, on `…/actions`, by the key in the body. */
export function choose(match: Match, method: string, path: string, body: () => unknown): Api {
  const isAction = match.route.endsWith("/actions");
  const [only] = match.apis;
  if (only !== undefined && match.apis.length === 1 && !isAction) return only;
  const candidates = match.apis.filter((api) => api.method === (method === "HEAD" ? "GET" : method));
  if (candidates.length === 0 && method === "GET") throw new TextError(500, `No query API found for the path[${path}]`);
  if (candidates.length === 0) throw new TextError(405, `The method[${method}] is not allowed for the path[${path}]`);
  if (!isAction) return candidates[0] as Api;
  const content = body();
  if (content === undefined || content === null) {
    throw new TextError(500, 'Cannot invoke "java.util.Map.containsKey(Object)" because "m" is null');
  }
  const found = candidates.find((api) => api.wrapper !== undefined && Object.hasOwn(content, api.wrapper));
  if (found === undefined) throw new TextError(400, `the body doesn't contain action mapping to the URL[${path}]`);
  return found;
}
