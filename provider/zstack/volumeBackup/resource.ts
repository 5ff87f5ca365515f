// A volume backup: a copy of one volume of a running VM on an image store, apart from the volume's own storage.
// @API GET /v1/volume-backups
// @API GET /v1/volume-backups/{uuid}
// @API POST /v1/volumes/{volumeUuid}/volume-backups
// @API PUT /v1/volume-backups/{uuid}/actions
// @API DELETE /v1/volume-backups/{uuid}

import type { Call, Failure, Fields, Finding, Kind } from "../../core/contract/resourceDefinition";
import type { Values } from "../../core/json";
import { verifyField } from "../../core/lifecycle/verification";
import { oneAtATime } from "../../core/runtime/locks";
import { checkStorages, checkVolume, explained } from "../backup/checks";
import { whileNotSynchronizing } from "../backup/creationGate";
import { deleteBackup } from "../backup/delete";
import { backupFields, backupRules, creationBody, explainedTags } from "../backup/inputs";
import { bringCopies, declaredCopies, livingReplicas, missingCopies } from "../backup/replicas";
import { type Backup, longerThan, otherMode } from "../backup/requests";
import {
  type BackupInventory,
  backupLimits,
  backupResourceType,
  backupSchema,
  backupsPath,
  chainOn,
  holds,
  isDeleted,
  isOn,
  isReady,
} from "../models/backup";
import { asLeftover } from "../ownership/held";
import { beforeBackups } from "../preflight";
import { apiOf, objectKind } from "../resource/base";
import { makeByJob } from "../resource/createJob";
import { uuidsOf } from "../resource/createRequest";
import { commonRules, uuid } from "../resource/inputs";
import { rowType, type Seen, sightingOf, type ZStackSighting } from "../resource/objectType";
import { inDeclaredOrder, updateTags } from "../resource/update";
import { soundness } from "../resource/verification";

type VolumeBackup = Seen<BackupInventory>;
type VolumeBackupSighting = ZStackSighting<BackupInventory>;

const noun = "volume backup";

const fields: Fields = {
  volumeUuid: { schema: uuid, change: "replace" },
  ...backupFields,
  verify: verifyField("status", "size", "copies"),
};

/** Seconds a server allows the creation by itself. */
const serverLimit = backupLimits.volume;

export const volumeBackupType = rowType(backupsPath, backupSchema, {
  noun,
  resourceType: backupResourceType,
  ready: isReady,
  gone: isDeleted,
  serverLimit,
});

const type = volumeBackupType;

const volumeOf = (call: Call): string => String(call.inputs["volumeUuid"]);

function backupOf(call: Call, id: string): Backup {
  return {
    what: `${noun} ${id}`,
    groupUuid: undefined,
    tagged: () => id,
    async look() {
      const inventory = await type.byUuid(apiOf(call), id);
      return inventory === undefined || isDeleted(inventory) ? [] : [inventory];
    },
  };
}

