/**
 * All paths that the client requests with GET. The server does not check the method on a path that belongs to a single
 * API: `GET /v1/primary-storage/<uuid>` deletes that storage. These paths belong to queries, or to an API that only reads.
 */
export const readPaths = [
  "/v1/accounts/quota/{uuid}/usages",
  "/v1/api-jobs/{uuid}",
  "/v1/backup-storage",
  "/v1/backup-storage/{uuid}",
  "/v1/global-configurations",
  "/v1/images",
  "/v1/images/{uuid}",
  "/v1/management-nodes",
  "/v1/management-nodes/platform-timezone",
  "/v1/primary-storage",
  "/v1/system-tags",
  "/v1/user-tags",
  "/v1/vm-instances",
  "/v1/vm-instances/{uuid}",
  "/v1/volume-backups",
  "/v1/volume-backups/{uuid}",
  "/v1/volume-snapshots",
  "/v1/volume-snapshots/{uuid}",
  "/v1/volume-snapshots/group",
  "/v1/volume-snapshots/group/{uuid}",
  "/v1/volume-snapshots/trees",
  "/v1/volumes",
  "/v1/volumes/{uuid}",
] as const;

const templates = readPaths.map((path) => path.split("/"));

/** Refuses a GET of any other path; `path` begins with `/v1`. */
export function assertReadPath(path: string): void {
  const parts = (path.split(/[?#]/)[0] ?? "").split("/");
  const fits = (template: readonly string[]): boolean =>
    template.length === parts.length &&
    template.every((part, index) => (part === "{uuid}" ? parts[index] !== "" : part === parts[index]));
  if (templates.some(fits)) return;
  throw new Error(
    `GET ${parts.join("/")} is not a known read-only path (zstack/client/readPaths.ts), and the server may treat it as a write`,
  );
}
