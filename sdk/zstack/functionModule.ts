import type { LookupResults } from "../../provider/zstack/functions/types";
import { Functions } from "../functions";
import { Provider } from "./provider";

export type { FunctionInputs } from "../functions";

/** Options of a function. */
export interface FunctionOptions {
  /** Default: the stack configuration and the environment, as for resources without a provider. */
  readonly provider?: Provider;
}

/** @internal */
export const functions = new Functions<LookupResults>(
  "zstack",
  (provider) => provider instanceof Provider,
  (): typeof import("../../provider/zstack/functions") => require("../../provider/zstack/functions"),
);
