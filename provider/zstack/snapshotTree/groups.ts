import { type GroupInventory, groupPath, groupSchema } from "../models/volumeSnapshotGroup";
import { type ObjectType, rowType } from "../resource/objectType";
import { groupResourceType } from "./dependents";
import { membersInNoGroup } from "./groupParts";

export const groupType: ObjectType<GroupInventory> = {
  ...rowType<GroupInventory>(groupPath, groupSchema, {
    noun: "volume snapshot group",
    resourceType: groupResourceType,
    // The row is written when all members are there.
    ready: () => true,
    gone: () => false,
  }),
  parts: membersInNoGroup,
};
