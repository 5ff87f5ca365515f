// Between the engine's calls of one resource type and the core: what the engine says besides inputs becomes the hidden inputs
// that the core knows. None of them reaches the state but the seed, which remembers who the owner was.

import { inputsHiddenBy, type Properties } from "../../core/contract/properties";
import type { Failure } from "../../core/contract/resourceDefinition";
import { secretTriggersName } from "../../core/contract/stateKeys";
import type { JsonObject } from "../../core/json";
import { declaredInputs } from "../../core/lifecycle/check";
import { unknownValue } from "../../core/unknown";
import type { ImportingProvider } from "../dynamic/dynamicProvider";
import { type Change, differingPaths } from "./paths";

/** What comes with each call. */
export interface Call {
  /** Who declares the resource, see `formatSeed`. */
  readonly seed: string;
  /** Logical name. */
  readonly name: string;
  /** Whether the program gave `triggers`, or anything in it, as a secret. */
  readonly hasSecretTriggers: boolean;
  /** Seconds; 0 where nothing was said. */
  readonly timeout: number;
}

export interface DetailedChange {
  readonly change: Change;
  readonly replaces: boolean;
  /** Whether an input differs, and not what was recorded. */
  readonly isInput: boolean;
}

export interface DetailedDifference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly paths: ReadonlyMap<string, DetailedChange>;
}

const without = (values: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

/** What state keeps. */
export const recorded = (values: JsonObject): JsonObject => without(values, "__provider", "__timeouts");

/** Inputs of the program. */
const declared = (values: JsonObject): JsonObject =>
  without(values, "__provider", "__timeouts", "__seed", secretTriggersName);

/** Hidden inputs of the core. */
const hidden = ({ seed, hasSecretTriggers }: Call): JsonObject => ({
  __seed: seed,
  ...(hasSecretTriggers ? { [secretTriggersName]: true } : {}),
});

export class ResourceCalls {
  constructor(
    private readonly properties: Properties & { readonly type: "object" | "series" | "action" },
    private readonly provider: ImportingProvider,
  ) {}

  async check(call: Call, olds: JsonObject, news: JsonObject): Promise<{ inputs: JsonObject; failures: Failure[] }> {
    const isNamed = !("name" in this.properties.inputs) || (news["name"] ?? null) !== null;
    const given = { ...declared(news), ...(isNamed ? {} : { name: call.name }) };
    const result = await this.provider.check(declared(olds), { ...given, ...hidden(call) });
    return { inputs: declared(result.inputs), failures: result.failures };
  }

  async diff(call: Call, id: string, olds: JsonObject, news: JsonObject): Promise<DetailedDifference> {
    const before: JsonObject = { __seed: call.seed, ...recorded(olds) };
    const found = await this.provider.diff(id, before, { ...declared(news), ...hidden(call) });
    if (!found.changes) return { ...found, paths: new Map() };
    const paths = new Map<string, DetailedChange>();
    const differing = differingPaths(declared(declaredInputs(this.properties, before)), declared(news));
    for (const [path, change] of differing) {
      paths.set(path, { change, replaces: found.replaces.some((name) => isBelow(path, name)), isInput: true });
    }
    for (const name of found.replaces) {
      const isShown = [...paths].some(([path, { replaces }]) => replaces && isBelow(path, name));
      if (!isShown) paths.set(name, { change: "update", replaces: true, isInput: false });
    }
    // Something has to be done although no input differs: problems tell why; whose it is, and what is unfinished, is hidden.
    if (paths.size === 0 && before["problems"] !== undefined)
      paths.set("problems", { change: "delete", replaces: false, isInput: false });
    return { ...found, paths };
  }

  async create(call: Call, news: JsonObject): Promise<{ id: string; outputs: JsonObject }> {
    const { id, outs } = await this.provider.create(this.whole(call, "create", news));
    return { id, outputs: recorded(outs) };
  }

  /** Outputs as a preview can know them. */
  preview(news: JsonObject, olds: JsonObject): JsonObject {
    const hidden = inputsHiddenBy(this.properties);
    // An update carries an action out again, and gives a series another point.
    const stays = this.properties.type === "object";
    const later = Object.keys(this.properties.outputs).map((name) => [
      name,
      (stays ? olds[name] : undefined) ?? unknownValue,
    ]);
    return {
      ...recorded(olds),
      ...without(declared(news), ...hidden),
      ...Object.fromEntries(later),
    };
  }

  /** @param props what state holds; undefined, or without what a read would have recorded, for an import */
  async read(
    call: Call,
    id: string,
    props: JsonObject | undefined,
  ): Promise<{ id: string; outputs: JsonObject; inputs: JsonObject } | undefined> {
    const isKnown = props?.["__origin"] !== undefined;
    const result = isKnown
      ? await this.provider.read(id, { __seed: call.seed, ...recorded(props) })
      : await this.provider.import(id, hidden(call), props === undefined);
    if (result.id === undefined || result.props === undefined) return undefined;
    return { id: result.id, outputs: recorded(result.props), inputs: declared(result.inputs ?? {}) };
  }

  async update(call: Call, id: string, olds: JsonObject, news: JsonObject): Promise<JsonObject> {
    const before = { __seed: call.seed, ...recorded(olds) };
    const { outs } = await this.provider.update(id, before, this.whole(call, "update", news));
    return recorded(outs);
  }

  async delete(call: Call, id: string, props: JsonObject): Promise<void> {
    const seed = typeof props["__seed"] === "string" ? props["__seed"] : call.seed;
    await this.provider.delete(id, this.whole({ ...call, seed }, "delete", props));
  }

  /** The inputs, hidden ones included. */
  whole(call: Call, operation: string, values: JsonObject): JsonObject {
    const limits = call.timeout === 0 ? {} : { __timeouts: { [operation]: call.timeout } };
    return { ...recorded(values), ...hidden(call), ...limits };
  }
}

const isBelow = (path: string, name: string): boolean =>
  path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
