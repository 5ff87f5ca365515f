import { type GroupInventory, groupPath, groupResourceType, groupSchema } from "../models/volumeSnapshotGroup";
import { type ObjectType, rowType } from "../resource/objectType";
import { membersInNoGroup } from "./groupParts";

export const groupType: ObjectType<GroupInventory> = {
  ...rowType<GroupInventory>(groupPath, groupSchema, {
    noun: "volume snapshot group",
    resourceType: groupResourceType,
    // The row is written when all members exist.
    ready: () => true,
    gone: () => false,
  }),
  parts: membersInNoGroup,
};
