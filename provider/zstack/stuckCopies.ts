import type { Call } from "../core/kind";
import { Deadline, growingPauses } from "../http/clock";
import { JobLostError, type ZStackApi } from "./api";
import type { BackupInventory } from "./backupInventory";
import { addressees, type Backup, deletionQuery, lookUntil } from "./backupRequests";
import { refuseUnsafeDelete } from "./backupSafety";
import { type ServerClock, serverClock } from "./serverClock";

/** Seconds a server allows a copy by itself. */
export const copyLimit = 24 * 3600;

/** Seconds until the record of a copy that was deleted has to be gone. */
const showing = 60;

/** Backups whose copy on this storage is being made, as far as the server knows. */
export function copying(members: readonly BackupInventory[], storageUuid: string): BackupInventory[] {
  return members.filter((one) => copyOf(one, storageUuid)?.status === "Creating");
}

function copyOf(backup: BackupInventory, storageUuid: string) {
  const there = backup.backupStorageRefs.filter((one) => one.backupStorageUuid === storageUuid);
  return there.find((one) => one.status === "Ready") ?? there[0];
}

/** Whether the copy was begun longer ago than a server works on one: then the server was restarted meanwhile. */
function isStuck(clock: ServerClock, call: Call, backup: BackupInventory, storageUuid: string): boolean {
  const age = clock.leastAge(copyOf(backup, storageUuid)?.createDate, []);
  return age !== undefined && age > Math.max(call.timeout ?? 0, copyLimit);
}

/**
 * Waits for copies on this storage that are under way, and deletes the record of those that never end: while one is
 * there, the server reports every further copy as done without making it.
 */
export async function endCopiesUnderWay(
  api: ZStackApi,
  call: Call,
  backup: Backup,
  members: readonly BackupInventory[],
  target: { readonly field: string; readonly uuid: string },
): Promise<readonly BackupInventory[]> {
  const { field, uuid } = target;
  const deadline = new Deadline(call.around.clock, call.timeout ?? copyLimit + 60);
  const pauses = growingPauses(200, 30_000);
  for (let now = members; ; now = await backup.look()) {
    const under = copying(now, uuid);
    if (under.length === 0) return now;
    const clock = await serverClock(api);
    const stuck = under.filter((one) => isStuck(clock, call, one, uuid));
    if (stuck.length > 0) {
      now = await deleteRecords(api, call, backup, now, stuck, uuid);
      continue;
    }
    if (deadline.passed) {
      const since = under.map((one) => copyOf(one, uuid)?.createDate ?? "an unknown date").sort()[0];
      throw new Error(
        `${field}: backup storage ${uuid} shows a copy of ${backup.what} as Creating since ${since}; the next \`pulumi up\` ` +
          `looks again, and makes it anew once it is older than ${Math.round(copyLimit / 3600)} h`,
      );
    }
    await deadline.pause(pauses.next().value);
  }
}

async function deleteRecords(
  api: ZStackApi,
  call: Call,
  backup: Backup,
  members: readonly BackupInventory[],
  stuck: readonly BackupInventory[],
  storageUuid: string,
): Promise<readonly BackupInventory[]> {
  for (const { path, what } of addressees({ ...backup, groupUuid: undefined }, members, stuck)) {
    call.around.say(
      `${call.label}: the copy of ${what} on backup storage ${storageUuid} has been Creating for more than ` +
        `${Math.round(copyLimit / 3600)} h and never ends; its record there is deleted and the copy made again`,
    );
    const condition = () => refuseUnsafeDelete(api, call, backup, stuck, storageUuid);
    const write = { method: "DELETE" as const, path: path + deletionQuery(call, storageUuid), condition };
    const doing = `${call.label}: deleting the record of ${what} on backup storage ${storageUuid}`;
    await api.run(write, doing, call.timeout).catch((error: unknown) => {
      if (!(error instanceof JobLostError)) throw error;
    });
  }
  const uuids = stuck.map((one) => one.uuid);
  const left = (seen: readonly BackupInventory[]) =>
    copying(seen, storageUuid).filter((one) => uuids.includes(one.uuid));
  const now = await lookUntil(call, backup, (seen) => left(seen).length === 0, showing);
  if (left(now).length === 0) return now;
  throw new Error(
    `the record of the copy of ${backup.what} on backup storage ${storageUuid} is still Creating although the server reports ` +
      `its deletion as done; delete it there, then run again`,
  );
}
