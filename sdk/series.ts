import * as pulumi from "@pulumi/pulumi";
import { triggerDigestsName } from "../provider/core/contract/stateKeys";
import { type Args, type Declaration, RestorePoint } from "./resource";

/** Base of all series. */
export abstract class Series extends RestorePoint {
  protected constructor(
    declaration: Declaration,
    name: string,
    inputs: Args,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const secret = { additionalSecretOutputs: [triggerDigestsName] };
    super(declaration, name, inputs, pulumi.mergeOptions(options, secret));
  }
}
