// Which restore point a command means, and on which platform it is.

import { z } from "zod";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import { RefusedError } from "../../provider/http/errors";
import type { ZStackApi } from "../../provider/zstack/client/client";
import { ifSupported } from "../../provider/zstack/client/ifSupported";
import { backupSchema, backupsPath, isDeleted } from "../../provider/zstack/models/backup";
import { snapshotSchema, snapshotsPath } from "../../provider/zstack/models/volumeSnapshot";
import { groupPath, groupSchema } from "../../provider/zstack/models/volumeSnapshotGroup";
import { CliError } from "../errors";
import { type Connection, Connections, environmentConnection } from "../state/connection";
import {
  decrypted,
  type ExportedStack,
  exportedStack,
  isRestorePoint,
  type StateResource,
} from "../state/exportedStack";
import type { StackLocation } from "../state/pulumiCli";
import { stackConfiguration } from "../state/stackConfiguration";

/** Kinds of restore points of ZStack. */
export type PointKind = "volumeSnapshot" | "volumeSnapshotGroup" | "volumeBackup" | "vmBackup";

/** A restore point as the platform shows it. */
export interface Point {
  readonly kind: PointKind;
  readonly uuid: string;
  readonly name: string;
  /** Volume or VM that it is of. */
  readonly targetUuid: string;
}

/** What the command was given, looked up in the stack. */
export interface NamedPoint {
  readonly uuid: string;
  /** To the platform that it is on. */
  readonly connection: Connection;
}

const isUuid = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** A uuid is taken as it is, with the stack's connection or that of the environment; a name is looked up in the state. */
export async function namedPoint(text: string, place: StackLocation): Promise<NamedPoint> {
  const stack = await stackAt(place, !isUuid(text));
  if (stack === undefined) return { uuid: text, connection: environmentConnection(process.env) };
  const { exported, connections } = stack;
  const resources = exported.deployment.resources ?? [];
  const found = resources.filter((one) => isRestorePoint(one) && isMeant(one, text));
  const [one, ...others] = found;
  if (one === undefined) {
    if (isUuid(text)) return { uuid: text, connection: connections.standard };
    const names = resources.filter(isRestorePoint).map(({ urn }) => nameOf(urn));
    const known = names.length === 0 ? "it has no restore points" : `it has ${[...new Set(names)].join(", ")}`;
    throw new CliError(
      "not-found",
      `no restore point of the state is named "${text}": ${known}. Give one of them, or a uuid`,
    );
  }
  if (others.length > 0) {
    const list = found.map(({ urn, type }) => `${tokenOfType(type) ?? type} ${urn}`).join(", ");
    throw new CliError("several-matches", `"${text}" names several restore points: ${list}. Give the uuid of one`);
  }
  return { uuid: isUuid(text) ? text : uuidOf(one), connection: connections.of(one) };
}

async function stackAt(
  place: StackLocation,
  required: boolean,
): Promise<{ exported: ExportedStack; connections: Connections } | undefined> {
  try {
    const exported = await decrypted(place, await exportedStack(place), isRestorePoint);
    return { exported, connections: new Connections(exported, await stackConfiguration(place), process.env) };
  } catch (error) {
    // In an emergency there may be no project, no back end and no Pulumi CLI.
    const given = place.stack !== undefined || place.cwd !== undefined;
    if (required || given || !(error instanceof CliError)) throw error;
    return undefined;
  }
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** A uuid also means the series that has the restore point: its provider leads to the platform. */
export function isMeant(
  { urn, id, outputs = {} }: Pick<StateResource, "urn" | "id" | "outputs">,
  text: string,
): boolean {
  if (!isUuid(text)) return nameOf(urn) === text;
  return [id, outputs["uuid"], outputs["groupUuid"], ...historyOf(outputs)].includes(text);
}

const historySchema = z.array(z.object({ uuid: z.string() })).catch([]);

const historyOf = (outputs: Readonly<Record<string, unknown>>): string[] =>
  historySchema.parse(outputs["history"]).map(({ uuid }) => uuid);

/** Of a series, its newest restore point. */
function uuidOf({ urn, id, outputs = {} }: StateResource): string {
  const current = outputs["current"];
  const uuid =
    typeof current === "object" && current !== null && "uuid" in current
      ? current.uuid
      : (outputs["groupUuid"] ?? outputs["uuid"] ?? id);
  if (typeof uuid === "string" && isUuid(uuid)) return uuid;
  throw new CliError("invalid-input", `${nameOf(urn)} is no restore point of ZStack. Give the uuid of one`);
}

/** Looks at every kind: uuids do not tell. */
export async function pointOf(api: ZStackApi, uuid: string): Promise<Point> {
  const [snapshot, group, backup, members] = await Promise.all([
    api.one(snapshotsPath, snapshotSchema, uuid),
    api.one(groupPath, groupSchema, uuid),
    ifSupported(() => api.one(backupsPath, backupSchema, uuid)),
    ifSupported(() => api.query(backupsPath, backupSchema, [{ field: "groupUuid", operator: "=", value: uuid }])),
  ]);
  if (snapshot?.volumeUuid !== undefined) {
    return { kind: "volumeSnapshot", uuid, name: snapshot.name, targetUuid: snapshot.volumeUuid };
  }
  if (group?.vmInstanceUuid !== undefined) {
    return { kind: "volumeSnapshotGroup", uuid, name: group.name, targetUuid: group.vmInstanceUuid };
  }
  if (backup !== undefined && !isDeleted(backup)) {
    return { kind: "volumeBackup", uuid, name: backup.name, targetUuid: backup.volumeUuid };
  }
  const root = members?.find((one) => one.type === "Root" && !isDeleted(one));
  if (root?.vmInstanceUuid !== undefined)
    return { kind: "vmBackup", uuid, name: root.name, targetUuid: root.vmInstanceUuid };
  throw new RefusedError(
    "not-found",
    `no volume snapshot, snapshot group, volume backup or VM backup ${uuid} of a volume or VM that is still there is visible to this account on ${api.endpoint}. Check the uuid, the account and the address`,
  );
}
