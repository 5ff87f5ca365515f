import * as pulumi from "@pulumi/pulumi";
import { namingSections } from "../provider/core/contract/settingNames";
import { throughPlugin } from "./door";

/** How the arguments of an explicit provider become the configuration of its process. */
export interface ConnectionDeclaration {
  readonly platform: string;
  /** Configuration keys by argument. */
  readonly keys: Readonly<Record<string, string>>;
  /** Arguments whose values are secrets, whatever the program says. */
  readonly secrets: readonly string[];
}

const asText = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** The same for the plugin: a section for the platform, and what concerns both. */
function sectionedInputs(
  platform: string,
  args: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  shared: pulumi.Config,
): pulumi.Inputs {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const section = given.map(([name, value]) => [name, secrets.includes(name) ? pulumi.secret(value) : value]);
  const settings = ["namespace", "organization", "deletionPolicy"].map((name) => [name, shared.get(name)]);
  return { ...Object.fromEntries(settings), [platform]: Object.fromEntries(section) };
}

/** Base of the explicit providers. */
export abstract class ConnectionProvider extends pulumi.ProviderResource {
  /**
   * What the provider process is configured with, for functions, which run in the program.
   * @internal
   */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;

  protected constructor(
    { platform, keys, secrets }: ConnectionDeclaration,
    name: string,
    args: Readonly<Record<string, unknown>>,
    options?: pulumi.ResourceOptions,
  ) {
    const inputs: Record<string, pulumi.Input<string>> = { "snapshots:provider": platform };
    for (const [argument, key] of Object.entries(keys)) {
      const value = args[argument];
      if (value === undefined) continue;
      const text = pulumi.output(value).apply(asText);
      inputs[key] = secrets.includes(argument) ? pulumi.secret(text) : text;
    }
    const shared = new pulumi.Config("snapshots");
    for (const key of ["namespace", "deletionPolicy"]) {
      const value = shared.get(key);
      if (value !== undefined) inputs[`snapshots:${key}`] = value;
    }
    if (throughPlugin()) super("snapshots", name, sectionedInputs(platform, args, secrets, shared), options);
    else super("pulumi-nodejs", name, inputs, options);
    this.settings = inputs;
  }
}

/**
 * The configuration of the stack, with the settings of a platform under the keys of the dynamic door. The plugin has those of
 * its own section alone, so that look-ups ask the platform that resources are made on.
 */
export function stackSettings({ platform, keys }: ConnectionDeclaration): Readonly<Record<string, string>> {
  const all = pulumi.runtime.allConfig();
  if (!throughPlugin()) return all;
  const section = Object.entries(JSON.parse(all[`snapshots:${platform}`] ?? "{}") as Readonly<Record<string, unknown>>);
  const settings = section.map(([name, value]) => [
    keys[name] ?? name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const shared = Object.entries(all).filter(([key]) => key.startsWith("snapshots:"));
  return Object.fromEntries([...shared, ...settings]);
}

/** Makes texts for the user name settings as the configuration of the stack does. */
export function wordsOfDoor({ platform, keys }: ConnectionDeclaration): (text: string) => string {
  return throughPlugin() ? namingSections({ [platform]: keys }) : (text) => text;
}
