// The restore points that a state holds, with what it recorded of each.

import { z } from "zod";
import { pointKeys } from "../../provider/cinder/series";
import { tokenOfType } from "../../provider/core/contract/resourceType";
import type { PointKind } from "../../provider/core/listing";
import { platformText } from "../../provider/http/printable";
import type { Connections } from "../state/connection";
import { type ExportedStack, revealSecrets, type StateResource } from "../state/exportedStack";

/** A restore point as the state of a stack recorded it. */
export interface StatePoint {
  readonly uuid: string;
  readonly kind: PointKind;
  /** Type of the resource that holds it: `zstack.VolumeSnapshotSeries`. */
  readonly token: string;
  /** Logical name of that resource. */
  readonly resource: string;
  readonly urn: string;
  /** The connection that it was made through; undefined if the state does not say. */
  readonly connection: string | undefined;
  readonly volume: string | undefined;
  readonly vm: string | undefined;
  readonly size: number | undefined;
  readonly createDate: string | undefined;
  /** When its verification succeeded. */
  readonly verifiedAt: string | undefined;
  /** What a refresh or an update found, by check. */
  readonly problems: Readonly<Record<string, string>>;
  /** Why a series still has it although it is no longer to be kept. */
  readonly pendingDeletionReason: string | undefined;
}

/** Resources that hold restore points; of other resources the state holds none. */
const kinds: Readonly<Record<string, PointKind>> = {
  "zstack.VolumeSnapshot": "snapshot",
  "zstack.VolumeSnapshotGroup": "group",
  "zstack.VolumeBackup": "volume-backup",
  "zstack.VmBackup": "vm-backup",
  "zstack.VolumeSnapshotSeries": "snapshot",
  "zstack.VmBackupSeries": "vm-backup",
  "cinder.VolumeSnapshot": "snapshot",
  "cinder.VolumeBackup": "volume-backup",
  "cinder.VolumeSnapshotSeries": "snapshot",
};

/** Whether a resource holds restore points. */
export const holdsPoints = ({ type }: Pick<StateResource, "type">): boolean =>
  kinds[tokenOfType(type) ?? ""] !== undefined;

const text = z.string().optional().catch(undefined);
const size = z.number().optional().catch(undefined);

// What is missing or damaged is left out: the platform is asked as well.
const recorded = z.object({
  volumeUuid: text,
  volumeId: text,
  vmInstanceUuid: text,
  size,
  totalSize: size,
  createDate: text,
  createdAt: text,
  verifiedAt: text,
  pendingDeletionReason: text,
  problems: z.record(z.string(), z.string()).catch({}).default({}),
});
const history = z.object({ history: z.array(z.looseObject({})).catch([]) });

/** @param exported a state whose secrets are in the clear, as far as there are any in restore points */
export function statePoints(exported: ExportedStack, connections: Connections): StatePoint[] {
  return (exported.deployment.resources ?? []).flatMap((resource) => pointsOf(resource, connections));
}

function pointsOf(resource: StateResource, connections: Connections): StatePoint[] {
  const token = tokenOfType(resource.type) ?? "";
  const kind = kinds[token];
  if (kind === undefined || resource.id === undefined || resource.id === "") return [];
  const outputs = revealSecrets(resource.outputs ?? {});
  if (!token.endsWith("Series")) return [pointOf(resource, kind, token, resource.id, outputs, connections)];
  const parsed = history.safeParse(outputs);
  const own = recorded.safeParse(outputs);
  return (parsed.data?.history ?? []).flatMap((point) => {
    const uuid = point["uuid"] ?? point[pointKeys.id];
    if (typeof uuid !== "string") return [];
    // The volume or VM is an input of the series.
    return [pointOf(resource, kind, token, uuid, { ...own.data, problems: undefined, ...point }, connections)];
  });
}

function pointOf(
  resource: StateResource,
  kind: PointKind,
  token: string,
  uuid: string,
  outputs: unknown,
  connections: Connections,
): StatePoint {
  const read = recorded.safeParse(outputs).data;
  return {
    uuid,
    kind,
    token,
    resource: platformText(resource.urn.split("::").slice(3).join("::"), 200),
    urn: resource.urn,
    connection: connectionOf(resource, connections),
    volume: read?.volumeUuid ?? read?.volumeId,
    vm: read?.vmInstanceUuid,
    size: read?.size ?? read?.totalSize,
    createDate: read?.createDate ?? read?.createdAt,
    verifiedAt: read?.verifiedAt,
    problems: read?.problems ?? {},
    pendingDeletionReason: read?.pendingDeletionReason,
  };
}

/** A provider that is not in the state is named where the state is found to be unreadable. */
function connectionOf(resource: StateResource, connections: Connections): string | undefined {
  try {
    return connections.of(resource).name;
  } catch {
    return undefined;
  }
}
