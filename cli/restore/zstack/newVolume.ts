import type { JsonObject } from "../../../provider/core/json";
import { restoredVolume } from "../../../provider/zstack/restoredVolume/resource";
import { type CommandConnection, commandContext } from "../context";
import { createUnmanaged } from "../unmanaged";
import type { Way } from "../way";

/** A new volume as the resource makes it, asked for by the command. */
export interface NewVolume extends CommandConnection {
  /** The input that names the restore point, and its uuid. */
  readonly source: JsonObject;
  /** The restore point, as the plan names it. */
  readonly point: string;
  readonly name: string;
}

export function newVolume({ settings, runtime, source, point, name }: NewVolume): Way {
  const ctx = commandContext(restoredVolume, { settings, runtime }, name, { ...source, name });
  return {
    overwrites: undefined,
    notes: [],
    plan: {
      summary: `making a new volume "${name}" from ${point}; nothing is overwritten`,
      steps: [`Create the volume "${name}" with the data of ${point}.`, "Verify it."],
    },
    restore: async () => (await createUnmanaged(restoredVolume, ctx)).outputs,
    next: ({ uuid }) => [
      `The new volume is ${String(uuid)}. Attach it to a VM on the platform to look at it.`,
      "A stack takes it over as zstack.RestoredVolume with resourceUuid and adopt: true.",
    ],
  };
}
