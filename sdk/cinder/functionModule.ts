import type * as provider from "../../provider/cinder/functions";
import type { FunctionResults } from "../../provider/core/functions/definition";
import { Functions } from "../functions";
import { connection, Provider } from "./provider";

export type { FunctionInputs } from "../functions";

/** Options of a function. */
export interface FunctionOptions {
  /** Default: the stack configuration and the environment, as for resources without a provider. */
  readonly provider?: Provider;
}

/** @internal */
export const functions = new Functions<FunctionResults<typeof provider.functions>>(
  connection,
  (provider) => provider instanceof Provider,
  (): typeof provider => require("../../provider/cinder/functions"),
);
