// Resources that can only be looked up.

import { runZql } from "../query/zql";
import type { Api, QueryApi } from "../rest/api";

function query(name: string, path: string, resource: string, more: Pick<QueryApi, "adminOnly"> = {}): QueryApi[] {
  const base = { name, kind: "query", method: "GET", resource, ...more } as const;
  return [
    { ...base, path },
    { ...base, path: `${path}/{uuid}` },
  ];
}

export const lookupApis: Api[] = [
  {
    name: "ZQLQuery",
    kind: "sync",
    method: "GET",
    path: "/zql",
    params: { zql: { kind: "string", required: true } },
    run: ({ world, params, account }) => runZql(params.need("zql"), account, world),
  },
  {
    name: "QueryImageStoreBackupStorage",
    kind: "query",
    method: "GET",
    path: "/backup-storage/image-store",
    resource: "imageStores",
  },
  ...query("QueryBackupStorage", "/backup-storage", "backupStorages"),
  ...query("QueryPrimaryStorage", "/primary-storage", "primaryStorages"),
  ...query("QueryDiskOffering", "/disk-offerings", "diskOfferings"),
  ...query("QueryManagementNode", "/management-nodes", "managementNodes", { adminOnly: true }),
];
