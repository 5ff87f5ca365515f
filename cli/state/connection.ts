// Which platform a resource of a stack lives on: the connection of the stack, or of the explicit provider in its state.

import { type Platform, platformOf, platforms, tokenOfType } from "../../provider/core/contract/resourceType";
import { Settings } from "../../provider/core/contract/settings";
import { flatSettings, inPluginWords, sectionOf } from "../../provider/doors/plugin/sections";
import { CliError } from "../errors";
import { type ExportedStack, isExplicitProvider, isPluginProvider, type StateResource } from "./exportedStack";

export interface Connection {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly name: string;
  readonly settings: Settings;
  /** A text with the names that settings have where this connection is configured. */
  inWords(text: string): string;
}

const inDynamicWords = (text: string): string => text;

/** Where no stack says anything. */
export const environmentConnection = (environment: NodeJS.ProcessEnv): Connection => ({
  name: "the environment",
  settings: new Settings(() => undefined, environment),
  inWords: inDynamicWords,
});

/** What `work` throws names the settings of the connection as its configuration does. */
export async function inWordsOf<T>({ inWords }: Pick<Connection, "inWords">, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.message = inWords(error.message);
    throw error;
  }
}

/** The reference to a provider in the state of its resources. */
const referenceTo = ({ urn, id = "" }: StateResource): string => `${urn}::${id}`;

/** What an explicit provider connects to on a platform; one of the plugin has both. */
type ExplicitProvider = (platform: Platform) => Connection;

function explicitProvider(resource: StateResource, environment: NodeJS.ProcessEnv): ExplicitProvider {
  const { urn, inputs = {} } = resource;
  const name = `provider "${urn.split("::").slice(3).join("::")}"`;
  // As in the provider process: the configuration of the stack is not read.
  if (!isPluginProvider(resource)) {
    const settings = new Settings((key) => inputs[key], environment);
    return () => ({ name, settings, inWords: inDynamicWords });
  }
  const flat = flatSettings(inputs);
  return (platform) => {
    const explicit = sectionOf(inputs[platform]) === undefined ? undefined : platform;
    return {
      name,
      settings: new Settings((key) => (key === "snapshots:provider" ? explicit : flat[key]), environment),
      inWords: inPluginWords,
    };
  };
}

/** Whether a stack goes through the plugin: what configures it, or what it has recorded, is the plugin's. */
function isThroughPlugin(
  configuration: Readonly<Record<string, unknown>>,
  resources: readonly StateResource[],
): boolean {
  if (configuration["snapshots:door"] !== undefined) return configuration["snapshots:door"] === "plugin";
  const sections = platforms.map((platform) => configuration[`snapshots:${platform}`]);
  return sections.some((section) => section !== undefined) || resources.some(isPluginProvider);
}

/** The connections of a stack. */
export class Connections {
  /** Of resources without a provider of their own. */
  readonly standard: Connection;
  private readonly explicit: ReadonlyMap<string, ExplicitProvider>;
  private readonly known: ReadonlySet<string>;

  /**
   * @param exported what `decrypted` returned
   * @param configuration of the stack, `namespace:name` to text
   */
  constructor(
    exported: ExportedStack,
    configuration: Readonly<Record<string, unknown>>,
    environment: NodeJS.ProcessEnv,
  ) {
    // A stack that goes through the plugin has a section for each platform.
    const sections = Object.entries(configuration).map(([key, value]) => [key.replace(/^snapshots:/, ""), value]);
    const settings = { ...flatSettings(Object.fromEntries(sections)), ...configuration };
    const resources = exported.deployment.resources ?? [];
    this.standard = {
      name: "the stack's connection",
      settings: new Settings((key) => settings[key], environment),
      inWords: isThroughPlugin(configuration, resources) ? inPluginWords : inDynamicWords,
    };
    this.known = new Set(resources.map(referenceTo));
    this.explicit = new Map(
      resources.filter(isExplicitProvider).map((one) => [referenceTo(one), explicitProvider(one, environment)]),
    );
  }

  /** The one that a resource was made through. */
  of({ urn, type, provider = "" }: Pick<StateResource, "urn" | "type" | "provider">): Connection {
    const explicit = this.explicit.get(provider);
    if (explicit !== undefined) return explicit(platformOf(tokenOfType(type)) ?? "zstack");
    if (this.isStandard({ provider })) return this.standard;
    throw new CliError("state-unreadable", `the provider of ${urn} is not in the state: ${provider}`);
  }

  /** Whether a resource was made through the stack's own connection. */
  isStandard({ provider = "" }: Pick<StateResource, "provider">): boolean {
    if (this.explicit.has(provider)) return false;
    return provider === "" || this.known.has(provider) || /::default(_\w+)?::[^:]*$/.test(provider);
  }

  /** Those of all explicit providers of `platform`, also without a resource. */
  explicitOf(platform: Platform): Connection[] {
    return [...this.explicit.values()]
      .map((one) => one(platform))
      .filter((one) => one.settings.explicitProvider === platform);
  }
}
