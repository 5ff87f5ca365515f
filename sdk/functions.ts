import * as pulumi from "@pulumi/pulumi";
import type { ErrorCode } from "../provider/http/errorCodes";
import type { FunctionModule, Settings } from "./functionModule";
import { keepAlive, keepAliveFor } from "./keepAlive";
import { isMocked, mockedFunctions } from "./mocked";
import { isKnown, resolved } from "./outputs";
import { type ConnectionDeclaration, stackSettings, wordsOfDoor } from "./provider";
import { runError } from "./runError";

/** Filters that may be outputs of resources. */
export type FunctionInputs<Args> = { readonly [K in keyof Args]: pulumi.Input<Args[K]> };

/** An explicit provider of a platform. */
export interface FunctionProvider {
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;
}

type Run<T> = (filters: Settings, settings: Settings) => Promise<T>;

interface Options {
  readonly provider?: FunctionProvider;
}

/**
 * Throws the error of a function. Pulumi prints a RunError as its message alone, everything else with its stack, which
 * helps with a mistake of this package only.
 *
 * @param inWords names settings as the configuration of the stack does
 */
async function withRunErrors<T>(inWords: (text: string) => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    const { code } = error as { readonly code?: ErrorCode };
    throw runError(inWords(error.message), code ?? "internal-error");
  }
}

/** Runs the functions of one platform in the process of the program. */
export class Functions<R> {
  constructor(
    private readonly connection: ConnectionDeclaration,
    private readonly isProvider: (provider: FunctionProvider) => boolean,
    /** Called by the first function only, so that programs without functions start faster. */
    private readonly load: () => FunctionModule<R>,
  ) {}

  async findOne<K extends keyof R & string>(found: K, args: object = {}, options: Options = {}): Promise<R[K]> {
    return await this.now(args, options, `get${found}`, (filters, settings) =>
      this.module.findOne(found, filters, settings),
    );
  }

  async findAll<K extends keyof R & string>(found: K, args: object = {}, options: Options = {}): Promise<R[K][]> {
    return await this.now(args, options, `get${found}s`, (filters, settings) =>
      this.module.findAll(found, filters, settings),
    );
  }

  findOneOutput<K extends keyof R & string>(found: K, args: object = {}, options: Options = {}): pulumi.Output<R[K]> {
    return this.later(args, options, `get${found}`, (filters, settings) =>
      this.module.findOne(found, filters, settings),
    );
  }

  findAllOutput<K extends keyof R & string>(found: K, args: object = {}, options: Options = {}): pulumi.Output<R[K][]> {
    return this.later(args, options, `get${found}s`, (filters, settings) =>
      this.module.findAll(found, filters, settings),
    );
  }

  private get platform(): string {
    return this.connection.platform;
  }

  private get module(): FunctionModule<R> {
    return isMocked() ? mockedFunctions(this.platform) : this.load();
  }

  private settingsOf({ provider }: Options, call: string): Readonly<Record<string, pulumi.Input<string>>> {
    // Read at once: programs of the Automation API have a configuration each.
    if (provider === undefined) return stackSettings(this.connection);
    if (this.isProvider(provider)) return provider.settings;
    const expected = `${this.platform}.Provider`;
    throw runError(
      `${this.platform}.${call}: provider is not a ${expected}; pass a ${expected}, or none for the default connection`,
      "invalid-input",
    );
  }

  private async knownSettings(options: Options, call: string): Promise<Settings> {
    const entries = Object.entries(this.settingsOf(options, call)).map(async ([key, value]) => {
      const output = pulumi.output(value);
      if (!(await isKnown(output))) {
        throw runError(
          `${this.platform}.${call}: the provider's ${key.replace(/^.*:/, "")} is not known yet, e.g. in a preview that ` +
            `would create it; use ${this.platform}.${call}Output, whose result is unknown until then`,
          "invalid-config",
        );
      }
      return [key, await resolved(output)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  private plain(args: object, call: string): Settings {
    for (const [name, value] of Object.entries(args)) {
      if (pulumi.Output.isInstance(value) || value instanceof Promise) {
        const other = `${this.platform}.${call}Output`;
        throw runError(
          `${this.platform}.${call}: ${name} is an output or a promise; use ${other} instead`,
          "invalid-input",
        );
      }
    }
    return Object.fromEntries(Object.entries(args));
  }

  /** Each call on the way awaits the next, so that an error names the line of the program. */
  private async now<T>(args: object, options: Options, call: string, run: Run<T>): Promise<T> {
    const inWords = wordsOfDoor(this.connection);
    return await keepAlive(async () => {
      const filters = this.plain(args, call);
      const settings = await this.knownSettings(options, call);
      return await withRunErrors(inWords, () => run(filters, settings));
    });
  }

  private later<T>(args: object, options: Options, call: string, run: Run<T>): pulumi.Output<T> {
    const inWords = wordsOfDoor(this.connection);
    const filters = pulumi.output(Object.fromEntries(Object.entries(args)) as pulumi.Inputs);
    // A password makes its setting a secret, but not what the server says to it.
    const settings = pulumi.unsecret(pulumi.output(this.settingsOf(options, call)));
    const found = pulumi
      .all([filters, settings])
      .apply(([known, connection]) => withRunErrors(inWords, () => run(known, connection))) as pulumi.Output<T>;
    keepAliveFor(found);
    return found;
  }
}
