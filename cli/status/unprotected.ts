// Volumes that have no restore point at all: only the platform knows that they exist.

import { z } from "zod";
import { bestEffort } from "../../provider/zstack/client/bestEffort";
import { byUuids } from "../../provider/zstack/client/byUuids";
import { ZStackApi } from "../../provider/zstack/client/client";
import { shownName } from "../../provider/zstack/listing/shown";
import { vmsPath } from "../../provider/zstack/models/vm";
import { volumeSchema, volumesPath } from "../../provider/zstack/models/volume";
import type { AskedPlatform } from "../list/collect";
import type { PointFilter } from "../list/options";
import type { Named } from "../list/rows";
import { isNamed } from "../list/selection";
import { type Finding, volumeText } from "./findings";

/** A volume, and the VM that it is attached to. */
export interface ExistingVolume {
  readonly volume: Named;
  readonly vm: Named | undefined;
}

const volumeRow = volumeSchema.pick({ uuid: true, name: true, type: true, status: true, vmInstanceUuid: true });
const vmRow = z.object({ uuid: z.string(), name: z.string().default("") });

/** Everything that an account sees and that has data: what is in the recycle bin, or was never attached, has none to lose. */
export async function existingVolumes({
  api,
  listing,
}: Pick<AskedPlatform, "api" | "listing">): Promise<ExistingVolume[]> {
  if (!(api instanceof ZStackApi)) {
    return [...listing.volumes].map(([id, { name, vm }]) => ({
      volume: named(id, name),
      vm: vm === undefined ? undefined : { id: vm },
    }));
  }
  const rows: z.infer<typeof volumeRow>[] = [];
  for await (const page of api.pages(volumesPath, volumeRow)) {
    // The memory of a running VM is in volumes of its own.
    rows.push(...page.filter(({ status, type }) => status === "Ready" && (type === "Root" || type === "Data")));
  }
  const uuids = [...new Set(rows.flatMap(({ vmInstanceUuid }) => vmInstanceUuid ?? []))];
  const vms = await bestEffort(() => byUuids(api, vmsPath, vmRow, uuids));
  const names = new Map((vms ?? []).map(({ uuid, name }) => [uuid, shownName(name)]));
  return rows.map(({ uuid, name, vmInstanceUuid: vm }) => ({
    volume: named(uuid, shownName(name)),
    vm: vm === undefined ? undefined : named(vm, names.get(vm) ?? ""),
  }));
}

const named = (id: string, name: string): Named => (name === "" ? { id } : { id, name });

/** @param covered ids of volumes that have restore points, whatever they are worth */
export function unprotectedFindings(
  volumes: readonly ExistingVolume[],
  covered: ReadonlySet<string>,
  { vm, volume }: Pick<PointFilter, "vm" | "volume">,
  connection: string,
): Finding[] {
  return volumes
    .filter((one) => !covered.has(one.volume.id))
    .filter((one) => vm === undefined || isNamed(vm, one.vm))
    .filter((one) => volume === undefined || isNamed(volume, one.volume))
    .map((one): Finding => {
      const message = `${volumeText(one)}: it has no restore point`;
      return { code: "unprotected", id: one.volume.id, connection, message };
    })
    .sort((a, b) => (a.message < b.message ? -1 : 1));
}
