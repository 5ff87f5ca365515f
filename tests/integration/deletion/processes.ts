import { Action } from "../../../provider/core/actions/action";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { Series } from "../../../provider/core/series/provider";
import { type DynamicProvider, dynamicProvider, providerOf } from "../../../provider/doors/dynamic/dynamicProvider";
import { restoreDrill } from "../../../provider/zstack/restoreDrill/resource";
import { vmBackupSeries } from "../../../provider/zstack/series";
import { vmBackup } from "../../../provider/zstack/vmBackup/resource";
import { vmRevert } from "../../../provider/zstack/vmRevert/resource";
import { volumeBackup } from "../../../provider/zstack/volumeBackup/resource";
import { volumeRevert } from "../../../provider/zstack/volumeRevert/resource";
import { volumeSnapshot } from "../../../provider/zstack/volumeSnapshot/resource";
import { volumeSnapshotGroup } from "../../../provider/zstack/volumeSnapshotGroup/resource";
import { Control } from "../../support/control";
import { type JsonObject, type ProcessOptions, ProviderProcess } from "../../support/providerProcess";
import { type Tap, Wire } from "../../support/wire";

/** All kinds behind one handler, in one process and with one session, as the engine runs them. */
export function allKinds(runtime: ProviderRuntime): DynamicProvider {
  const kinds: Readonly<Record<string, DynamicProvider>> = {
    VolumeSnapshot: dynamicProvider(volumeSnapshot, runtime),
    VolumeSnapshotGroup: dynamicProvider(volumeSnapshotGroup, runtime),
    VolumeBackup: dynamicProvider(volumeBackup, runtime),
    VmBackup: dynamicProvider(vmBackup, runtime),
    VmBackupSeries: providerOf(new Series(vmBackupSeries, runtime), runtime),
    VolumeRevert: providerOf(new Action(volumeRevert, runtime), runtime),
    VmRevert: providerOf(new Action(vmRevert, runtime), runtime),
    RestoreDrill: providerOf(new Action(restoreDrill, runtime), runtime),
  };
  const of = (values: JsonObject | Readonly<Record<string, unknown>>): DynamicProvider => {
    const found = kinds[/zstack:(\w+)::/.exec(String(values["__seed"]))?.[1] ?? ""];
    if (found === undefined) throw new Error("not one of the kinds");
    return found;
  };
  return {
    configure(request) {
      for (const kind of Object.values(kinds)) kind.configure(request);
    },
    check: (olds, news) => of(news).check(olds, news),
    diff: (id, olds, news) => of(news).diff(id, olds, news),
    create: (inputs) => of(inputs).create(inputs),
    read: (id, props) => of(props).read(id, props),
    update: (id, olds, news) => of(news).update(id, olds, news),
    delete: (id, props) => of(props).delete(id, props),
  };
}

export function startProcess(control: Control, options: ProcessOptions = {}): ProviderProcess {
  return new ProviderProcess(control, options, allKinds);
}

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
    const process = startProcess(behind, options);
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
