import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Deadline } from "../../http/clock";
import { JobLostError, type ZStackApi } from "../client/client";
import { longerThan } from "../client/jobs";
import { snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { withInterruptedDeletes } from "../resource/deadJobs";
import { DependentsError, findDependents, MissingError, placed } from "./dependents";
import { deletionLimit, idleTreeDeadline, type SnapshotRef } from "./idleTree";
import type { SnapshotNode } from "./tree";

/**
 * The condition under which a snapshot may be deleted alone.
 * @param how `own`: the group it may be a member of; `single`: the server deletes it without what is below it; `look`: throws
 * if it may not be deleted alone where it is
 */
export function loneDeletionCondition(
  api: ZStackApi,
  ctx: RequestContext,
  snapshot: SnapshotRef,
  how: {
    readonly own?: string;
    readonly single?: boolean;
    readonly look?: ((node: SnapshotNode) => void) | undefined;
  } = {},
): () => Promise<void> {
  let waiting: Deadline | undefined;
  return async () => {
    // One wait for all sends: an operation that never ends does not end by waiting again.
    waiting ??= idleTreeDeadline(ctx);
    const node = await placed(api, ctx, snapshot, waiting);
    how.look?.(node);
    // Dependents are resolved by their tags; if there are any, nothing is sent.
    const dependents = await findDependents(api, ctx, [node], how.own, how.single);
    if (dependents.length > 0) throw new DependentsError(dependents);
  };
}

/** Sends the deletion, repeatedly if needed, while `condition` holds before each send. False if the object is missing. */
export async function sendSnapshotDelete(
  api: ZStackApi,
  ctx: RequestContext,
  uuid: string,
  condition: () => Promise<void>,
  reach: "configured" | "subtree" = "configured",
): Promise<boolean> {
  const scope = reach === "configured" ? await deleteScope(api, ctx) : undefined;
  const query = `deleteMode=Permissive${scope === undefined ? "" : `&scope=${scope}`}`;
  const write = {
    method: "DELETE" as const,
    path: `/v1/volume-snapshots/${uuid}?${query}`,
    condition,
    ...longerThan(ctx, deletionLimit),
  };
  try {
    await withInterruptedDeletes(ctx, `volume snapshot ${uuid}`, () =>
      api.run(write, `${ctx.label}: deleting volume snapshot ${uuid}`, ctx.timeout),
    );
  } catch (error) {
    if (error instanceof MissingError) return false;
    // The result is lost, not the deletion: the object shows the outcome.
    if (!(error instanceof JobLostError)) throw error;
    if ((await api.one(snapshotsPath, snapshotSchema, uuid)) !== undefined) throw error;
  }
  return true;
}

const versions = new WeakMap<ZStackApi, Promise<string>>();

/** The server's version, asked for once. */
function versionOf(api: ZStackApi, ctx: RequestContext): Promise<string> {
  const known = versions.get(api);
  if (known !== undefined) return known;
  const asked = api.version();
  versions.set(api, asked);
  asked.then(
    (version) => {
      if (knowsSingle(version)) return;
      ctx.runtime.say(
        `zstack:deleteScope "single" is ignored: server ${version} does not support it (5.4 and later do)`,
      );
    },
    // The caller gets the error, and the next call asks again.
    () => versions.delete(api),
  );
  return asked;
}

function knowsSingle(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 4);
}

/** `single` only if it is configured and the server supports it: older ones ignore it and delete the subtree. */
export async function deleteScope(api: ZStackApi, ctx: RequestContext): Promise<"single" | undefined> {
  if (api.settings.deleteScope !== "single") return undefined;
  return knowsSingle(await versionOf(api, ctx)) ? "single" : undefined;
}
