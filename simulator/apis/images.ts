// Images: look-ups, and their ways into the recycle bin and out of it. Other images than templates are not simulated.

import { internal } from "../core/errors";
import type { Inventory } from "../core/inventories";
import type { ImageRow } from "../core/model";
import { expungeImage, recoverImage, recycleImage, storesInBin } from "../engine/recycleBin";
import { imageInventory } from "../query/registry";
import {
  type Api,
  type Call,
  deleteModeParam,
  descriptionParam,
  type JobApi,
  minutes,
  type ParamSpec,
} from "../rest/api";
import type { World } from "../world";
import { platforms } from "./templates";

const imageParam: ParamSpec = { kind: "string", required: true, resource: "ImageVO" };
const storesParam: ParamSpec = { kind: "list", resource: "BackupStorageVO" };

function imageOf({ world, params }: Call, name = "uuid"): ImageRow {
  const row = world.database.tables.images.get(params.need(name));
  if (row === undefined) throw internal("the image went away");
  return row;
}

/** What is done with an image on the stores in whose bin it is: on those given, or on all. */
function fromBin(
  name: string,
  apply: (world: World, row: ImageRow, storageUuids: readonly string[]) => Inventory,
): JobApi {
  return {
    name,
    kind: "job",
    method: "PUT",
    path: "/images/{imageUuid}/actions",
    wrapper: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    timeout: 30 * minutes,
    params: { imageUuid: imageParam, backupStorageUuids: storesParam },
    plan: (call) => {
      const row = imageOf(call, "imageUuid");
      const stores = () => storesInBin(row, call.params.list("backupStorageUuids"));
      stores();
      return {
        queues: [`image-${row.uuid}`],
        instant: true,
        finish: () => apply(call.world, row, stores()),
      };
    },
  };
}

export const imageApis: Api[] = [
  { name: "QueryImage", kind: "query", method: "GET", path: "/images", resource: "images" },
  { name: "QueryImage", kind: "query", method: "GET", path: "/images/{uuid}", resource: "images" },
  {
    name: "DeleteImage",
    kind: "job",
    method: "DELETE",
    path: "/images/{uuid}",
    timeout: 30 * minutes,
    params: {
      uuid: { ...imageParam, missingIsSuccess: true },
      backupStorageUuids: storesParam,
      deleteMode: deleteModeParam,
    },
    plan: (call) => {
      const row = imageOf(call);
      return {
        queues: [`image-${row.uuid}`],
        instant: true,
        finish: () => {
          const stores = call.params.list("backupStorageUuids");
          recycleImage(call.world, row, stores.length === 0 ? row.storageUuids : stores);
          return {};
        },
      };
    },
  },
  fromBin("ExpungeImage", (world, row, stores) => {
    expungeImage(world, row, stores);
    return {};
  }),
  fromBin("RecoverImage", (world, row, stores) => {
    return { inventory: imageInventory(world, recoverImage(world, row, stores)) };
  }),
  {
    name: "UpdateImage",
    kind: "job",
    method: "PUT",
    path: "/images/{uuid}/actions",
    wrapper: "updateImage",
    timeout: 30 * minutes,
    params: {
      uuid: imageParam,
      name: { kind: "string", max: 255 },
      description: descriptionParam,
      guestOsType: { kind: "string" },
      platform: { kind: "string", values: platforms },
      architecture: { kind: "string" },
    },
    plan: (call) => {
      const row = imageOf(call);
      const columns = ["name", "description", "guestOsType", "platform", "architecture"] as const;
      return {
        instant: true,
        finish: () => {
          const given = columns.flatMap((column) => {
            const value = call.params.str(column);
            return value === undefined ? [] : [[column, value]];
          });
          const { images } = call.world.database.tables;
          return { inventory: imageInventory(call.world, images.update(row, Object.fromEntries(given))) };
        },
      };
    },
  },
];
