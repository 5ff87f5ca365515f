import type { RequestContext } from "../../core/contract/resourceDefinition";
import { ClosingError, messageOf, RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { serverDate } from "../client/serverDates";
import { type SnapshotInventory, snapshotSchema, snapshotsPath } from "../models/volumeSnapshot";
import { usualLimit } from "../resource/createRequest";
import { isAbandoned } from "../resource/deadJobs";
import { parseJobRef } from "../resource/jobRef";
import { loneDeletionCondition, sendSnapshotDelete } from "./deleteRequest";
import { MissingError } from "./dependents";
import { membersInNoGroup } from "./groupParts";

/** Milliseconds: the longest time between the creations of two members of one group. */
const together = 60_000;

/**
 * Deletes the records that an interrupted creation of a group has left and that can never become ready, each only if
 * nothing is below it. Prints what is kept.
 */
export async function deleteAbandonedMembers(api: ZStackApi, ctx: RequestContext): Promise<void> {
  const recorded = parseJobRef(String(ctx.outputs["__job"] ?? "")).limit ?? 0;
  const limit = Math.max(usualLimit, recorded, ctx.operation === "create" ? (ctx.timeout ?? 0) : 0);
  const found = await membersInNoGroup(api, ctx);
  const abandoned: SnapshotInventory[] = [];
  for (const one of found.filter(({ status }) => status === "Creating")) {
    if (await isAbandoned(api, one, limit)) abandoned.push(one);
  }
  // The newest first: an older one may have it below itself.
  for (const one of abandoned) await deleteOne(api, ctx, one);
  for (const one of found.filter(({ status }) => status === "Ready")) {
    if (abandoned.some((dead) => isOfOneGroup(dead, one))) {
      ctx.runtime.say(
        `${ctx.label}: warning: volume snapshot ${one.uuid} "${one.name}" (Ready) was probably created by the same ` +
          `interrupted request and is kept. Delete it on the platform if you do not need it.`,
      );
    }
  }
}

function isOfOneGroup(dead: SnapshotInventory, other: SnapshotInventory): boolean {
  const [one, two] = [serverDate(dead.createDate), serverDate(other.createDate)];
  return one !== undefined && two !== undefined && Math.abs(one - two) <= together;
}

async function deleteOne(api: ZStackApi, ctx: RequestContext, member: SnapshotInventory): Promise<void> {
  const { uuid, name } = member;
  const what = `volume snapshot ${uuid} "${name}"`;
  const { retainAllOverride } = ctx.settings;
  if (retainAllOverride !== undefined) {
    ctx.runtime.say(`${ctx.label}: ${what} never becomes ready; it is kept because ${retainAllOverride} is "retain"`);
    return;
  }
  const alone = loneDeletionCondition(api, ctx, member);
  const condition = async (): Promise<void> => {
    const now = await api.one(snapshotsPath, snapshotSchema, uuid);
    if (now === undefined) throw new MissingError(uuid);
    if (now.status !== "Creating" || now.groupUuid !== undefined)
      throw new RefusedError("changed-meanwhile", `it has changed in the meantime (status ${now.status})`);
    await alone();
  };
  try {
    await sendSnapshotDelete(api, ctx, uuid, condition, "subtree");
    ctx.runtime.say(`${ctx.label}: deleted ${what}, which could never become ready`);
  } catch (error) {
    if (error instanceof ClosingError) throw error;
    const reason = messageOf(error);
    ctx.runtime.say(`${ctx.label}: ${what} never becomes ready and could not be deleted: ${reason}`);
  }
}
