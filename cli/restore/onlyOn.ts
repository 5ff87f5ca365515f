import { CliError } from "../errors";

/** Throws if an option is given that means nothing on the platform of the restore point. */
export function onlyOn(platform: string, given: readonly (readonly [option: string, value: unknown])[]): void {
  const [first] = given.filter(([, value]) => value !== undefined && value !== false);
  if (first === undefined) return;
  throw new CliError("usage-error", `${first[0]} is for ${platform}, and the restore point is not there; remove it`);
}
