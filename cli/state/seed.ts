// Who declares a resource of a state. The dynamic door records it among the inputs; the plugin, which the engine tells, among
// the outputs, so that what is not made yet has only its URN.

import { dynamicUrn } from "../../provider/core/contract/resourceType";
import type { Settings } from "../../provider/core/contract/settings";
import { defaultOrganization, formatSeed } from "../../provider/core/identity/identity";
import { revealSecrets, type StateResource } from "./exportedStack";

type Declared = Pick<StateResource, "urn" | "type"> & {
  readonly inputs?: StateResource["inputs"] | null;
  readonly outputs?: StateResource["outputs"] | null;
};

/** The text that identities are made of; undefined where the entry of a dynamic resource has none. */
export function seedOf({ urn, type, inputs, outputs }: Declared, settings: () => Settings): unknown {
  const recorded = [inputs, outputs].map((one) => revealSecrets(one?.["__seed"])).find((one) => one !== undefined);
  if (recorded !== undefined || !type.startsWith("snapshots:")) return recorded;
  const of = settings();
  const namespace = of.configured("snapshots:namespace") ?? "";
  const organization = of.configured("snapshots:organization") ?? defaultOrganization;
  return formatSeed(namespace, organization, dynamicUrn(urn));
}
