// A synchronization of an image store: the server compares its records with what the store holds. It creates no object:
// it runs when it is declared and whenever its triggers change, and deleting it does nothing.
// @API PUT /v1/vm-backups/imageStore/{imageStoreUuid}/actions
// @API PUT /v1/volume-backups/imageStore/{imageStoreUuid}/actions
// @API GET /v1/backup-storage/{uuid}
// @API GET /v1/volume-backups

import { z } from "zod";
import type { Inputs } from "../../core/contract/properties";
import type { Failure } from "../../core/contract/resourceDefinition";
import {
  type Created,
  type Difference,
  labelOf,
  type ReadResult,
  type ResourceProvider,
} from "../../core/contract/resourceProvider";
import { Settings } from "../../core/contract/settings";
import { secretTriggersName } from "../../core/contract/stateKeys";
import { freshUuid, identityOf, identityPrefix, ownerOf, parseSeed } from "../../core/identity/identity";
import { type JsonObject, jsonClean, same } from "../../core/json";
import { changedInputs, checkInputs, declaredInputs, replacingInputs } from "../../core/lifecycle/check";
import { endpointOf, sameOrigin } from "../../core/lifecycle/diff";
import { originMismatchMessage } from "../../core/lifecycle/origin";
import type { ProviderRuntime } from "../../core/runtime/runtime";
import { Deadline } from "../../http/clock";
import { FinalError, RefusedError } from "../../http/errors";
import { NotYet, waitFor } from "../../http/waitFor";
import { checkImageStore, explained, getStorage } from "../backup/checks";
import { whileNotCreating } from "../backup/creationGate";
import { allCreationsInProgress, named } from "../backup/deleteSafety";
import type { ZStackApi } from "../client/client";
import { zstackEndpoint } from "../config";
import { connection } from "../connections";
import { restartedMeanwhile } from "../resource/deadJobs";
import { backupStorageSyncProperties } from "./properties";

const noun = "synchronization";

/** Hidden inputs that are recorded without a run. */
const recordedOnly = ["__timeouts", secretTriggersName];
const described = { ...backupStorageSyncProperties, rules: (): Failure[] => [] };
const { token } = backupStorageSyncProperties;
const declarations: Inputs = backupStorageSyncProperties.inputs;

const resultSchema = z.object({
  result: z.object({ newBackupCount: z.number().optional(), deletedBackupCount: z.number().optional() }),
});
type Counts = z.infer<typeof resultSchema>["result"];

const actions: Readonly<Record<string, readonly [path: string, action: string]>> = {
  vm: ["/v1/vm-backups/imageStore", "syncVmBackup"],
  volume: ["/v1/volume-backups/imageStore", "syncVolumeBackup"],
};

/** Seconds a server allows the action by itself. */
const serverLimit = 30 * 60;

/** Seconds to wait for backups that are being created. */
const waitLimit = 600;

export class BackupStorageSync implements ResourceProvider {
  private settings: Settings;

  constructor(private readonly runtime: ProviderRuntime) {
    this.settings = new Settings(() => undefined, runtime.environment);
  }

  configure(settings: Settings): void {
    this.settings = settings;
  }

  label(inputs: JsonObject): string {
    return labelOf(token, inputs);
  }

  check(olds: JsonObject, news: JsonObject): { inputs: Record<string, unknown>; failures: Failure[] } {
    return checkInputs(described, olds, news);
  }

  diff(_id: string, olds: JsonObject, news: JsonObject): Difference {
    const changed = changedInputs(declarations, declaredInputs(described, olds), news);
    const replaces = changed.filter((name) => declarations[name]?.onChange === "replace");
    const changes =
      changed.length > 0 || recordedOnly.some((name) => !same(olds[name], news[name])) || this.moved(olds);
    return { changes, replaces, deleteBeforeReplace: false };
  }

  async create(inputs: JsonObject): Promise<Created> {
    const { failures } = this.check({}, inputs);
    if (failures.length > 0)
      throw new RefusedError("invalid-input", failures.map((failure) => failure.reason).join("; "));
    const origin = await this.api().origin();
    const counts = await this.run(inputs, "create");
    const seed = parseSeed(inputs["__seed"]);
    const identity = identityOf(seed, replacingInputs(described, inputs));
    const id = freshUuid(identityPrefix(ownerOf(seed, token), identity), this.runtime.random);
    return { id, outs: jsonClean({ ...inputs, ...counts, runCount: 1, __origin: origin }) };
  }

