import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.require("appVersion");

const deployments = new zstack.VolumeSnapshotSeries("before-deploy", {
  volumeUuid: config.require("volumeUuid"),
  description: `before version ${appVersion}`,
  // A pipeline sets it: pulumi config set appVersion "$CI_COMMIT_SHA". Each new value takes a snapshot, then the oldest is deleted.
  triggers: [appVersion],
  keepLast: 3,
  // This is a demonstration: without it, the snapshots outlive the stack.
  deletionPolicy: "delete",
});

export const restorePoint = deployments.current.uuid;
export const restorePoints = deployments.history.apply((points) => points.map((one) => one.name));
