import type { z } from "zod";
import { RefusedError } from "../../http/errors";
import type { JsonObject } from "../json";
import { isUnknown } from "../unknown";
import type { Inputs, Outputs, Properties } from "./properties";

type Schemas = Readonly<Record<string, { readonly schema: z.ZodType }>>;
type ValueOf<S extends Schemas, K extends keyof S> = z.output<S[K]["schema"]>;

/** Inputs as `check` accepts them. */
export type Declared<I extends Inputs> = { readonly [K in keyof I]: ValueOf<I, K> };

/** What a state holds of inputs and outputs; any of it may be absent. An output hides the input of the same name. */
export type Recorded<I extends Inputs, O extends Outputs> = {
  readonly [K in keyof O]: ValueOf<O, K> | undefined;
} & { readonly [K in Exclude<keyof I, keyof O>]: ValueOf<I, K> | undefined };

type NoOutputs = Readonly<Record<never, never>>;

/** Inputs of these properties as `check` accepts them. */
export type DeclaredBy<P extends Properties> = Declared<P["inputs"]>;

/** The same where nothing need be declared: of an orphan, nothing is. */
export type GivenBy<P extends Properties> = Recorded<P["inputs"], NoOutputs>;

/** What a state holds of these properties. */
export type RecordedBy<P extends Properties> = Recorded<P["inputs"], P["outputs"]>;

/** Stands for a value that the engine does not know yet. */
export const notKnownYet = Symbol("not known yet");

/** Inputs as a rule over several of them sees them. */
export type Proposed<I extends Inputs> = { readonly [K in keyof I]: ValueOf<I, K> | undefined | typeof notKnownYet };

/** How values of these inputs and outputs are read: each by its schema, and only when it is used. */
export interface Readers<I extends Inputs, O extends Outputs> {
  /** Throws RefusedError for a required input that is absent, and for a value that its schema does not accept. */
  declared(values: JsonObject): Declared<I>;
  /** Throws RefusedError for a value that its schema does not accept. */
  recorded(values: JsonObject): Recorded<I, O>;
  /** For rules, which see unknown values as well; everything else was checked before. */
  proposed(values: JsonObject): Proposed<I>;
}

/** Readers of what these inputs and outputs declare: the only way to their values outside `core`. */
export function readersOf<I extends Inputs, O extends Outputs = NoOutputs>({
  inputs,
  outputs,
}: {
  readonly inputs: I;
  readonly outputs?: O;
}): Readers<I, O> {
  const all: Schemas = { ...inputs, ...outputs };
  return {
    declared: (values) => view(inputs, (name) => readInput(inputs, name, values)),
    recorded: (values) => view(all, (name) => readState(all, name, values)),
    proposed: (values) => view(inputs, (name) => readProposed(inputs, name, values)),
  };
}

/** The value of one input, as its schema accepts it. */
export function readInput(inputs: Inputs, name: string, values: JsonObject): unknown {
  const value = values[name] ?? undefined;
  const error = inputs[name]?.schema.safeParse(value).error;
  // A refresh takes over what the platform shows, which need not keep the rules for what a program may declare.
  if (error === undefined || (inputs[name]?.onChange === "update" && hasType(error))) return value;
  const what =
    value === undefined ? "the state has no value for it" : `the recorded value cannot be read: ${whyNot(error)}`;
  throw new RefusedError(
    "invalid-input",
    `${name}: ${what}. Record the right one with "pulumi up", or repair the state ("pulumi state edit"), and run again.`,
  );
}

function readState(schemas: Schemas, name: string, values: JsonObject): unknown {
  const value = values[name] ?? undefined;
  const error = value === undefined ? undefined : schemas[name]?.schema.safeParse(value).error;
  if (error === undefined || hasType(error)) return value;
  throw new RefusedError(
    "state-unreadable",
    `${name}: the recorded value cannot be read: ${whyNot(error)}. Repair it ("pulumi state edit"), or use the version of ` +
      "the package that wrote it.",
  );
}

function readProposed(inputs: Inputs, name: string, values: JsonObject): unknown {
  const value = values[name] ?? undefined;
  if (!isUnknown(value)) return value;
  // A list of known and unknown texts is a list of texts.
  const error = inputs[name]?.schema.safeParse(value).error;
  return error === undefined || hasType(error) ? value : notKnownYet;
}

/** Codes of zod for values that have the type and break a rule. */
const ruleCodes: readonly string[] = ["too_small", "too_big", "not_multiple_of", "invalid_format", "custom"];

const hasType = (error: z.ZodError): boolean => error.issues.every(({ code }) => ruleCodes.includes(code));

const whyNot = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => [...path.map(String), message].join(": ")).join("; ");

/** An object that reads a property when it is asked for it: a value that nobody uses stops nothing. */
function view<V>(schemas: Schemas, read: (name: string) => unknown): V {
  const properties = Object.keys(schemas).map((name) => [name, { get: () => read(name), enumerable: true }]);
  // The compiler cannot follow that every name has a property of its schema's type; a property test does.
  return Object.defineProperties({}, Object.fromEntries(properties)) as V;
}