  /** The image store is all there is to read. */
  async read(id: string, props: JsonObject): Promise<ReadResult> {
    const recorded = String(props["__origin"] ?? "");
    const endpoint = zstackEndpoint(this.settings);
    if (this.moved(props))
      throw new RefusedError("origin-mismatch", originMismatchMessage(noun, id, recorded, endpoint ?? ""));
    const origin = await this.api().origin();
    if (recorded !== "" && !sameOrigin(recorded, origin)) {
      throw new RefusedError("origin-mismatch", originMismatchMessage(noun, id, recorded, origin));
    }
    if ((await getStorage(this.api(), String(props["imageStoreUuid"]))) === undefined) return {};
    return { id, props: jsonClean(props), inputs: jsonClean(declaredInputs(described, props)) };
  }

  async update(_id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }> {
    const { newBackupCount, deletedBackupCount, runCount, __origin: recorded } = olds;
    const kept = { newBackupCount, deletedBackupCount, runCount };
    if (same(olds["triggers"], news["triggers"])) {
      const origin = this.moved(olds) ? await this.api().origin() : recorded;
      return { outs: jsonClean({ ...news, ...kept, __origin: origin }) };
    }
    const origin = await this.api().origin();
    const counts = await this.run(news, "update");
    return { outs: jsonClean({ ...news, ...counts, runCount: Number(runCount ?? 0) + 1, __origin: origin }) };
  }

  async delete(): Promise<void> {}

  private api(): ZStackApi {
    return connection(this.settings, this.runtime);
  }

  private moved(outputs: JsonObject): boolean {
    const endpoint = zstackEndpoint(this.settings);
    const recorded = outputs["__origin"];
    return endpoint !== undefined && typeof recorded === "string" && endpointOf(recorded) !== endpoint;
  }

  private async run(inputs: JsonObject, operation: "create" | "update"): Promise<Counts> {
    const { retainAllOverride } = this.settings;
    if (retainAllOverride !== undefined) {
      throw new RefusedError(
        "retain-all-override",
        `${retainAllOverride} is "retain", and a synchronization can remove backup records, so it does not run. Remove that ` +
          `setting and run again.`,
      );
    }
    const store = String(inputs["imageStoreUuid"]);
    await checkImageStore(this.api(), "imageStoreUuid", store);
    return whileNotCreating(this.api(), () => this.synchronize(inputs, store, operation));
  }

  /** The server removes records of backups that are being created on other stores: they have no copy yet. */
  private async refuseDuringCreations(limit = 0): Promise<void> {
    const look = async () => {
      const creations = await allCreationsInProgress(this.api());
      return creations.length === 0 ? undefined : new NotYet(creations);
    };
    await waitFor(new Deadline(this.runtime.clock, limit), look, {
      late: (creations) => {
        throw new RefusedError(
          "operation-in-progress",
          `imageStoreUuid: ${named(creations)} is still being created, and a synchronization can remove such records. Nothing ` +
            `was done. Run again once that has ended. ${restartedMeanwhile(this.api())} In that case delete the record on the platform first.`,
        );
      },
    });
  }

  private async synchronize(inputs: JsonObject, store: string, operation: "create" | "update"): Promise<Counts> {
    const look = () => checkImageStore(this.api(), "imageStoreUuid", store);
    const [path, action] = actions[String(inputs["scope"])] ?? ["", ""];
    const timeout = ((inputs["__timeouts"] ?? {}) as Record<string, number | undefined>)[operation];
    const longer = timeout !== undefined && timeout > serverLimit ? { serverTimeout: timeout } : {};
    const condition = () => this.refuseDuringCreations();
    const body = { [action]: {} };
    const write = { method: "PUT" as const, path: `${path}/${store}/actions`, body, condition, ...longer };
    const what = `${this.label(inputs)}: synchronizing backup storage ${store}`;
    await this.refuseDuringCreations(Math.min(timeout ?? waitLimit, waitLimit));
    const result = await this.api()
      .run(write, what, timeout)
      .catch(async (error: unknown) => {
        if (error instanceof FinalError && error.platformCode === "ID.1002") throw administratorsOnly(error);
        throw await explained(error, look, `imageStoreUuid: backup storage ${store} could not be synchronized`);
      });
    const read = resultSchema.safeParse(result);
    // It has run; a response without counts is no reason to run it again.
    return read.success ? read.data.result : {};
  }
}

function administratorsOnly(error: FinalError): FinalError {
  return new FinalError(
    `only administrators can synchronize a backup storage; use an administrator's account for this resource, or remove it ` +
      `(the server says: ${error.message})`,
    { request: error.request, platformCode: "ID.1002", errorCode: "not-permitted" },
    { cause: error },
  );
}
