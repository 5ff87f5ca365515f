// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type FunctionInputs, type FunctionOptions, functions } from "../functionModule";

/** Filters of `getVmInstances`. */
export interface GetVmInstancesArgs {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid?: string;
  /** Exact name, case included; any characters are allowed. */
  readonly name?: string;
  /**
   * SQL pattern of the whole name: `%` is any text, `_` any one character. A backslash before `%`, `_` or a backslash
   * takes that character literally.
   */
  readonly namePattern?: string;
  /** A user tag of the object: its whole text. */
  readonly userTag?: string;
  /**
   * Created later than this time: `2026-11-21`, `2026-11-21 09:30:00`, or the `createDate` of another result. It is
   * compared with the server's local time, and has no time zone.
   */
  readonly createdAfter?: string;
  /** Created earlier than this time; the same form as `createdAfter`. */
  readonly createdBefore?: string;
  /** The VM that has this volume. */
  readonly volumeUuid?: string;
  /** VMs that run on this host. */
  readonly hostUuid?: string;
  /** VMs of this cluster. */
  readonly clusterUuid?: string;
  /** `Running`, `Paused`, `Stopped`, `Created` …, as the server writes it. */
  readonly state?: string;
}

/** Filters of `getVmInstance`. */
export interface GetVmInstanceArgs extends GetVmInstancesArgs {
  /** Return the newest of several, by `createDate` and then by uuid. Default false: several matches are an error. */
  readonly mostRecent?: boolean;
}

/** A VM. */
export interface GetVmInstanceResult {
  /** 32 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** Name. */
  readonly name: string;
  /** Description. */
  readonly description?: string;
  /** uuid of the root volume. */
  readonly rootVolumeUuid?: string;
  /** uuids of the attached volumes in the order of their devices, the root volume first. */
  readonly volumeUuids: readonly string[];
  /** uuid of the zone. */
  readonly zoneUuid?: string;
  /** uuid of the cluster. */
  readonly clusterUuid?: string;
  /** uuid of the host that it runs on. */
  readonly hostUuid?: string;
  /** uuid of the image that it was created from. */
  readonly imageUuid?: string;
  /** Platform of the guest, e.g. `Linux`. */
  readonly platform?: string;
  /** Architecture of the processor, e.g. `x86_64`. */
  readonly architecture?: string;
  /** Hypervisor, e.g. `KVM`. */
  readonly hypervisorType?: string;
  /** Number of processors. */
  readonly cpuNum?: number;
  /** Bytes of memory. */
  readonly memorySize?: number;
  /** `Running`, `Paused`, `Stopped`, `Created` …, as the server writes it. */
  readonly state: string;
  /** When it was created: the server's own text, in its local time. */
  readonly createDate?: string;
}

/**
 * Gets one VM. Runs at once, in previews too.
 *
 * An object must match all filters. It is an error if none matches (code `no-match`), or if several match without
 * `mostRecent: true` (`several-matches`); the message lists them. An error also names settings that are missing or not
 * known yet.
 *
 * API: `GET /v1/vm-instances`.
 *
 * @example
 * ```ts
 * const vm = await zstack.getVmInstance({ name: "web-1" });
 * export const found = vm.rootVolumeUuid;
 * ```
 */
export function getVmInstance(args: GetVmInstanceArgs, options?: FunctionOptions): Promise<GetVmInstanceResult> {
  return functions.findOne("VmInstance", args, options);
}

/**
 * `getVmInstance` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is; otherwise the function runs in previews too. Same errors and API.
 *
 * @example
 * ```ts
 * const vm = zstack.getVmInstanceOutput({ name: vmName });
 * ```
 */
export function getVmInstanceOutput(
  args: FunctionInputs<GetVmInstanceArgs>,
  options?: FunctionOptions,
): pulumi.Output<GetVmInstanceResult> {
  return functions.findOneOutput("VmInstance", args, options);
}

/**
 * Gets all VMs that match, oldest first; the list may be empty. Without filters: all that the account sees.
 *
 * Throws for invalid filters and settings, and if the connection fails.
 *
 * API: `GET /v1/vm-instances`, page by page.
 *
 * @example
 * ```ts
 * const running = await zstack.getVmInstances({ namePattern: "web-%", state: "Running" });
 * ```
 */
export function getVmInstances(
  args: GetVmInstancesArgs = {},
  options?: FunctionOptions,
): Promise<GetVmInstanceResult[]> {
  return functions.findAll("VmInstance", args, options);
}

/**
 * `getVmInstances` for arguments that may be outputs: the result is unknown while one of them, or a setting of the
 * provider, is. Same errors and API.
 *
 * @example
 * ```ts
 * const running = zstack.getVmInstancesOutput({ clusterUuid: cluster.uuid });
 * ```
 */
export function getVmInstancesOutput(
  args: FunctionInputs<GetVmInstancesArgs> = {},
  options?: FunctionOptions,
): pulumi.Output<GetVmInstanceResult[]> {
  return functions.findAllOutput("VmInstance", args, options);
}
