import type { Failure } from "../../core/contract/resourceDefinition";
import { isUnknown } from "../../core/unknown";
import { exactlyOneSource, onlyWith } from "../restore/sources";
import { onlyWithBackup, vmSourceInputs } from "../restore/vmSources";

/** Inputs as they are proposed: one that is not known yet is a symbol. */
type Proposed = Readonly<
  Record<
    | (typeof vmSourceInputs)[number]
    | "instanceOfferingUuid"
    | "cpuNum"
    | "memorySize"
    | "l3NetworkUuids"
    | "defaultL3NetworkUuid"
    | "clusterUuid"
    | "zoneUuid"
    | "hostUuid"
    | "adopt",
    unknown
  >
>;

const places = ["clusterUuid", "zoneUuid", "hostUuid"] as const;

/** Rules over several inputs that are about what is to be made. */
export function creationRules(given: Proposed): Failure[] {
  const failures = exactlyOneSource(given, vmSourceInputs);
  if (failures.length > 0) return failures;
  const storage = [
    ...onlyWithBackup(given, "backupStorageUuid"),
    ...onlyWith(
      given,
      ["primaryStorageUuidForDataVolume"],
      "vmBackupUuid",
      "only the data volumes of a VM backup have it",
    ),
  ];
  // An existing VM has all of that.
  if (given.adopt === true || typeof given.adopt === "symbol") return storage;
  return [...storage, ...sizeRules(given), ...networkRules(given)];
}

function sizeRules(given: Proposed): Failure[] {
  const { instanceOfferingUuid: offering, cpuNum, memorySize } = given;
  const sizes = (["cpuNum", "memorySize"] as const).filter((name) => given[name] !== undefined);
  if (given.volumeBackupUuid !== undefined && (offering === undefined || sizes.length > 0)) {
    const property = sizes[0] ?? "instanceOfferingUuid";
    const remedy = sizes.length > 0 ? "remove it and give instanceOfferingUuid" : "give instanceOfferingUuid";
    return [{ property, reason: `${property}: a VM from one volume backup needs an instance offering; ${remedy}` }];
  }
  // The server would ignore them without a word.
  if (offering !== undefined && sizes.length > 0) {
    return sizes.map((property) => ({
      property,
      reason: `${property}: instanceOfferingUuid gives CPUs and memory already; remove one of the two`,
    }));
  }
  if (offering !== undefined || (cpuNum !== undefined && memorySize !== undefined)) return [];
  const property = cpuNum === undefined ? "cpuNum" : "memorySize";
  return [{ property, reason: `${property}: give instanceOfferingUuid, or cpuNum and memorySize` }];
}

function networkRules(given: Proposed): Failure[] {
  const { l3NetworkUuids: networks, defaultL3NetworkUuid: first, volumeBackupUuid } = given;
  const none = networks === undefined || (Array.isArray(networks) && networks.length === 0);
  if (none && volumeBackupUuid !== undefined) {
    const reason = "l3NetworkUuids: a VM from one volume backup needs a network; give at least one";
    return [{ property: "l3NetworkUuids", reason }];
  }
  if (none && places.every((name) => given[name] === undefined)) {
    const reason = `l3NetworkUuids: give networks, or for a VM without network where to make it: ${places.join(", ")}`;
    return [{ property: "l3NetworkUuids", reason }];
  }
  if (typeof first !== "string" || typeof networks === "symbol" || isUnknown(first) || isUnknown(networks)) return [];
  if (Array.isArray(networks) && networks.includes(first)) return [];
  const reason = `defaultL3NetworkUuid: ${first} is not one of l3NetworkUuids; add it there, or remove it`;
  return [{ property: "defaultL3NetworkUuid", reason }];
}
