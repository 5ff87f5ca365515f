import { variablesOf } from "../core/contract/setting";
import type { Settings } from "../core/contract/settings";
import { RefusedError } from "../http/errors";
import { openstackSettingTable, type SettingName } from "./settingTable";

/** A configuration source: the program, the environment, an entry of clouds.yaml. */
export interface ConfigSource {
  value(name: SettingName): string | undefined;
  /** How a message names the setting there. */
  named(name: SettingName): string;
  /** Id of the domain of users and projects that come without one. */
  readonly defaultDomain: string | undefined;
}

export interface Value {
  readonly text: string;
  /** How a message names where it came from. */
  readonly source: string;
}

const variables = variablesOf<SettingName>(openstackSettingTable);

export const settingNames = Object.keys(variables) as SettingName[];

/** Arguments of an explicit provider, or the stack's configuration. */
export function configurationSource(settings: Settings): ConfigSource {
  const explicit = settings.explicitProvider !== undefined;
  const value = (name: SettingName): string | undefined => settings.configured(`openstack:${name}`);
  return {
    value,
    named: (name) => (explicit ? `the provider's ${name}` : `openstack:${name}`),
    defaultDomain: value("defaultDomain") ?? settings.environmentValue("OS_DEFAULT_DOMAIN") ?? "default",
  };
}

export function environmentSource(settings: Settings): ConfigSource {
  const variable = (name: SettingName): string | undefined =>
    variables[name].find((one) => settings.environmentValue(one) !== undefined);
  const value = (name: SettingName): string | undefined => {
    const found = variable(name);
    return found === undefined ? undefined : settings.environmentValue(found);
  };
  return {
    value,
    named: (name) => variable(name) ?? variables[name][0] ?? name,
    defaultDomain: value("defaultDomain") ?? "default",
  };
}

/** The value of the first source that has one. */
export function firstOf(sources: readonly ConfigSource[], name: SettingName): Value | undefined {
  for (const source of sources) {
    const text = source.value(name);
    if (text !== undefined) return { text, source: source.named(name) };
  }
  return undefined;
}

/** An argument that is not known yet must not be filled from another source: that may be another cloud. */
export function refusePending(settings: Settings): void {
  const pending = settingNames.filter((name) => settings.pending(`openstack:${name}`));
  if (pending.length === 0) return;
  const names = pending.map((name) => configurationSource(settings).named(name)).join(", ");
  throw new RefusedError(
    "invalid-config",
    `${names} is not known yet; run \`pulumi up\` to create the resource that it comes from`,
  );
}
