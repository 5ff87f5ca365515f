// Long jobs: any job by the name of its message, with a record that outlives the call.

import { invalid } from "../core/errors";
import { newUuid, uuidFor } from "../core/ids";
import { render } from "../core/inventories";
import type { LongJobRow } from "../core/model";
import { longJobClass } from "../core/storageClasses";
import { shownSession } from "../engine/closedParts";
import { type Api, type Call, descriptionParam, type JobApi, minutes, type Work } from "../rest/api";
import { readParams } from "../rest/body";
import { validate } from "../rest/validate";
import type { Outcome } from "../rest/work";

function dataOf(text: string): Record<string, unknown> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw invalid("field[jobData] is no JSON");
  }
  if (data === null || typeof data !== "object" || Array.isArray(data)) throw invalid("field[jobData] is no object");
  return data as Record<string, unknown>;
}

function planSubmit(call: Call, apis: readonly Api[]): Work {
  const { world, params, account, jobUuid } = call;
  const jobName = params.need("jobName");
  const api = apis.find((one): one is JobApi => one.kind === "job" && `API${one.name}Msg` === jobName);
  if (api === undefined) throw invalid(`no long job[name:${jobName}] found`);
  const data = dataOf(params.need("jobData"));
  return {
    instant: true,
    finish: () => {
      const { longJobs } = world.database.tables;
      const node = uuidFor("management node");
      const now = world.clock.now();
      const id = newUuid();
      // The record shows the whole message to whoever may see it, with the session that handed it in.
      const message = {
        ...data,
        session: shownSession(call),
        ...{ timeout: -1, messageDeadline: -1, headers: {}, id, serviceId: `${node}:::longjob`, createdTime: now },
      };
      const row = longJobs.insert({
        ...world.database.base(newUuid(), account.uuid),
        name: params.str("name") ?? jobName,
        description: params.str("description"),
        apiId: jobUuid,
        jobName,
        jobData: JSON.stringify(message),
        state: "Running",
        managementNodeUuid: node,
      });
      // The answer is made before the database sets the date.
      const inventory = render(longJobClass, { ...row, lastOpDate: undefined });
      run(call, api, data, row, now);
      return { inventory };
    },
  };
}

function run(call: Call, api: JobApi, data: Record<string, unknown>, row: LongJobRow, began: number): void {
  const { world, account } = call;
  const uuid = newUuid();
  const ended = ({ status, body }: Outcome): void => {
    world.database.tables.longJobs.update(row, {
      state: status === 200 ? "Succeeded" : "Failed",
      jobResult: JSON.stringify({ apiId: row.apiId, success: status === 200, ...(body as object), headers: {} }),
      executeTime: Math.ceil((world.clock.now() - began) / 1000),
    });
  };
  world.jobs.submit({
    uuid,
    api: api.name,
    route: "/v1/longjobs",
    apiTimeout: api.timeout,
    ended,
    plan: () => {
      const params = readParams(api.params ?? {}, data, new URLSearchParams(), {});
      if (validate(api, params, account, world) === "already gone") return { instant: true, finish: () => ({}) };
      return api.plan({ ...call, params, userTags: [], systemTags: [], jobUuid: uuid });
    },
  });
}

export function longJobApis(apis: () => readonly Api[]): Api[] {
  return [
    {
      name: "SubmitLongJob",
      kind: "job",
      method: "POST",
      path: "/longjobs",
      wrapper: "params",
      timeout: 30 * minutes,
      params: {
        name: { kind: "string", max: 255 },
        description: descriptionParam,
        jobName: { kind: "string", required: true },
        jobData: { kind: "string", required: true },
      },
      plan: (call) => planSubmit(call, apis()),
    },
    { name: "QueryLongJob", kind: "query", method: "GET", path: "/longjobs", resource: "longJobs" },
    { name: "QueryLongJob", kind: "query", method: "GET", path: "/longjobs/{uuid}", resource: "longJobs" },
  ];
}
