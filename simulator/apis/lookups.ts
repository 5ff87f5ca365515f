// Resources that can only be looked up.

import { ApiError, internal, operation } from "../core/errors";
import { runZql } from "../query/zql";
import { type Api, type Call, minutes, type QueryApi, type Work } from "../rest/api";

function query(name: string, path: string, resource: string, more: Pick<QueryApi, "adminOnly"> = {}): QueryApi[] {
  const base = { name, kind: "query", method: "GET", resource, ...more } as const;
  return [
    { ...base, path },
    { ...base, path: `${path}/{uuid}` },
  ];
}

/** The simulated ones are in use by a cluster, and cannot be deleted. */
function planDeleteStorage({ world, params, account }: Call): Work {
  if (!account.admin) {
    const message = "org.zstack.header.storage.primary.APIDeletePrimaryStorageMsg";
    throw new ApiError("ID.1002", `request api[name: ${message}] is admin only, can not be executed by current user`);
  }
  const row = world.database.tables.primaryStorages.get(params.need("uuid"));
  if (row === undefined) throw internal("the primary storage went away");
  const [cluster] = row.attachedClusterUuids;
  throw operation(
    `primary storage[uuid:${row.uuid}] cannot be deleted for still being attached to cluster[uuid:${cluster ?? ""}].`,
  );
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
  {
    name: "QueryPrimaryStorage",
    kind: "query",
    method: "GET",
    path: "/primary-storage",
    resource: "primaryStorages",
  },
  {
    // The only API of its path, so that it runs whatever the method is: a GET as well.
    name: "DeletePrimaryStorage",
    kind: "job",
    method: "DELETE",
    path: "/primary-storage/{uuid}",
    timeout: 30 * minutes,
    params: { uuid: { kind: "string", required: true, resource: "PrimaryStorageVO", missingIsSuccess: true } },
    plan: planDeleteStorage,
  },
  ...query("QueryDiskOffering", "/disk-offerings", "diskOfferings"),
  ...query("QueryManagementNode", "/management-nodes", "managementNodes", { adminOnly: true }),
];
