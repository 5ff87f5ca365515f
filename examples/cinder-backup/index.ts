import * as pulumi from "@pulumi/pulumi";
import { cinder } from "pulumi-snapshots";

const config = new pulumi.Config();
const volumeId = config.require("volumeId");

// The machine keeps writing: a backup holds the volume as after a power cut.
const common = { volumeId, force: true, metadata: { purpose: "disaster-recovery" } };

const full = new cinder.VolumeBackup(
  "full",
  { ...common, triggers: [config.require("month")] },
  { customTimeouts: { create: "12h" } },
);

const daily = new cinder.VolumeBackup(
  "daily",
  { ...common, incremental: true, triggers: [config.require("month"), config.require("date")] },
  // Made after the full one, and deleted before it.
  { dependsOn: full, customTimeouts: { create: "4h" } },
);

export const fullBackup = full.id;
export const dailyBackup = daily.id;
export const dataOf = daily.dataTimestamp;
