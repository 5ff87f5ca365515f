import { formatSeed } from "../../../provider/core/identity/identity";

export const volumeId = "5aa119a8-d25b-45a7-8d1b-88e127885635";
export const otherId = "ffa9bc5e-1172-4021-acaf-cdcd78a9584d";
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the SDK would hand over for `new cinder.<kind>("r", args)`. */
export function declared(args: Record<string, unknown> = {}, kind = "VolumeSnapshot"): Record<string, unknown> {
  const urn = `urn:pulumi:dev::project::pulumi-nodejs:dynamic/cinder:${kind}::r`;
  return { volumeId, name: "r", ...args, __provider: "text", __seed: formatSeed("", "org", urn) };
}
