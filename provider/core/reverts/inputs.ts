import { z } from "zod";
import { type Inputs, input, int32, named, type Outputs, output } from "../contract/properties";

const onUnknown = named(
  "OnUnknown",
  "What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. `fail`: stop and " +
    "ask; `rerun`: restore again, which overwrites what was written since.",
  z.enum(["fail", "rerun"], { error: 'give "fail" or "rerun"' }),
);

/**
 * Inputs of every restore in place, on all platforms.
 *
 * @param what what is overwritten: `volume`
 */
export function onceInputs(what: string) {
  return {
    triggers: input(z.json().optional(), {
      onChange: "update",
      description:
        `Any JSON value. The ${what} goes back once for each restore point and value of this: when it is declared, and again ` +
        "when one of the two changes.",
    }),
    onUnknown: input(onUnknown.optional(), {
      onChange: "record",
      description:
        "What to do if an earlier run was interrupted and nothing tells how it ended, or if only a part went back. Default `fail`.",
    }),
  } as const satisfies Inputs;
}

/** Outputs of every restore in place, on all platforms. */
export const onceOutputs = {
  revertedAt: output(z.string(), "When it went back, ISO 8601, by the clock of the machine that ran."),
  runCount: output(
    int32(z.int()),
    "How often this resource was carried out, also where it found that nothing was to be done.",
  ),
} as const satisfies Outputs;
