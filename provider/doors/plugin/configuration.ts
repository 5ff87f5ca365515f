// What the engine configures the plugin with, and what can be said of it without asking a platform.

import type { Failure } from "../../core/contract/resourceDefinition";
import { dynamicUrn, type Platform, platforms } from "../../core/contract/resourceType";
import { type ReadConfiguration, Settings } from "../../core/contract/settings";
import { defaultOrganization, formatSeed, parseSeed } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { nameHint } from "../../core/lifecycle/check";
import { asSecret } from "../../core/secrets";
import { isUnknown } from "../../core/unknown";
import { messageOf, RefusedError } from "../../http/errors";
import { isObject } from "../../http/responseBody";
import { cinderSettings } from "../../openstack/config";
import { zstackSettings } from "../../zstack/config";
import { flatSettings, secretSettings, sectionKeys, sectionOf, sharedSettings } from "./sections";

const readers: Readonly<Record<Platform, (settings: Settings) => unknown>> = {
  zstack: zstackSettings,
  cinder: cinderSettings,
};

/** The name that the engine's own default providers begin with. */
const isExplicit = (name: string): boolean => name !== "" && !/^default(_|$)/.test(name);

/** Provider inputs with sections as objects, whatever they travel as. */
export function withSections(inputs: JsonObject): Record<string, unknown> {
  const names: readonly string[] = platforms;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, names.includes(name) ? sectionOf(value) : value]),
  );
}

/** The same with credentials marked as secrets, so that no state shows them, whatever the program did. */
export function withSecrets(inputs: JsonObject): Record<string, unknown> {
  const marked = (platform: Platform, section: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(section).map(([name, value]) => [
        name,
        secretSettings[platform].has(name) ? asSecret(value) : value,
      ]),
    );
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const platform = platforms.find((one) => one === name);
      return [name, platform === undefined || !isObject(value) ? value : marked(platform, value)];
    }),
  );
}

function unknownName(path: string, name: string, known: readonly string[]): Failure {
  // Without a property: the engine would print its value, credentials included.
  return { property: "", reason: `${path}${name} is not a setting; ${nameHint(name, known)}` };
}

/** Everything that is wrong with provider inputs; whatever is not known yet counts as right. */
export function configurationFailures(
  inputs: JsonObject,
  provider: string,
  environment: Readonly<Record<string, string | undefined>>,
): Failure[] {
  const known = [...platforms, ...sharedSettings, "door", "version"];
  const names = Object.keys(inputs)
    .filter((name) => !known.includes(name))
    .map((name) => unknownName("", name, known));
  const inSections = platforms.flatMap((platform) => {
    const section = inputs[platform];
    if (section === undefined || section === null || isUnknown(section)) return [];
    const settings = Object.keys(sectionKeys[platform]);
    if (!isObject(section))
      return [{ property: "", reason: `${platform}: give an object with ${settings.join(", ")}` }];
    return Object.keys(section)
      .filter((name) => !settings.includes(name))
      .map((name) => unknownName(`${platform}.`, name, settings));
  });
  const failures = [...names, ...inSections];
  if (failures.length > 0) return failures;
  const configuration = new PluginConfiguration();
  configuration.set(inputs, provider);
  return platforms.flatMap((platform) => {
    if (inputs[platform] === undefined || isUnknown(inputs[platform])) return [];
    try {
      readers[platform](new Settings(configuration.reader(platform), environment));
      return [];
    } catch (error) {
      return [{ property: "", reason: messageOf(error) }];
    }
  });
}

/** The configuration of this process. */
export class PluginConfiguration {
  private inputs: JsonObject = {};
  private explicit = false;

  /** @param provider name of the provider resource */
  set(inputs: JsonObject, provider: string): void {
    this.inputs = withSections(inputs);
    this.explicit = isExplicit(provider);
  }

  /** How the settings of one platform are read. */
  reader(platform: Platform): ReadConfiguration {
    const settings = this.settings(platform);
    return (key) => settings[key];
  }

  /** The settings of one platform, under the keys that stack configuration has for the dynamic door. */
  settings(platform: Platform): JsonObject {
    const flat = flatSettings(this.inputs);
    if (this.explicit) {
      // A provider of the other platform alone says so where it is used.
      const other = platforms.find((one) => this.inputs[one] !== undefined);
      flat["snapshots:provider"] = this.inputs[platform] === undefined ? (other ?? platform) : platform;
    }
    return flat;
  }

  /**
   * Refuses to take the same stack of another organization for this one: Pulumi tells a plugin no organization, so that one
   * that is not configured is a guess. A configured one may be another than before, after a stack was transferred.
   */
  assertOrganization(recorded: unknown): void {
    if (this.inputs["organization"] !== undefined || typeof recorded !== "string") return;
    const { organization } = parseSeed(recorded);
    if (organization === defaultOrganization) return;
    throw new RefusedError(
      "organization-mismatch",
      `the state says that this stack belongs to organization "${organization}". Run \`pulumi config set snapshots:organization ` +
        `${organization}\`, or set organization of the explicit provider. Nothing was changed.`,
    );
  }

  /** Who declares a resource: the text that both doors make its identity of. */
  seed(urn: string): string {
    const { namespace = "", organization = defaultOrganization } = this.inputs;
    return formatSeed(String(namespace), String(organization), dynamicUrn(urn));
  }
}
