import type * as pulumi from "@pulumi/pulumi";

/** The value of an output, without what the output depends on; rejects where the output does. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

/** Whether an output is known; `apply` alone would never run for an unknown one. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}
