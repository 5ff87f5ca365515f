// The control API below /simulator: what tests look at and how they make trouble. No part of the product.

import type { Json } from "../core/inventories";
import { writeTables } from "../core/storedTables";
import { registry } from "../query/registry";
import { type Resource, rowsOf } from "../query/resources";
import type { World } from "../world";
import { type Faults, parseFault } from "./faults";
import { addObjects } from "./objects";
import type { RequestLog } from "./requestLog";

export interface Control {
  world: World;
  faults: Faults;
  log: RequestLog;
  reset(): void;
}

export interface ControlAnswer {
  status: number;
  body: unknown;
}

const done: ControlAnswer = { status: 200, body: {} };

const shown: Record<string, string> = {
  vmInstances: "vmInstances",
  volumes: "volumes",
  volumeSnapshots: "snapshots",
  volumeSnapshotTrees: "trees",
  volumeSnapshotGroups: "groups",
  volumeBackups: "backups",
  backupStorages: "backupStorages",
  userTags: "userTags",
};

export function control(
  { world, faults, log, reset }: Control,
  method: string,
  path: string,
  query: URLSearchParams,
  body: string,
): ControlAnswer {
  try {
    switch (`${method} ${path}`) {
      case "GET /simulator/requests":
        return { status: 200, body: log.report(query.get("log") === "true") };
      case "DELETE /simulator/requests":
        log.clear();
        return done;
      case "GET /simulator/state":
        return { status: 200, body: world.clock.inZone(() => state(world)) };
      case "GET /simulator/tables":
        return { status: 200, body: { ...writeTables(world.database) } };
      case "POST /simulator/reset":
        reset();
        return done;
      case "GET /simulator/clock":
        return { status: 200, body: clockReport(world) };
      case "POST /simulator/clock":
        changeClock(world, parse(body));
        return { status: 200, body: clockReport(world) };
      case "GET /simulator/faults":
        return { status: 200, body: { faults: faults.list() } };
      case "POST /simulator/faults":
        faults.add(parseFault(parse(body)));
        return done;
      case "DELETE /simulator/faults":
        faults.clear();
        return done;
      case "POST /simulator/restart":
        world.restart();
        return done;
      case "POST /simulator/objects":
        return { status: 200, body: addObjects(world, parse(body)) };
      case "DELETE /simulator/results":
        world.jobs.forgetResults();
        return done;
      default:
        return { status: 404, body: { error: `no control call ${method} ${path}; see docs/simulator.md` } };
    }
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function parse(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("the body is not JSON");
  }
}

function changeClock({ clock }: World, body: unknown): void {
  const { advanceMs, stepMs, timeZone } = body as Record<string, unknown>;
  if (advanceMs === undefined && stepMs === undefined && timeZone === undefined)
    throw new Error("give advanceMs, stepMs or timeZone");
  if (advanceMs !== undefined && (typeof advanceMs !== "number" || !Number.isFinite(advanceMs) || advanceMs < 0))
    throw new Error("advanceMs is a number of milliseconds");
  if (stepMs !== undefined && (typeof stepMs !== "number" || !Number.isFinite(stepMs)))
    throw new Error("stepMs is a number of milliseconds, forward or back");
  if (timeZone !== undefined) clock.setTimeZone(String(timeZone));
  clock.step(stepMs ?? 0);
  clock.advance(advanceMs ?? 0);
}

function clockReport({ clock }: World): Record<string, Json> {
  return { now: new Date(clock.now()).toISOString(), advancedMs: clock.advanced, timeZone: clock.timeZone };
}

function state(world: World): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(shown)) {
    const resource = registry[key] as Resource;
    result[name] = [...rowsOf(resource, world)].map((row) => resource.render(world, row));
  }
  result["brokenIncrements"] = world.brokenIncrements;
  result["jobs"] = [...world.jobs.rows.values()].map(({ uuid, api, route, state, outcome }) => ({
    uuid,
    api,
    route,
    state,
    ...(outcome === undefined ? {} : { status: outcome.status, result: outcome.body }),
  }));
  return result;
}
