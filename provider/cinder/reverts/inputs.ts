import { z } from "zod";
import { type Inputs, input, type Outputs, output } from "../../core/contract/properties";
import { readersOf } from "../../core/contract/readers";
import { onceInputs, onceOutputs } from "../../core/reverts/inputs";
import { flag, id } from "../resource/inputs";

/** Inputs of every restore in place. */
export const revertInputs = {
  triggers: onceInputs("volume").triggers,
  safetyVolume: input(flag.optional(), {
    onChange: "record",
    description:
      "Whether the volume is cloned right before it is overwritten. The clone is kept, also when this resource is deleted; " +
      "`safetyVolumeId` names it. It takes the volume's size out of the project's quota. Default true.",
  }),
  onUnknown: onceInputs("volume").onUnknown,
} as const satisfies Inputs;

/** Outputs of every restore in place. */
export const revertOutputs = {
  revertedAt: onceOutputs.revertedAt,
  restorePointDate: output(z.string().optional(), "When the restore point was taken: ISO 8601 in UTC."),
  safetyVolumeId: output(id.optional(), "id of the safety volume; absent if none was made."),
  runCount: onceOutputs.runCount,
} as const satisfies Outputs;

/** How they are read. */
export const revertReaders = readersOf({ inputs: revertInputs });
