import type { StackLocation } from "../state/pulumiCli";

/** What a restore point can be restored to. */
export const targets = ["in-place", "new-volume", "new-vm"] as const;
export type Target = (typeof targets)[number];

/** What a new VM is to have; what is not given is as that of the VM that was saved. */
export interface NewVmOptions {
  readonly clusterUuid: string | undefined;
  readonly networkUuids: readonly string[];
  readonly cpuNum: number | undefined;
  readonly memoryGib: number | undefined;
  readonly start: boolean;
}

/** What a new volume of Cinder is to have; what is not given is the platform's choice. */
export interface NewVolumeOptions {
  readonly size: number | undefined;
  readonly volumeType: string | undefined;
  readonly availabilityZone: string | undefined;
}

export interface RestoreOptions extends StackLocation {
  readonly point: string;
  readonly to: Target;
  readonly dryRun: boolean;
  readonly whenRunning: "refuse" | "stop" | "stopAndStart" | undefined;
  /** Whether what is overwritten is kept: in a snapshot on ZStack, in a clone on Cinder. */
  readonly safetySnapshot: boolean;
  readonly onUnknown: "fail" | "rerun" | undefined;
  readonly name: string | undefined;
  readonly backupStorageUuid: string | undefined;
  readonly newVm: NewVmOptions;
  readonly newVolume: NewVolumeOptions;
  readonly yes: boolean;
  readonly json: boolean;
}
