import type { z } from "zod";
import type { Inputs, Outputs, Properties } from "./properties";
import { type DeclaredBy, type GivenBy, type RecordedBy, readersOf } from "./readers";
import type { Observed, RequestContext, ResourceDefinition } from "./resourceDefinition";

/** Outputs of a verification, which no resource shows by itself. */
type VerificationOutput = "verifiedAt" | "problems";

type ValueOf<S extends Inputs | Outputs, K extends keyof S> = z.output<S[K]["schema"]>;

/** Outputs of these properties as a resource shows them: each one, so that a misspelt one is missing. */
export type ShownBy<P extends Properties> = {
  readonly [K in Exclude<keyof P["outputs"], VerificationOutput>]: ValueOf<P["outputs"], K> | undefined;
};

/** Inputs of these properties as the platform shows them; what it does not show is absent. */
export type ObservedInputs<P extends Properties> = {
  readonly [K in keyof P["inputs"]]?: ValueOf<P["inputs"], K>;
};

/** Inputs of these properties as a program would declare an object; what the platform does not show is not declared. */
export type ImportedInputs<P extends Properties> = {
  readonly [K in keyof P["inputs"]]?: ValueOf<P["inputs"], K> | undefined;
};

/** The members of `ResourceDefinition` that deal with values of inputs and outputs, by the properties that declare them. */
export interface TypedMembers<T, P extends Properties> {
  mismatch(declared: DeclaredBy<P>, observed: Observed<T>): string | undefined;
  unadoptable(declared: DeclaredBy<P>, observed: Observed<T>): string | undefined;
  update(ctx: RequestContext, observed: Observed<T>, olds: GivenBy<P>): Promise<Observed<T>>;
  toOutputs(observed: Observed<T>, olds: RecordedBy<P>, inputs: GivenBy<P>): ShownBy<P>;
  importedInputs(observed: Observed<T>): ImportedInputs<P>;
  toInputs(observed: Observed<T>, declared: DeclaredBy<P>): ObservedInputs<P>;
}

/** Everything of a definition besides its properties. */
export type Members<T, P extends Properties> = Omit<
  ResourceDefinition<T>,
  keyof Properties | keyof TypedMembers<T, P>
> &
  TypedMembers<T, P>;

/**
 * The definition of a resource with these properties. Its members get values as their schemas accept them, each one read
 * when it is used, and return values by declared names.
 */
export function defineResource<T, P extends Properties>(properties: P, members: Members<T, P>): ResourceDefinition<T> {
  const { declared, recorded } = readersOf<P["inputs"], P["outputs"]>(properties);
  const { recorded: given } = readersOf<P["inputs"]>({ inputs: properties.inputs });
  return {
    ...members,
    ...properties,
    mismatch: (ctx, observed) => members.mismatch(declared(ctx.inputs), observed),
    unadoptable: (ctx, observed) => members.unadoptable(declared(ctx.inputs), observed),
    update: (ctx, observed, olds) => members.update(ctx, observed, given(olds)),
    toOutputs: (observed, olds, inputs = {}) => members.toOutputs(observed, recorded(olds), given(inputs)),
    importedInputs: (observed) => members.importedInputs(observed),
    toInputs: (observed, inputs) => members.toInputs(observed, declared(inputs)),
  };
}
