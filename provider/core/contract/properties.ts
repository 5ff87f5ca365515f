import type { z } from "zod";

/** What a change of an input does. `record`: it is kept in state, and nothing is sent. */
export type OnChange = "update" | "replace" | "record";

/** One input: its shape, what a change of it does to the object, and what programs are told about it. */
export interface Input<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly onChange: OnChange;
  /** One or more sentences; shapes, units and limits. What a change does is added by whoever shows it. */
  readonly description: string;
  /** `record`, but it describes the existing object: a warning says that the object keeps its value. */
  readonly warns?: boolean;
}

export type Inputs = Readonly<Record<string, Input>>;

/** One output. */
export interface Output<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly description: string;
}

export type Outputs = Readonly<Record<string, Output>>;

export function input<S extends z.ZodType>(schema: S, rest: Omit<Input<S>, "schema">): Input<S> {
  return { schema, ...rest };
}

export function output<S extends z.ZodType>(schema: S, description: string): Output<S> {
  return { schema, description };
}

/**
 * A schema that is a type of its own in programs.
 *
 * @param title name of the type, unique within the platform
 */
export function named<S extends z.ZodType>(title: string, description: string, schema: S): S {
  // Not as `description`, which is that of the property.
  return schema.meta({ title, typeDescription: description });
}

/**
 * A whole number that every language has room for, such as a count or GiB. Others, such as bytes, are numbers with 64 bits
 * in languages whose integers have 32. Nothing is checked by that.
 */
export function int32<S extends z.ZodType<number>>(schema: S): S {
  return schema.meta({ format: "int32" });
}

/** A program with one resource, from which those in every language are made. */
export interface Example {
  /** Logical name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The output that the program exports. */
  readonly output: string;
}

/** What programs see of a resource: the one definition of its inputs and outputs. */
export interface Properties<I extends Inputs = Inputs, O extends Outputs = Outputs> {
  /** As owner tags and messages carry it, e.g. `zstack.VolumeSnapshot`. */
  readonly token: string;
  /** Paragraphs in Markdown; the first is a summary of one sentence. */
  readonly description: string;
  /** The endpoints behind it. */
  readonly api: string;
  readonly inputs: I;
  /** Outputs besides the inputs, which are outputs as well. One of the same name hides the input. */
  readonly outputs: O;
  readonly example: Example;
}

/** Inputs that an output of the same name hides; state keeps what was declared apart. */
export function inputsHiddenBy({ inputs, outputs }: Pick<Properties, "inputs" | "outputs">): string[] {
  return Object.keys(inputs).filter((name) => Object.hasOwn(outputs, name));
}

/** Checks an object of these properties by its type, and gives it back. */
export function defineProperties<I extends Inputs, O extends Outputs>(properties: Properties<I, O>): Properties<I, O> {
  return properties;
}
