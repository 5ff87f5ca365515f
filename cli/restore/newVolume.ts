import type { Settings } from "../../provider/core/contract/settings";
import { defaultOrganization, formatSeed } from "../../provider/core/identity/identity";
import type { JsonObject } from "../../provider/core/json";
import { contextFor } from "../../provider/core/lifecycle/context";
import { createObject } from "../../provider/core/lifecycle/create";
import type { ProviderRuntime } from "../../provider/core/runtime/runtime";
import { RefusedError } from "../../provider/http/errors";
import { restoredVolume } from "../../provider/zstack/restoredVolume/resource";
import type { Way } from "./way";

/** A new volume as the resource makes it, asked for by the command. */
export interface NewVolume {
  readonly settings: Settings;
  readonly runtime: ProviderRuntime;
  /** The input that names the restore point, and its uuid. */
  readonly source: JsonObject;
  /** The restore point, as the plan names it. */
  readonly point: string;
  readonly name: string;
}

export function newVolume({ settings, runtime, source, point, name }: NewVolume): Way {
  const urn = `urn:pulumi:command::pulumi-snapshots::pulumi-nodejs:dynamic/zstack:RestoredVolume::${name}`;
  const inputs = { ...source, name, __seed: formatSeed("", defaultOrganization, urn) };
  const [failure] = restoredVolume.rules(inputs, {});
  if (failure !== undefined) throw new RefusedError("invalid-input", failure.reason);
  const ctx = contextFor({ definition: restoredVolume, settings, runtime }, "create", inputs, {});
  return {
    overwrites: undefined,
    notes: [],
    plan: {
      summary: `making a new volume "${name}" from ${point}; nothing is overwritten`,
      steps: [`Create the volume "${name}" with the data of ${point}.`, "Verify it."],
    },
    async restore() {
      const { id, outs } = await createObject(restoredVolume, ctx);
      // No state holds it: whoever wants to may adopt it.
      await restoredVolume.retain(ctx, id);
      return Object.fromEntries(Object.entries(outs).filter(([key]) => !key.startsWith("__")));
    },
    next: ({ uuid }) => [
      `The new volume is ${String(uuid)}. Attach it to a VM on the platform to look at it.`,
      "A stack takes it over as zstack.RestoredVolume with resourceUuid and adopt: true.",
    ],
  };
}
