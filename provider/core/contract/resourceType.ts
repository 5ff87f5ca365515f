// Types of our resources as the engine has them: the same objects through either door.

export const platforms = ["zstack", "cinder"] as const;

export type Platform = (typeof platforms)[number];

/** The platform of a token such as `zstack.VolumeSnapshot`; undefined for anything else. */
export function platformOf(token: string | undefined): Platform | undefined {
  return platforms.find((platform) => token?.startsWith(`${platform}.`));
}

/** `zstack.VolumeSnapshot`; undefined for a type of another provider. */
export function tokenOfType(type: string): string | undefined {
  const [, platform, name] = /^(?:pulumi-nodejs:dynamic\/|snapshots:)(zstack|cinder):(\w+)$/.exec(type) ?? [];
  return platform === undefined ? undefined : `${platform}.${name}`;
}

/** A URN with the types of the dynamic door: identities and owner tags are made of it, so that doors can be changed. */
export function dynamicUrn(urn: string): string {
  const [stack = "", project = "", type = "", ...name] = urn.split("::");
  const types = type
    .split("$")
    .map((one) => one.replace(/^snapshots:(?=(zstack|cinder):)/, "pulumi-nodejs:dynamic/"))
    .join("$");
  return [stack, project, types, ...name].join("::");
}
