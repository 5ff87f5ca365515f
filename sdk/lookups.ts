import * as pulumi from "@pulumi/pulumi";

/** Filters that may still be outputs of resources. */
export type LookupInputs<Args> = { readonly [K in keyof Args]: pulumi.Input<Args[K]> };

type Settings = Readonly<Record<string, unknown>>;

/** An explicit provider of a platform. */
export interface LookupProvider {
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;
}

interface Options {
  readonly provider?: LookupProvider;
}

/** The look-ups of a platform; `R` are its results by what is looked for. */
export interface LookupModule<R> {
  findOne<K extends keyof R & string>(lookup: K, filters: Settings, settings: Settings): Promise<R[K]>;
  findAll<K extends keyof R & string>(lookup: K, filters: Settings, settings: Settings): Promise<R[K][]>;
}

/**
 * Throws what a look-up ended in. Pulumi prints a RunError as its message alone, everything else with its stack, which
 * helps with a mistake of this package only.
 */
async function stackless<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && !(error instanceof TypeError)) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** Of an output without its value: `apply` alone would never say that there is none. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}

/** How a program calls the look-ups of one platform: they run in its own process. */
export class Lookups<R> {
  constructor(
    /** As programs write it: `zstack`, `cinder`. */
    private readonly platform: string,
    private readonly isProvider: (provider: LookupProvider) => boolean,
    /** Called by the first look-up only: the HTTP client and the schemas would slow down the start of every program. */
    private readonly load: () => LookupModule<R>,
  ) {}

  async findOne<K extends keyof R & string>(lookup: K, args: object = {}, options: Options = {}): Promise<R[K]> {
    const call = `get${lookup}`;
    const filters = this.plain(args, call);
    const settings = await this.knownSettings(options, call);
    return await stackless(() => this.load().findOne(lookup, filters, settings));
  }

  async findAll<K extends keyof R & string>(lookup: K, args: object = {}, options: Options = {}): Promise<R[K][]> {
    const call = `get${lookup}s`;
    const filters = this.plain(args, call);
    const settings = await this.knownSettings(options, call);
    return await stackless(() => this.load().findAll(lookup, filters, settings));
  }

  findOneOutput<K extends keyof R & string>(lookup: K, args: object = {}, options: Options = {}): pulumi.Output<R[K]> {
    return this.later(args, options, `get${lookup}`, (filters, settings) =>
      this.load().findOne(lookup, filters, settings),
    );
  }

  findAllOutput<K extends keyof R & string>(
    lookup: K,
    args: object = {},
    options: Options = {},
  ): pulumi.Output<R[K][]> {
    return this.later(args, options, `get${lookup}s`, (filters, settings) =>
      this.load().findAll(lookup, filters, settings),
    );
  }

  private settingsOf({ provider }: Options, call: string): Readonly<Record<string, pulumi.Input<string>>> {
    // Read at once: programs of the Automation API have a configuration each.
    if (provider === undefined) return pulumi.runtime.allConfig();
    if (this.isProvider(provider)) return provider.settings;
    const wanted = `${this.platform}.Provider`;
    throw new pulumi.RunError(
      `${this.platform}.${call}: provider is not a ${wanted}; pass one, or none for the default connection`,
    );
  }

  private async knownSettings(options: Options, call: string): Promise<Settings> {
    const entries = Object.entries(this.settingsOf(options, call)).map(async ([key, value]) => {
      const output = pulumi.output(value);
      if (!(await isKnown(output))) {
        throw new pulumi.RunError(
          `${this.platform}.${call}: the provider's ${key.replace(/^.*:/, "")} is not known yet, as in a preview that ` +
            `would create it; use ${this.platform}.${call}Output, whose result is unknown until then`,
        );
      }
      return new Promise<[string, string]>((resolve) => {
        output.apply((known) => resolve([key, known]));
      });
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  private plain(args: object, call: string): Settings {
    for (const [name, value] of Object.entries(args)) {
      if (pulumi.Output.isInstance(value) || value instanceof Promise) {
        const other = `${this.platform}.${call}Output`;
        throw new pulumi.RunError(
          `${this.platform}.${call}: ${name} is an output or a promise; use ${other}, which takes them`,
        );
      }
    }
    return Object.fromEntries(Object.entries(args));
  }

  private later<T>(
    args: object,
    options: Options,
    call: string,
    run: (filters: Settings, settings: Settings) => Promise<T>,
  ): pulumi.Output<T> {
    const filters = pulumi.output(Object.fromEntries(Object.entries(args)) as pulumi.Inputs);
    // A password makes its setting a secret, but not what the server says to it.
    const settings = pulumi.unsecret(pulumi.output(this.settingsOf(options, call)));
    return pulumi
      .all([filters, settings])
      .apply(([known, connection]) => stackless(() => run(known, connection))) as pulumi.Output<T>;
  }
}
