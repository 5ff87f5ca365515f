import * as pulumi from "@pulumi/pulumi";
import type { Lookup } from "../../provider/zstack/lookups";
import type { LookupResults } from "../../provider/zstack/lookupsTypes";
import { Provider } from "./provider";

/** How a look-up connects. */
export interface LookupOptions {
  /** Default: the stack configuration and the environment, as for resources without a provider. */
  readonly provider?: Provider;
}

/** Filters that may still be outputs of resources. */
export type LookupInputs<Args> = { readonly [K in keyof Args]: pulumi.Input<Args[K]> };

type Settings = Readonly<Record<string, unknown>>;

/** Loaded by the first look-up only: the HTTP client and the schemas would slow down the start of every program. */
function loaded(): typeof import("../../provider/zstack/lookups") {
  return require("../../provider/zstack/lookups");
}

function settingsOf({ provider }: LookupOptions, call: string): Readonly<Record<string, pulumi.Input<string>>> {
  // Read at once: programs of the Automation API have a configuration each.
  if (provider === undefined) return pulumi.runtime.allConfig();
  if (provider instanceof Provider) return provider.settings;
  throw new Error(`zstack.${call}: provider is not a zstack.Provider; pass one, or none for the default connection`);
}

/** Of an output without its value: `apply` alone would never say that there is none. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}

async function knownSettings(options: LookupOptions, call: string): Promise<Settings> {
  const entries = Object.entries(settingsOf(options, call)).map(async ([key, value]) => {
    const output = pulumi.output(value);
    if (!(await isKnown(output))) {
      throw new Error(
        `zstack.${call}: the provider's ${key.replace(/^zstack:/, "")} is not known yet, as in a preview that would ` +
          `create it; use zstack.${call}Output, whose result is unknown until then`,
      );
    }
    return new Promise<[string, string]>((resolve) => {
      output.apply((known) => resolve([key, known]));
    });
  });
  return Object.fromEntries(await Promise.all(entries));
}

function plain(args: object, call: string): Settings {
  for (const [name, value] of Object.entries(args)) {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      throw new Error(`zstack.${call}: ${name} is an output or a promise; use zstack.${call}Output, which takes them`);
    }
  }
  return Object.fromEntries(Object.entries(args));
}

function later<R>(
  args: object,
  options: LookupOptions,
  call: string,
  run: (filters: Settings, settings: Settings) => Promise<R>,
): pulumi.Output<R> {
  const filters = pulumi.output(Object.fromEntries(Object.entries(args)) as pulumi.Inputs);
  // A password makes its setting a secret, but not what the server says to it.
  const settings = pulumi.unsecret(pulumi.output(settingsOf(options, call)));
  return pulumi.all([filters, settings]).apply(([known, connection]) => run(known, connection)) as pulumi.Output<R>;
}

/** @internal */
export async function findOne<K extends Lookup>(
  lookup: K,
  args: object = {},
  options: LookupOptions = {},
): Promise<LookupResults[K]> {
  const call = `get${lookup}`;
  const filters = plain(args, call);
  const settings = await knownSettings(options, call);
  return await loaded().findOne(lookup, filters, settings);
}

/** @internal */
export async function findAll<K extends Lookup>(
  lookup: K,
  args: object = {},
  options: LookupOptions = {},
): Promise<LookupResults[K][]> {
  const call = `get${lookup}s`;
  const filters = plain(args, call);
  const settings = await knownSettings(options, call);
  return await loaded().findAll(lookup, filters, settings);
}

/** @internal */
export function findOneOutput<K extends Lookup>(
  lookup: K,
  args: object = {},
  options: LookupOptions = {},
): pulumi.Output<LookupResults[K]> {
  return later(args, options, `get${lookup}`, (filters, settings) => loaded().findOne(lookup, filters, settings));
}

/** @internal */
export function findAllOutput<K extends Lookup>(
  lookup: K,
  args: object = {},
  options: LookupOptions = {},
): pulumi.Output<LookupResults[K][]> {
  return later(args, options, `get${lookup}s`, (filters, settings) => loaded().findAll(lookup, filters, settings));
}
