import type { JsonObject } from "../json";
import type { Attempt, Failure, Observed } from "./resourceDefinition";
import type { Settings } from "./settings";

export interface ReadResult {
  id?: string;
  props?: Record<string, unknown>;
  inputs?: Record<string, unknown>;
}

/** What a door connects with the engine: the lifecycle of objects, a series, or an action. */
export interface ResourceProvider {
  configure(settings: Settings): void;
  check(olds: JsonObject, news: JsonObject): { inputs: Record<string, unknown>; failures: Failure[] };
  diff(id: string, olds: JsonObject, news: JsonObject): Difference;
  create(inputs: JsonObject): Promise<Created>;
  read(id: string, props: JsonObject): Promise<ReadResult>;
  update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: Record<string, unknown> }>;
  delete(id: string, props: JsonObject): Promise<void>;
  /**
   * An object that no state knows yet; absent where one cannot be imported. With `take` it becomes this resource's own.
   *
   * @param hidden hidden inputs of the resource
   */
  import?(id: string, hidden: JsonObject, take: boolean): Promise<ReadResult>;
  /** Every object of a declaration, newest first, and the creations still remembered; absent where nothing is created. */
  traces?(inputs: JsonObject): Promise<Traces>;
  /** How errors name the resource. */
  label(inputs: JsonObject): string;
}

/** Token and logical name, also if the seed is damaged. */
export function labelOf(token: string, inputs: JsonObject): string {
  const name = /urn:pulumi:.*?::.*?::.*?::(.*)$/s.exec(String(inputs["__seed"] ?? ""))?.[1] ?? "";
  return `${token} "${name}"`;
}

/** What the platform has of a declaration. */
export interface Traces {
  readonly objects: readonly Observed<unknown>[];
  readonly attempts: readonly Attempt[];
}

export interface Created {
  id: string;
  outs: Record<string, unknown>;
}

export interface Difference {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}
