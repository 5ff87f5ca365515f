import * as pulumi from "@pulumi/pulumi";
import { secretTriggersName } from "../provider/core/contract/stateKeys";
import { defaultOrganization, formatSeed } from "../provider/core/identity/identity";
import { alsoKnownAs, dynamicType, pluginType, throughPlugin } from "./door";
import { requireInstalled } from "./installed";
import { limits, refuseImport, warnOfReplaceOnChanges } from "./options";
import { resolved } from "./outputs";
import { announce } from "./preview";
import { areSecret, jsonTriggers, refuseLateSecret } from "./triggers";

const package_ = "pulumi-snapshots/dynamic";

/** The text in the state that loads this package; it must never change. */
export function providerText(handler: string): string {
  return `exports.handler=()=>require("${package_}").${handler};`;
}

function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch (error) {
    // Its one reason to throw: there is none, as in unit tests with mocks. An engine always names one.
    pulumi.log.debug(`no organization: ${String(error)}`);
    return defaultOrganization;
  }
}

/**
 * What tells the provider who declares an object: it is given inputs, but no name and no URN. A promise, because an
 * output would carry the parent with it, and whatever depends on a component waits for all of its children.
 */
function seed(name: string, type: string, options: pulumi.CustomResourceOptions): Promise<string> {
  const namespace = new pulumi.Config("snapshots").get("namespace") ?? "";
  const inOrganization = organization();
  return resolved(pulumi.createUrn(name, type, options.parent)).then((urn) =>
    formatSeed(namespace, inOrganization, urn),
  );
}

/** What a class declares to be served by the dynamic provider without any serialized code. */
export interface Declaration {
  /** Module and resource, e.g. `zstack:VolumeSnapshot`. */
  readonly type: string;
  /** Handler in `pulumi-snapshots/dynamic`. */
  readonly handler: string;
  /** What the class shows as outputs: inputs that are not given are among them. */
  readonly properties: readonly string[];
  /** The input that names one existing object, if there is one. */
  readonly importInput?: string;
  /** An action that overwrites something: previews say what. */
  readonly overwrites?: true;
}

/** Arguments as JavaScript programs may pass them. */
export interface Args {
  readonly name?: pulumi.Input<string>;
  readonly triggers?: pulumi.Input<unknown>;
}

/** The inputs, with the logical name where no other name is given. */
export function named(name: string, args: Args): object {
  return { ...args, name: args?.name ?? name };
}

/** Base of all restore points. */
export abstract class RestorePoint extends pulumi.CustomResource {
  protected constructor(
    declaration: Declaration,
    name: string,
    inputs: Args,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const what = `${declaration.type.replace(":", ".")} "${name}"`;
    const triggers = inputs.triggers === undefined ? undefined : jsonTriggers(inputs.triggers, what);
    const properties = {
      ...Object.fromEntries(declaration.properties.map((property) => [property, undefined])),
      ...inputs,
      ...(triggers === undefined ? {} : { triggers }),
    };
    const [dynamic, native] = [dynamicType(declaration.type), pluginType(declaration.type)];
    if (throughPlugin()) {
      super(native, name, properties, alsoKnownAs(dynamic, options));
      return;
    }
    requireInstalled(package_);
    refuseImport(what, declaration.importInput, options);
    const timeouts = limits(name, options);
    super(
      dynamic,
      name,
      {
        ...properties,
        ...(triggers === undefined ? {} : { [secretTriggersName]: areSecret(triggers) }),
        __provider: providerText(declaration.handler),
        __seed: seed(name, dynamic, options),
        ...(timeouts === undefined ? {} : { __timeouts: timeouts }),
      },
      alsoKnownAs(native, options),
    );
    if (triggers !== undefined) refuseLateSecret(this, triggers, options, what);
    warnOfReplaceOnChanges(what, options);
    if (declaration.overwrites !== true || !pulumi.runtime.isDryRun()) return;
    const { handler } = declaration;
    const { provider } = options;
    announce({
      resource: this,
      what,
      type: dynamic,
      handler,
      properties,
      seed: seed(name, dynamic, options),
      provider,
    });
  }
}
