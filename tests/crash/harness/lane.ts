import type { EngineCalls } from "../../support/protocol/calls";
import type { JsonObject } from "../../support/providerProcess";
import type { EngineState, Recorded } from "./engine";
import type { Fault } from "./faults";
import type { Line } from "./line";
import type { LocalProvider } from "./localProcess";

export const operations = ["create", "replace", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** A restore point on the platform, however many objects it has there. */
export interface Point {
  readonly id: string;
  /** Owner marks among them. */
  readonly tags: readonly string[];
  readonly ready: boolean;
  /** It is deleted with the last one that depends on it. */
  readonly deferred: boolean;
}

/** An object that state knows. */
export interface Known {
  readonly id: string;
  /** It is listed until it can be deleted. */
  readonly waits: boolean;
}

/** A part of a platform, and a line to it: cases in different lanes know nothing of each other. */
export interface Lane<K extends string> {
  readonly line: Line;
  /** What providers are configured with. */
  readonly configuration: JsonObject;
  /** What must never be seen anywhere. */
  readonly secrets: Iterable<string>;
  /** The platform as new. */
  reset(): Promise<void>;
  close(): Promise<void>;
  /** What a program declares before and after an operation, the way the engine hands it over. */
  declaredFor(kind: K, operation: Operation, timeouts?: JsonObject): { before: JsonObject; after: JsonObject };
  /** A provider in this process, whose requests go over the line. */
  local(kind: K): LocalProvider;
  /** Runs something in a provider of this process and ends it: for what is not under test. */
  locally<R>(kind: K, work: (calls: EngineCalls) => Promise<R>): Promise<R>;
  /** What others do to an object before it is updated. */
  annotate?(kind: K, id: string): Promise<void>;
  /** What a fault keeps the platform from ending, it ends now. */
  release(): Promise<void>;
  /** All restore points, once nothing of them is on its way. */
  points(): Promise<Point[]>;
  markOf(kind: K, inputs: JsonObject): string;
  knownBy(recorded: Recorded): readonly Known[];
  /** What a refresh says when what was to leave the state has left it. */
  refreshed(kind: K, state: EngineState): Promise<string>;
  /** What must hold of the platform after every run, whether it failed or not. */
  afterRun?(kind: K, operation: Operation): Promise<string[]>;
  /** What is not as it was declared, or not as state has it, when all runs are over. */
  afterRuns?(kind: K, operation: Operation, recorded: Recorded, declared: JsonObject): Promise<string[]>;
  /** What is not as it has to be in a state when nothing is left to do. */
  inState?(kind: K, recorded: Recorded): string[];
  /** What is not as it has to be when the case is over. */
  atEnd?(): Promise<string[]>;
}

/** What the crash matrix plays on a platform. */
export interface Platform<K extends string, L extends Lane<K>> {
  readonly kinds: readonly K[];
  /** Of a series, an update makes another point; it goes through no replacement. */
  isSeries(kind: K): boolean;
  readonly faults: readonly Fault<L>[];
  /** A run that takes longer hangs. */
  readonly hangsAfterMs: number;
}

export function goesThrough<K extends string>(
  { isSeries }: { isSeries(kind: K): boolean },
  kind: K,
  operation: Operation,
): boolean {
  return operation !== "replace" || !isSeries(kind);
}
