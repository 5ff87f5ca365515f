// Global configuration: looking at settings and changing them.

import { invalid } from "../core/errors";
import { render } from "../core/inventories";
import { globalConfigClass } from "../core/storageClasses";
import { isBoolean } from "../engine/globalConfigs";
import { type Api, type Call, minutes, type Work } from "../rest/api";

function planUpdate({ world, params, account }: Call): Work {
  const { globalConfigs } = world.database.tables;
  const row = globalConfigs.get(`${params.need("category")}/${params.need("name")}`);
  if (row === undefined) {
    throw invalid(`no global configuration[category:${params.need("category")}, name:${params.need("name")}] found`);
  }
  if (!account.admin) throw invalid("only the administrator may change global configuration");
  const value = params.need("value");
  if (isBoolean(row.defaultValue) && !isBoolean(value)) {
    const what = `GlobalConfig[category:${row.category}, name:${row.name}]`;
    throw invalid(`${what}'s value[${value}] is not a valid boolean string[true, false].`);
  }
  return {
    instant: true,
    finish: () => ({
      inventory: render(globalConfigClass, globalConfigs.update(row, { value })),
    }),
  };
}

export const globalConfigApis: Api[] = [
  {
    name: "QueryGlobalConfig",
    kind: "query",
    method: "GET",
    path: "/global-configurations",
    resource: "globalConfigs",
  },
  {
    name: "UpdateGlobalConfig",
    kind: "job",
    method: "PUT",
    path: "/global-configurations/{category}/{name}/actions",
    wrapper: "updateGlobalConfig",
    timeout: 30 * minutes,
    params: {
      category: { kind: "string", required: true },
      name: { kind: "string", required: true },
      value: { kind: "string", required: true },
    },
    plan: planUpdate,
  },
];
