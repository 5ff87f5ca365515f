import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.require("appVersion");

const deployments = new zstack.VolumeSnapshotSeries("before-deploy", {
  volumeUuid: config.require("volumeUuid"),
  description: `before version ${appVersion}`,
  // In a pipeline: [process.env["GIT_SHA"]]. Every new value takes a snapshot, and only then the oldest one goes.
  triggers: [appVersion],
  keepLast: 3,
  // This is a demonstration: without it, the snapshots outlive the stack.
  deletionPolicy: "delete",
});

export const restorePoint = deployments.current.uuid;
export const restorePoints = deployments.history.apply((points) => points.map((one) => one.name));
