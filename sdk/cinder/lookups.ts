import type { LookupResults } from "../../provider/cinder/functions/types";
import { Lookups } from "../lookups";
import { Provider } from "./provider";

export type { LookupInputs } from "../lookups";

/** How a look-up connects. */
export interface LookupOptions {
  /** Default: the stack configuration and the environment, as for resources without a provider. */
  readonly provider?: Provider;
}

/** @internal */
export const lookups = new Lookups<LookupResults>(
  "cinder",
  (provider) => provider instanceof Provider,
  (): typeof import("../../provider/cinder/functions") => require("../../provider/cinder/functions"),
);
