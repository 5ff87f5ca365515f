import * as pulumi from "@pulumi/pulumi";
import { runError } from "./runError";

/** How a stack reaches the provider: `pulumi config set snapshots:door plugin`. Default: the dynamic provider. */
export function throughPlugin(): boolean {
  const door = new pulumi.Config("snapshots").get("door") ?? "dynamic";
  if (door === "dynamic" || door === "plugin") return door === "plugin";
  throw runError(`snapshots:door is "${door}"; set it to "plugin" or "dynamic"`);
}

export const dynamicType = (type: string): string => `pulumi-nodejs:dynamic/${type}`;

export const pluginType = (type: string): string => `snapshots:${type}`;

/** The object through the other door is the same one: a stack changes doors, and no object is touched. */
export function alsoKnownAs(type: string, options: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(options, { aliases: [{ type }] });
}
