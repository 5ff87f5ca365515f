// A VM backup: backups of all volumes of one running VM on an image store, held together by a group uuid.
// @API GET /v1/volume-backups
// @API POST /v1/volumes/{rootVolumeUuid}/vm-backups
// @API PUT /v1/vm-backups/{groupUuid}/actions
// @API DELETE /v1/vm-backups/{groupUuid}
// @API DELETE /v1/volume-backups/{uuid}
// @API GET /v1/vm-instances/{uuid}
// @API GET /v1/volumes/{uuid}

import type { Call, Failure, Fields, Finding, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { verifyField } from "../../core/lifecycle/verification";
import { oneAtATime } from "../../core/runtime/locks";
import { backupStates, checkStorages, explained, type Storage } from "../backup/checks";
import { whileNotSynchronizing } from "../backup/creationGate";
import { deleteBackup } from "../backup/delete";
import { backupFields, backupRules, creationBody, explainedTags } from "../backup/inputs";
import { bringCopies, declaredCopies, livingReplicas, missingCopies } from "../backup/replicas";
import { type Backup, longerThan, otherMode, roots } from "../backup/requests";
import { type BackupInventory, backupLimits, chainOn, holders, isOn, isReady } from "../models/backup";
import { asLeftover } from "../ownership/held";
import { beforeBackups } from "../preflight";
import { apiOf, hiddenRow, objectKind } from "../resource/base";
import { makeByJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules, uuid } from "../resource/inputs";
import { type Seen, sightingOf, type ZStackSighting } from "../resource/objectType";
import { inDeclaredOrder, updateTags } from "../resource/update";
import { expectedNow, memberVolumes, recordedLosses, soundness } from "../resource/verification";
import { exactlyOneTarget, resolveTarget, type Target } from "../resource/vmTarget";
import { rootOf, type VmBackupInventory, vmBackupByUuid, vmBackupOf, vmBackupType } from "./objectType";

type VmBackup = Seen<VmBackupInventory>;
type VmBackupSighting = ZStackSighting<VmBackupInventory>;

const type = vmBackupType;
const { noun } = type;

const fields: Fields = {
  vmInstanceUuid: { schema: uuid.optional(), change: "replace" },
  rootVolumeUuid: { schema: uuid.optional(), change: "replace" },
  ...backupFields,
  verify: verifyField("status", "size", "members", "copies"),
};

/** Seconds a server allows the creation by itself. */
const serverLimit = backupLimits.vm;

/** One member in outputs. */
interface Member {
  readonly uuid: string;
  readonly volumeUuid: string;
  readonly type?: string | undefined;
  readonly name: string;
  readonly size: number;
  readonly mode?: string | undefined;
  readonly chain?: string | undefined;
}

const recordedMembers = (outputs: Values): readonly Member[] =>
  Array.isArray(outputs["backups"]) ? (outputs["backups"] as Member[]) : [];

function backupOf(call: Call, id: string): Backup {
  return {
    what: `${noun} ${id}`,
    groupUuid: id,
    tagged: (members) => type.tagged(vmBackupOf(id, members)),
    look: async () => (await vmBackupByUuid(apiOf(call), id))?.members ?? [],
  };
}

export const vmBackup: Kind<VmBackup> = {
  ...objectKind(type),
  token: "zstack.VmBackup",
  idName: "groupUuid",
  fields,
  // Declared is what to force and which name was used for the VM; shown is what the server says.
  shadowed: ["mode", "vmInstanceUuid"],

  rules(news: Values, olds: Values): Failure[] {
    return [...exactlyOneTarget(news), ...backupRules(news), ...commonRules(fields, news, olds)];
  },

  async hidden(call: Call, id: string): Promise<string | undefined> {
    // Rows that only linger keep their tags, and are seen.
    if ((await vmBackupByUuid(apiOf(call), id)) !== undefined) return undefined;
    // The root stands first, and after its loss the member that took over its tags.
    const [tagged] = recordedMembers(call.outputs);
    return tagged === undefined ? undefined : hiddenRow(call, tagged.uuid);
  },

  async create(call: Call, seen: ReadonlySet<string>): Promise<VmBackupSighting> {
    const looked = await lookBefore(call);
    return oneAtATime(call.around, looked.target.volumeUuids, () =>
      whileNotSynchronizing(apiOf(call), () => make(call, seen, looked)),
    );
  },

  mismatch(call: Call, sighting: VmBackupSighting): string | undefined {
    const { inventory } = sighting.object;
    const { vmInstanceUuid, rootVolumeUuid } = call.inputs;
    const storage = String(call.inputs["backupStorageUuid"]);
    const root = rootOf(inventory);
    // Servers before 4.7 do not name the VM.
    const vm =
      root?.vmInstanceUuid ?? inventory.members.find((one) => one.vmInstanceUuid !== undefined)?.vmInstanceUuid;
    if (vmInstanceUuid !== undefined && vm !== undefined && vm !== vmInstanceUuid) {
      return `${noun} ${sighting.id} is of a VM ${vm}, not of vmInstanceUuid ${vmInstanceUuid}`;
    }
    if (rootVolumeUuid !== undefined && root !== undefined && root.volumeUuid !== rootVolumeUuid) {
      return `${noun} ${sighting.id} is of root volume ${root?.volumeUuid}, not of rootVolumeUuid ${rootVolumeUuid}`;
    }
    // While it is being made, its copies and its mode are not there yet.
    if (sighting.ready && !inventory.members.some((one) => isOn(one, storage))) {
      return `${noun} ${sighting.id} was made on another storage than backupStorageUuid ${storage}`;
    }
    return otherMode(call, inventory.members);
  },

  unadoptable(call: Call, sighting: VmBackupSighting): string | undefined {
    const { inventory } = sighting.object;
    const unready = unreadiness(inventory);
    if (unready !== undefined) return unready;
    const { vmInstanceUuid, backupStorageUuid } = call.inputs;
    if (!holders(inventory.members).includes(String(backupStorageUuid))) {
      return `${noun} ${sighting.id} has no whole Ready copy on backupStorageUuid ${backupStorageUuid}`;
    }
    if (vmInstanceUuid === undefined || rootOf(inventory)?.vmInstanceUuid !== undefined) return undefined;
    return `${noun} ${sighting.id} is of a VM that the server does not name, not of vmInstanceUuid ${vmInstanceUuid}`;
  },

  async update(call: Call, sighting: VmBackupSighting, olds: Values): Promise<VmBackupSighting> {
    const { inventory, rows } = sighting.object;
    const tags = await updateTags(call, type.resourceType, type.tagged(inventory), rows, olds);
    const members = await bringCopies(call, backupOf(call, sighting.id), inventory.members, olds);
    return sightingOf(type, { ...vmBackupOf(sighting.id, members), expected: inventory.expected }, tags);
  },

  async remove(call: Call, id: string): Promise<void> {
    const volumes = recordedMembers(call.outputs).map((one) => one.volumeUuid);
    await oneAtATime(call.around, volumes, () => deleteBackup(call, backupOf(call, id)));
  },

  async inspect(call: Call, sighting: VmBackupSighting): Promise<VmBackupSighting> {
    const { inventory, rows } = sighting.object;
    if (inventory.expected !== undefined) return sighting;
    const volumes = await expectedNow(apiOf(call), call, rootOf(inventory)?.vmInstanceUuid);
    return sightingOf(type, { ...inventory, expected: volumes?.map((one) => one.uuid) }, rows);
  },

  verify(call: Call, sighting: VmBackupSighting): Finding[] {
    const { inventory } = sighting.object;
    const { members } = inventory;
    const what = `${noun} ${sighting.id}`;
    const absent = missing(inventory, call.outputs, members);
    const reason =
      absent.length > 0
        ? `${what} has no backup of volume ${absent.join(", ")}`
        : roots(members) === 1
          ? undefined
          : `${what} does not have exactly one backup of a root volume`;
    return [
      ...(reason === undefined ? [] : [{ check: "members", reason } as const]),
      ...members.flatMap((one) => soundness(`volume backup ${one.uuid} of volume ${one.volumeUuid} in ${what}`, one)),
      ...missingCopies(what, call, members),
    ];
  },

  toOutputs(sighting: VmBackupSighting, olds: Values, inputs: Values = {}): Values {
    const { inventory } = sighting.object;
    const recorded = recordedMembers(olds);
    const living = inventory.members.filter(isReady);
    const backups = living.map((one) => {
      const known = recorded.find(({ uuid }) => uuid === one.uuid);
      return {
        uuid: one.uuid,
        volumeUuid: one.volumeUuid,
        type: one.type,
        name: one.name,
        // What a copy or a later increment changes in the record is not what was made.
        size: known?.size ?? one.size,
        mode: one.mode,
        chain: known?.chain ?? chainOn(one, String(inputs["backupStorageUuid"] ?? olds["backupStorageUuid"])),
      };
    });
    const lostVolumes = missing(inventory, olds, living);
    const root = rootOf(inventory);
    return {
      groupUuid: inventory.uuid,
      vmInstanceUuid: root?.vmInstanceUuid ?? olds["vmInstanceUuid"] ?? inputs["vmInstanceUuid"],
      mode: root?.mode ?? olds["mode"],
      backups,
      totalSize: backups.reduce((sum, one) => sum + one.size, 0),
      complete: lostVolumes.length === 0 && type.ready(inventory),
      lostVolumes,
      copies: declaredCopies(inputs, inventory.members),
      createDate: olds["createDate"] ?? inventory.createDate,
    };
  },

  toInputs(sighting: VmBackupSighting, declared: Values): Values {
    const replicas = livingReplicas(declared, sighting.object.inventory.members);
    return {
      ...(declared["replicas"] === undefined ? {} : { replicas }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

/** Volumes whose backup was made, or was to be, and is not among `there`; sorted. */
function missing(inventory: VmBackupInventory, olds: Values, there: readonly BackupInventory[]): string[] {
  const once = [
    ...recordedMembers(olds).map((one) => one.volumeUuid),
    // What this run expected is newer than what an earlier one missed.
    ...(inventory.expected ?? recordedLosses(olds)),
  ];
  return [...new Set(once)].filter((uuid) => !there.some((one) => one.volumeUuid === uuid)).sort();
}

/** Why the members are no VM backup (yet). */
function unreadiness(inventory: VmBackupInventory): string | undefined {
  const { uuid: groupUuid, members } = inventory;
  const unready: BackupInventory | undefined = members.find((one) => !isReady(one));
  if (unready !== undefined) {
    const { uuid: member, volumeUuid, status = "without a status" } = unready;
    return `volume backup ${member} of volume ${volumeUuid} in ${noun} ${groupUuid} is ${status}, not Ready`;
  }
  if (type.ready(inventory)) return undefined;
  return `${noun} ${groupUuid} does not have exactly one backup of a root volume`;
}

/** What the server will check too; refuses before anything is sent. */
async function lookBefore(call: Call): Promise<Looked> {
  const api = apiOf(call);
  const storages = await checkStorages(api, call.inputs);
  return { storages, target: await resolveTarget(api, call, backupStates) };
}

interface Looked {
  readonly storages: readonly Storage[];
  readonly target: Target;
}

async function make(call: Call, seen: ReadonlySet<string>, { storages, target }: Looked): Promise<VmBackupSighting> {
  const api = apiOf(call);
  const volumes = memberVolumes(target.vm);
  try {
    const made = await makeByJob(api, call, {
      type,
      ...uuidsOf(call),
      seen,
      mismatch: (sighting) => vmBackup.mismatch(call, sighting),
      preflight: () => beforeBackups(api, call, volumes, storages),
      write: (uuid) => ({
        method: "POST",
        path: `/v1/volumes/${target.rootVolumeUuid}/vm-backups`,
        body: creationBody(call, uuid),
        ...longerThan(call, serverLimit),
      }),
      clean: (uuid) => deleteBackup(asLeftover(call), backupOf(call, uuid)),
    });
    const { inventory, rows } = made.object;
    return sightingOf(type, { ...inventory, expected: volumes.map((one) => one.uuid) }, rows);
  } catch (error) {
    const named = call.inputs["vmInstanceUuid"] === undefined ? "rootVolumeUuid" : "vmInstanceUuid";
    const otherwise = `${named}: the server takes no backup of VM ${target.vm.uuid} "${target.vm.name}" as it is now`;
    throw await explained(explainedTags(error, call), () => lookBefore(call), otherwise);
  }
}
