import { Control } from "../../support/control";
import { type JsonObject, type ProcessOptions, ProviderProcess } from "../../support/providerProcess";
import { type Tap, Wire } from "../../support/wire";

/** A process that is killed after some requests: nothing it asks for afterwards leaves it. */
export class MortalProcess {
  dead = false;

  private constructor(
    readonly process: ProviderProcess,
    private readonly wire: Wire,
    private readonly addresses: readonly [before: string, now: string],
  ) {}

  /**
   * @param line how many of its requests the server gets, and what happens before each
   */
  static async start(
    control: Control,
    line: { readonly requests?: number | undefined; readonly tap?: Tap },
    options: ProcessOptions,
  ): Promise<MortalProcess> {
    let killed = (): void => undefined;
    const cut = line.requests === undefined ? undefined : { requests: line.requests, ended: () => killed() };
    const wire = new Wire(control.url, cut, line.tap);
    const behind = new Control(await wire.open());
    const process = new ProviderProcess(behind, options);
    const addresses = [`${control.host}:${control.port}/`, `${behind.host}:${behind.port}/`] as const;
    const mortal = new MortalProcess(process, wire, addresses);
    killed = () => {
      mortal.dead = true;
      void process.end();
    };
    return mortal;
  }

  /** Requests that the server has got. */
  get requests(): number {
    return this.wire.passed.length;
  }

  /** State as if it had been written over the same wire. */
  over(outputs: JsonObject): JsonObject {
    const [before, now] = this.addresses;
    return { ...outputs, __origin: String(outputs["__origin"]).replace(before, now) };
  }

  async end(): Promise<void> {
    await this.process.end();
    await this.wire.close();
  }
}
