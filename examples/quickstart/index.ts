import * as pulumi from "@pulumi/pulumi";
import { zstack } from "pulumi-snapshots";

const config = new pulumi.Config();
const appVersion = config.get("appVersion") ?? "1";

// Replace this by what really changes the machine: a new image, a migration, a script run over SSH.
class Upgrade extends pulumi.ComponentResource {
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: { version: string }, opts?: pulumi.ComponentResourceOptions) {
    super("quickstart:index:Upgrade", name, {}, opts);
    this.version = pulumi.output(args.version);
    this.registerOutputs({ version: this.version });
  }
}

// A new version of the application takes a new snapshot; otherwise `pulumi up` changes nothing.
function restorePoint(name: string, volumeUuid: string): zstack.VolumeSnapshot {
  return new zstack.VolumeSnapshot(name, {
    volumeUuid,
    description: `before the upgrade to version ${appVersion}`,
    userTags: ["before-upgrade"],
    triggers: [appVersion],
  });
}

const rootVolume = restorePoint("web-1-root", config.require("rootVolumeUuid"));
const dataVolume = restorePoint("web-1-data", config.require("dataVolumeUuid"));

// The upgrade starts only when both snapshots exist and are verified.
const upgrade = new Upgrade("web-1", { version: appVersion }, { dependsOn: [rootVolume, dataVolume] });

export const installedVersion = upgrade.version;
export const restorePointOfRoot = rootVolume.uuid;
export const restorePointOfData = dataVolume.uuid;
export const takenAt = rootVolume.createDate;
