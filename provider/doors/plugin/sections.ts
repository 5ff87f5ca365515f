// The configuration of the plugin: an object for each platform, and what concerns both. Inside the provider, settings have the
// keys that stack configuration has for the dynamic door.

import { cinderSettingTable } from "../../cinder/settingTable";
import type { JsonObject } from "../../core/json";
import { isUnknown } from "../../core/unknown";
import { openstackSettingTable } from "../../openstack/settingTable";
import { zstackSettingTable } from "../../zstack/settingTable";

export const platforms = ["zstack", "cinder"] as const;

export type Platform = (typeof platforms)[number];

/** Settings of both platforms: `snapshots:<name>`. */
export const sharedSettings = ["namespace", "organization", "deletionPolicy"] as const;

/** Keys inside the provider by the name of a setting in its section. */
export const sectionKeys: Readonly<Record<Platform, Readonly<Record<string, string>>>> = {
  zstack: keysOf("zstack", zstackSettingTable),
  cinder: { ...keysOf("openstack", openstackSettingTable), ...keysOf("cinder", cinderSettingTable) },
};

/** Secret settings by section. */
export const secretSettings: Readonly<Record<Platform, ReadonlySet<string>>> = {
  zstack: secretsOf(zstackSettingTable),
  cinder: secretsOf(openstackSettingTable),
};

function keysOf(namespace: string, table: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(table).map((name) => [name, `${namespace}:${name}`]));
}

function secretsOf(table: Readonly<Record<string, { readonly secret: boolean }>>): ReadonlySet<string> {
  return new Set(Object.keys(table).filter((name) => table[name]?.secret === true));
}

/** A section as an object: generated SDKs and stack configuration write it as text. */
export function sectionOf(value: unknown): unknown {
  if (typeof value !== "string" || isUnknown(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // Whoever checks the configuration says what is wrong with the text itself.
    return value;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Provider inputs, or stack configuration without its namespace, under the keys that the settings have inside the provider.
 * Sections that are no objects count as empty.
 */
export function flatSettings(inputs: JsonObject): Record<string, unknown> {
  const sections = platforms.flatMap((platform) => {
    const section = sectionOf(inputs[platform]);
    if (!isObject(section)) return [];
    return Object.entries(section).map(([name, value]) => [sectionKeys[platform][name] ?? name, value] as const);
  });
  const shared = sharedSettings.map((name) => [`snapshots:${name}`, inputs[name]] as const);
  return Object.fromEntries([...sections, ...shared].filter(([, value]) => value !== undefined));
}
