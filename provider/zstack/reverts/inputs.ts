import { z } from "zod";
import { type Inputs, input, named, type Outputs, output } from "../../core/contract/properties";
import { readersOf } from "../../core/contract/readers";
import { onceInputs, onceOutputs } from "../../core/reverts/inputs";
import { flag } from "../resource/inputs";

const whenRunning = named(
  "WhenRunning",
  "What to do if the VM is not stopped. `refuse`: fail before anything is changed; `stop`: stop it and leave it stopped; " +
    "`stopAndStart`: stop it, and start it again if it was running and everything went back.",
  z.enum(["refuse", "stop", "stopAndStart"], { error: 'give "refuse", "stop" or "stopAndStart"' }),
);

/**
 * Inputs of every restore in place.
 *
 * @param what what is overwritten: `volume`
 */
export function revertInputs(what: string) {
  const once = onceInputs(what);
  return {
    triggers: once.triggers,
    whenRunning: input(whenRunning.optional(), {
      onChange: "record",
      description:
        "What to do if the VM is not stopped. High availability is suspended for a stop until the next start. Default `refuse`.",
    }),
    safetySnapshot: input(flag.optional(), {
      onChange: "record",
      description:
        `Whether a snapshot of the ${what} is taken right before it goes back. It is kept, also when this resource is deleted; ` +
        "`safetySnapshotUuid` names it. Default true.",
    }),
    onUnknown: once.onUnknown,
  } as const satisfies Inputs;
}

/** Outputs of every restore in place. */
export const revertOutputs = {
  revertedAt: onceOutputs.revertedAt,
  restorePointDate: output(z.string().optional(), "Creation date of the restore point, as the server shows it."),
  safetySnapshotUuid: output(z.string().optional(), "uuid of the safety snapshot; absent if none was taken."),
  vmStateBefore: output(z.string().optional(), "State of the VM before; absent if there was none."),
  runCount: onceOutputs.runCount,
} as const satisfies Outputs;

/** How they are read. */
export const revertReaders = readersOf({ inputs: revertInputs("volume") });
