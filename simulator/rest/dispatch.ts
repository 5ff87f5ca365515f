// One request to the product's API, from path to answer: routing, authorization, parameters, then query, sync call or job.

import { ApiError, adminsOnly, TextError } from "../core/errors";
import { hasAstralCharacter, newUuid } from "../core/ids";
import { htmlSafeJson, type Inventory, plainJson, schemaOf } from "../core/inventories";
import { parseQuery } from "../query/conditions";
import { registry } from "../query/registry";
import { getOne, refuseApostrophes, runQuery } from "../query/run";
import type { World } from "../world";
import type { Account, Api, Call, JobApi } from "./api";
import { identify } from "./auth";
import { parseBody, readParams, tagsOf, unwrap } from "./body";
import type { JobFault } from "./jobs";
import { choose, type Match } from "./router";
import { checkSystemTags, validate } from "./validate";

export interface RestRequest {
  method: string;
  /** Decoded, below the context path: /v1/… */
  path: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  body: string;
}

export interface Answer {
  status: number;
  text: string;
}

const nobody: Account = { uuid: "", name: "", admin: false };

export function dispatch(
  world: World,
  match: Match,
  request: RestRequest,
  location: (job: string) => string,
  fault?: JobFault,
): Answer {
  try {
    return answer(world, match, request, location, fault);
  } catch (error) {
    if (error instanceof TextError) return { status: error.status, text: error.message };
    // Errors of sync calls are not HTML-escaped, those of jobs are.
    if (error instanceof ApiError) {
      return { status: 503, text: plainJson({ error: error.body(false, world.atLeast(5, 4)) }) };
    }
    throw error;
  }
}

function answer(
  world: World,
  match: Match,
  request: RestRequest,
  location: (job: string) => string,
  fault: JobFault | undefined,
): Answer {
  const needsAuth = match.apis.some((api) => api.noAuth !== true);
  const caller = needsAuth
    ? identify({ ...request, authorization: request.header("authorization"), date: request.header("date") }, world)
    : () => nobody;
  let parsed: { value: ReturnType<typeof parseBody> } | undefined;
  const body = () => {
    parsed ??= { value: parseBody(request.body) };
    return parsed.value;
  };
  const api = choose(match, request.method, request.path, body);
  if (api.kind === "query") {
    const resource = registry[api.resource];
    if (resource === undefined) throw new Error(`no resource ${api.resource}`);
    const uuid = match.variables["uuid"];
    if (api.adminOnly === true && !caller().admin) throw adminsOnly(resource.inventory.name, api.name);
    if (uuid !== undefined) return ok(getOne(resource, uuid, caller(), world));
    const query = parseQuery(request.query);
    const account = caller();
    refuseApostrophes(resource, query);
    return ok(runQuery(resource, registry, query, account, world));
  }
  const content = request.method === "GET" || request.method === "DELETE" ? undefined : body();
  const inner = unwrap(content, api.wrapper);
  const call: Omit<Call, "account"> = {
    world,
    params: readParams(api.params ?? {}, inner, request.query, match.variables),
    userTags: tagsOf(content, inner, "userTags"),
    systemTags: tagsOf(content, inner, "systemTags"),
    jobUuid: "",
  };
  if (api.kind === "sync") {
    const account = caller();
    validate(api, call.params, account, world);
    const result = api.run({ ...call, account });
    return ok(request.header("x-json-schema") === undefined ? result : { schema: schemaOf(result), ...result });
  }
  return submit(api, match.route, call, caller, request, location, fault);
}

function ok(result: Inventory): Answer {
  return { status: 200, text: htmlSafeJson(result) };
}

function submit(
  api: JobApi,
  route: string,
  call: Omit<Call, "account">,
  caller: () => Account,
  request: RestRequest,
  location: (job: string) => string,
  fault: JobFault | undefined,
): Answer {
  const { world } = call;
  const own = request.method === "GET" ? undefined : request.header("x-job-uuid");
  if (own !== undefined && own.length !== 32) {
    throw new TextError(400, "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
  }
  const uuid = own ?? newUuid();
  const apiTimeout = timeoutOf(api, request.header("x-api-timeout"));
  const accepted = { status: 202, text: JSON.stringify({ apiTimeout, location: location(uuid) }) };
  // The job's row cannot be written: the call is lost, and nobody is told.
  if (hasAstralCharacter(request.body)) return accepted;
  world.jobs.submit({
    uuid,
    api: api.name,
    route,
    apiTimeout,
    webHook: request.header("x-web-hook"),
    fault,
    plan: () => {
      const account = caller();
      if (validate(api, call.params, account, world) === "already gone") return { instant: true, finish: () => ({}) };
      if (api.refusesSystemTags === true) checkSystemTags(call.systemTags);
      return api.plan({ ...call, account, jobUuid: uuid });
    },
  });
  return accepted;
}

function timeoutOf(api: Api & { timeout: number }, header: string | undefined): number {
  if (header === undefined) return api.timeout;
  if (!/^[-+]?\d+$/.test(header)) throw new TextError(500, `For input string: "${header}"`);
  return Number(header) * 1000;
}
