import { readersOf } from "../../core/contract/readers";
import type { JsonObject } from "../../core/json";
import type { VmSource } from "../restore/vmSources";
import { restoredVmProperties } from "./properties";

const { recorded } = readersOf(restoredVmProperties);

/** What the inputs say the VM is made from. */
export function sourceOf(inputs: JsonObject): VmSource {
  const { volumeSnapshotGroupUuid, vmBackupUuid, volumeBackupUuid, backupStorageUuid } = recorded(inputs);
  return { volumeSnapshotGroupUuid, vmBackupUuid, volumeBackupUuid, backupStorageUuid };
}