export const volumeBackup: Kind<VolumeBackup> = {
  ...objectKind(type),
  token: "zstack.VolumeBackup",
  fields,
  // Declared is what to force, shown is what the server chose.
  shadowed: ["mode"],

  rules(news: Values, olds: Values): Failure[] {
    return [...backupRules(news), ...commonRules(fields, news, olds)];
  },

  create(call: Call, seen: ReadonlySet<string>): Promise<VolumeBackupSighting> {
    // The server works on one backup of a volume at a time anyway; waiting here keeps the deadline honest.
    return oneAtATime(call.around, [volumeOf(call)], () => whileNotSynchronizing(apiOf(call), () => make(call, seen)));
  },

  mismatch(call: Call, sighting: VolumeBackupSighting): string | undefined {
    const { inventory } = sighting.object;
    const { volumeUuid, groupUuid } = inventory;
    const storage = String(call.inputs["backupStorageUuid"]);
    if (groupUuid !== undefined) {
      // Deleting the member alone would leave a VM backup that cannot be restored as a whole.
      return `${noun} ${sighting.id} is a member of VM backup ${groupUuid}; adopt that with zstack.VmBackup`;
    }
    if (volumeUuid !== call.inputs["volumeUuid"]) {
      return `${noun} ${sighting.id} is of volume ${volumeUuid}, not of volumeUuid ${volumeOf(call)}`;
    }
    // While it is being made, its copy and its mode are not there yet.
    if (sighting.ready && !isOn(inventory, storage)) {
      return `${noun} ${sighting.id} was made on another storage than backupStorageUuid ${storage}`;
    }
    return otherMode(call, [inventory]);
  },

  unadoptable(call: Call, sighting: VolumeBackupSighting): string | undefined {
    const { inventory } = sighting.object;
    const storage = String(call.inputs["backupStorageUuid"]);
    if (!sighting.ready) return `${noun} ${sighting.id} is ${inventory.status ?? "without a status"}, not Ready`;
    if (holds(inventory, storage)) return undefined;
    return `${noun} ${sighting.id} has no Ready copy on backupStorageUuid ${storage}`;
  },

  async update(call: Call, sighting: VolumeBackupSighting, olds: Values): Promise<VolumeBackupSighting> {
    const { inventory, rows } = sighting.object;
    const tags = await updateTags(call, type.resourceType, sighting.id, rows, olds);
    const [now = inventory] = await bringCopies(call, backupOf(call, sighting.id), [inventory], olds);
    return sightingOf(type, { ...now, vmInstanceUuid: now.vmInstanceUuid ?? inventory.vmInstanceUuid }, tags);
  },

  remove(call: Call, id: string): Promise<void> {
    return oneAtATime(call.around, [volumeOf(call)], () => deleteBackup(call, backupOf(call, id)));
  },

  verify(call: Call, sighting: VolumeBackupSighting): Finding[] {
    const { inventory } = sighting.object;
    const what = `${noun} ${sighting.id}`;
    return [...soundness(what, inventory), ...missingCopies(what, call, [inventory])];
  },

  toOutputs(sighting: VolumeBackupSighting, olds: Values, inputs: Values = {}): Values {
    const { inventory } = sighting.object;
    return {
      uuid: inventory.uuid,
      // What a copy or a later increment changes in the record is not what was made.
      size: olds["size"] ?? (sighting.ready ? inventory.size : undefined),
      type: inventory.type ?? olds["type"],
      mode: inventory.mode ?? olds["mode"],
      state: inventory.state ?? olds["state"],
      vmInstanceUuid: inventory.vmInstanceUuid ?? olds["vmInstanceUuid"],
      // A copy that was brought back may lie elsewhere.
      chain: olds["chain"] ?? chainOn(inventory, String(inputs["backupStorageUuid"])),
      copies: declaredCopies(inputs, [inventory]),
      createDate: olds["createDate"] ?? inventory.createDate,
    };
  },

  toInputs(sighting: VolumeBackupSighting, declared: Values): Values {
    const replicas = livingReplicas(declared, [sighting.object.inventory]);
    return {
      ...(declared["replicas"] === undefined ? {} : { replicas }),
      ...(declared["userTags"] === undefined ? {} : { userTags: inDeclaredOrder(sighting.tags, declared["userTags"]) }),
    };
  },
};

async function make(call: Call, seen: ReadonlySet<string>): Promise<VolumeBackupSighting> {
  const api = apiOf(call);
  const look = async () => {
    const storages = await checkStorages(api, call.inputs);
    return { storages, volume: await checkVolume(api, volumeOf(call)) };
  };
  const { storages, volume } = await look();
  try {
    const made = await makeByJob(api, call, {
      type,
      ...uuidsOf(call),
      seen,
      mismatch: (sighting) => volumeBackup.mismatch(call, sighting),
      preflight: () => beforeBackups(api, call, [volume], storages),
      write: (uuid) => ({
        method: "POST",
        path: `/v1/volumes/${volumeOf(call)}/volume-backups`,
        body: creationBody(call, uuid),
        ...longerThan(call, serverLimit),
      }),
      clean: (uuid) => deleteBackup(asLeftover(call), backupOf(call, uuid)),
    });
    const { inventory, rows } = made.object;
    // Servers before 4.7 do not say it.
    return sightingOf(type, { ...inventory, vmInstanceUuid: inventory.vmInstanceUuid ?? volume.vmInstanceUuid }, rows);
  } catch (error) {
    throw await explained(
      explainedTags(error, call),
      look,
      `volumeUuid: the server takes no backup of volume ${volumeOf(call)} as it is now`,
    );
  }
}
