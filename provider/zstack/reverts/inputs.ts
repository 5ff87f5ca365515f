import { z } from "zod";
import { type Inputs, input, named, type Outputs, output } from "../../core/contract/properties";
import { readersOf } from "../../core/contract/readers";
import { flag } from "../resource/inputs";

const whenRunning = named(
  "WhenRunning",
  "What to do if the VM is not stopped. `refuse`: fail before anything is changed; `stop`: stop it and leave it stopped; " +
    "`stopAndStart`: stop it, and start it again if it was running and everything went back.",
  z.enum(["refuse", "stop", "stopAndStart"], { error: 'give "refuse", "stop" or "stopAndStart"' }),
);

const onUnknown = named(
  "OnUnknown",
  "What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. `fail`: stop and " +
    "ask; `rerun`: restore again, which overwrites what was written since.",
  z.enum(["fail", "rerun"], { error: 'give "fail" or "rerun"' }),
);

/**
 * Inputs of every restore in place.
 *
 * @param what what is overwritten: `volume`
 */
export function revertInputs(what: string) {
  return {
    triggers: input(z.json().optional(), {
      onChange: "update",
      description:
        `Any JSON value. The ${what} goes back once for each restore point and value of this: when it is declared, and again ` +
        "when one of the two changes.",
    }),
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
    onUnknown: input(onUnknown.optional(), {
      onChange: "record",
      description:
        "What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default `fail`.",
    }),
  } as const satisfies Inputs;
}

/** Outputs of every restore in place. */
export const revertOutputs = {
  revertedAt: output(z.string(), "When it went back, ISO 8601, by the clock of the machine that ran."),
  restorePointDate: output(z.string().optional(), "Creation date of the restore point, as the server shows it."),
  safetySnapshotUuid: output(z.string().optional(), "uuid of the safety snapshot; absent if none was taken."),
  vmStateBefore: output(z.string().optional(), "State of the VM before; absent if there was none."),
  runCount: output(
    z.int(),
    "How often this resource was carried out, also where it found that nothing was to be done.",
  ),
} as const satisfies Outputs;

/** How they are read. */
export const revertReaders = readersOf({ inputs: revertInputs("volume") });
