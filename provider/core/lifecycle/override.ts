import { RefusedError } from "../../http/errors";
import type { Settings } from "../contract/settings";

/** Throws under the retain-all override if what the noun names can destroy something; `destroys` says what, as a clause. */
export function refuseUnderOverride(
  { noun, destroys }: { readonly noun: string; readonly destroys?: string },
  { retainAllOverride }: Pick<Settings, "retainAllOverride">,
): void {
  if (retainAllOverride === undefined || destroys === undefined) return;
  throw new RefusedError(
    "retain-all-override",
    `${retainAllOverride} is "retain", and a ${noun} can ${destroys}, so it does not run. Remove that setting and run again.`,
  );
}
