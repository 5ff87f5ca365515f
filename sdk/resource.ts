import * as pulumi from "@pulumi/pulumi";
import { formatSeed } from "../provider/core/identity";

const package_ = "pulumi-snapshots/dynamic";

/** The text that stands in state and leads the engine back to this package: constant for ever. */
export function providerText(handler: string): string {
  return `exports.handler=()=>require("${package_}").${handler};`;
}

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Seconds of a duration the way Pulumi writes it: `90s`, `30m`, `1h30m`. */
export function durationSeconds(text: string, where: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) {
    throw new Error(`${where} is "${text}"; give a duration such as "90s", "30m" or "1h30m"`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? "s"] ?? 1), 0);
}

function limits(name: string, timeouts: pulumi.CustomTimeouts | undefined): Record<string, number> | undefined {
  const given = (["create", "update", "delete"] as const).flatMap((operation) => {
    const text = timeouts?.[operation];
    return text === undefined ? [] : [[operation, durationSeconds(text, `customTimeouts.${operation} of "${name}"`)]];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** What tells the provider who declares an object: it is given inputs, but no name and no URN. */
function seed(name: string, type: string, options: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const namespace = new pulumi.Config("snapshots").get("namespace") ?? "";
  return pulumi
    .createUrn(name, type, options.parent)
    .apply((urn) => formatSeed(namespace, pulumi.getOrganization(), urn));
}

/** What a class needs to be served by the dynamic provider without any serialized code. */
export interface Declaration {
  /** Module and kind, e.g. `zstack:VolumeSnapshot`. */
  readonly type: string;
  /** Handler in `pulumi-snapshots/dynamic`. */
  readonly handler: string;
  /** Outputs that are not inputs. */
  readonly outputs: readonly string[];
}

/** Base of all restore points. */
export abstract class RestorePoint extends pulumi.CustomResource {
  protected constructor(
    declaration: Declaration,
    name: string,
    inputs: object,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const type = `pulumi-nodejs:dynamic/${declaration.type}`;
    const timeouts = limits(name, options.customTimeouts);
    super(
      type,
      name,
      {
        ...Object.fromEntries(declaration.outputs.map((output) => [output, undefined])),
        ...inputs,
        __provider: providerText(declaration.handler),
        __seed: seed(name, type, options),
        ...(timeouts === undefined ? {} : { __timeouts: timeouts }),
      },
      options,
    );
  }
}
