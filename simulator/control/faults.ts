// Faults that tests arm: which request they hit, how often, what then happens.

export type FaultType =
  | "dropBefore"
  | "dropAfter"
  | "respond"
  | "delay"
  | "failJob"
  | "stallJob"
  | "expireJob"
  | "slowJob"
  | "malformed";

const types: readonly string[] = [
  "dropBefore",
  "dropAfter",
  "respond",
  "delay",
  "failJob",
  "stallJob",
  "expireJob",
  "slowJob",
  "malformed",
];

export interface FaultAction {
  type: FaultType;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** For `respond`: the request is carried out first. */
  process?: boolean;
  /** For `delay` and `slowJob`. */
  ms?: number;
  code?: string;
  details?: string;
}

export interface FaultSpec {
  match: { method?: string; route?: string; path?: string };
  times: number;
  skip: number;
  action: FaultAction;
}

export class Faults {
  private armed: FaultSpec[] = [];

  add(spec: FaultSpec): void {
    this.armed.push(spec);
  }

  clear(): void {
    this.armed = [];
  }

  list(): FaultSpec[] {
    return this.armed;
  }

  /** The first armed fault that fits; it counts down. */
  take(method: string, route: string, path: string): FaultAction | undefined {
    for (const fault of this.armed) {
      const { match } = fault;
      if (match.method !== undefined && match.method.toUpperCase() !== method) continue;
      if (match.route !== undefined && match.route !== route) continue;
      if (match.path !== undefined && match.path !== path) continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      fault.times--;
      if (fault.times <= 0) this.armed = this.armed.filter((other) => other !== fault);
      return fault.action;
    }
    return undefined;
  }
}

/** Reads a fault from the control API; the text of the error says what is wrong with it. */
export function parseFault(given: unknown): FaultSpec {
  if (given === null || typeof given !== "object") throw new Error("a fault is a JSON object");
  const { match = {}, times = 1, skip = 0, action } = given as Record<string, unknown>;
  if (match === null || typeof match !== "object") throw new Error("match is an object {method?, route?, path?}");
  for (const key of Object.keys(match)) {
    if (!["method", "route", "path"].includes(key))
      throw new Error(`match has no field ${key}; it has method, route, path`);
  }
  if (typeof times !== "number" || times < 1) throw new Error("times is a number from 1 on");
  if (typeof skip !== "number" || skip < 0) throw new Error("skip is a number from 0 on");
  const type = (action as { type?: unknown } | undefined)?.type;
  if (typeof type !== "string" || !types.includes(type)) throw new Error(`action.type is one of ${types.join(", ")}`);
  return { match, times, skip, action: action as FaultAction };
}
