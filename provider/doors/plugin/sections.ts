// The configuration of the plugin: an object for each platform, and what concerns both. Inside the provider, settings have the
// keys that stack configuration has for the dynamic door.

import { type Platform, platforms } from "../../core/contract/resourceType";
import type { Setting } from "../../core/contract/setting";
import { namingSections } from "../../core/contract/settingNames";
import type { JsonObject } from "../../core/json";
import { isUnknown } from "../../core/unknown";
import { isObject } from "../../http/responseBody";
import { connections } from "../connections";

/** Settings of both platforms: `snapshots:<name>`. */
export const sharedSettings = ["namespace", "organization", "deletionPolicy"] as const;

const inEachSection = <T>(read: (settings: Readonly<Record<string, Setting>>) => T): Readonly<Record<Platform, T>> => ({
  zstack: read(connections.zstack.settings),
  cinder: read(connections.cinder.settings),
});

const nameOf = (key: string): string => key.replace(/^.*:/, "");

/** Keys inside the provider by the name of a setting in its section. */
export const sectionKeys = inEachSection<Readonly<Record<string, string>>>((settings) =>
  Object.fromEntries(Object.keys(settings).map((key) => [nameOf(key), key])),
);

/** A text with the names that settings have through this door; every text for the user goes through it. */
export const inPluginWords = namingSections(sectionKeys);

/** Names of the secret settings of a section. */
export const secretSettings = inEachSection<ReadonlySet<string>>(
  (settings) =>
    new Set(
      Object.entries(settings)
        .filter(([, { secret }]) => secret)
        .map(([key]) => nameOf(key)),
    ),
);

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
