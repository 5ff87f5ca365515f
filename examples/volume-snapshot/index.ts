import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.require("appVersion");

const snapshot = new zstack.VolumeSnapshot(
  "before-upgrade",
  {
    volumeUuid: config.require("volumeUuid"),
    description: `before the upgrade to version ${appVersion}`,
    userTags: ["before-upgrade"],
    // A new version takes a new snapshot; the old one is deleted once the new one exists.
    triggers: [appVersion],
  },
  { customTimeouts: { create: "1h" } },
);

export const uuid = snapshot.uuid;
export const takenAt = snapshot.createDate;
export const bytes = snapshot.size;
