import * as pulumi from "@pulumi/pulumi";
import { secretTriggersName } from "../provider/core/contract/stateKeys";
import { keepAlive } from "./keepAlive";
import { isMocked } from "./mocked";
import { resolved } from "./outputs";
import { runError } from "./runError";

/**
 * `triggers` as JSON. Pulumi turns what is no JSON into `{}` or drops it without an error, so that a change of it would
 * never be noticed. A Date becomes its ISO 8601 text; anything else that is no JSON is refused with its path.
 * @throws RunError; for a value inside an output, when that output has its value
 */
export function jsonTriggers(value: unknown, what: string): pulumi.Input<unknown> {
  return checked(value, "triggers", what, new Set());
}

/**
 * `true` if the triggers, or anything in them, are a secret; otherwise undefined, so that there is no such input. The engine
 * takes that off what it hands to the provider. A promise, as outputs would carry what they depend on.
 */
export async function areSecret(triggers: pulumi.Input<unknown>): Promise<true | undefined> {
  return (await pulumi.isSecret(pulumi.output(triggers))) ? true : undefined;
}

/**
 * Fails the run if triggers are a secret only for the engine, after a transform: nothing else tells the dynamic provider, which
 * would show them. A preview finds it before anything is created.
 */
export function refuseLateSecret(
  resource: pulumi.CustomResource,
  triggers: pulumi.Input<unknown>,
  options: pulumi.CustomResourceOptions,
  what: string,
): void {
  if (isMocked() || options.additionalSecretOutputs?.includes("triggers") === true) return;
  void keepAlive(async () => {
    if (await areSecret(triggers)) return;
    const shown = resource as unknown as Readonly<Record<string, pulumi.Output<unknown> | undefined>>;
    const { triggers: registered, [secretTriggersName]: told } = shown;
    // Whoever reads an output whose resource was refused is not told again.
    const isSecret = await pulumi.isSecret(pulumi.output(registered)).catch(() => false);
    if (!isSecret) return;
    // What `--target` or `--exclude` leaves alone is as an earlier run recorded it, which has told the provider.
    if (told !== undefined && (await resolved(told)) === true) return;
    throw runError(
      `${what}: triggers are a secret in the state, but not as the program gives them (a transform, or ignoreChanges), and the ` +
        "dynamic provider would show them; give them as pulumi.secret(…) in the program, or use the plugin (snapshots:door plugin)",
      "invalid-input",
    );
  });
}

function checked(value: unknown, path: string, what: string, above: ReadonlySet<unknown>): pulumi.Input<unknown> {
  const refuse = (is: string, remedy: string): never => {
    throw runError(`${what}: ${path} is ${is}, which is no JSON value; ${remedy}`);
  };
  const later = (inner: unknown): pulumi.Input<unknown> => checked(inner, path, what, above);
  // `pulumi.output(value)` would make `{}` of a Date.
  if (pulumi.Output.isInstance(value)) return value.apply(later);
  if (value instanceof Promise) return pulumi.output("").apply(() => value.then(later));
  switch (typeof value) {
    case "function":
      return refuse("a function", "give the value that it returns");
    case "symbol":
    case "bigint":
      return refuse(`a ${typeof value}`, "give it as text");
    case "number":
      return Number.isFinite(value) ? value : refuse(String(value), "give a finite number or a text");
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return value;
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? refuse("an invalid Date", "give a valid one") : value.toISOString();
  }
  if (above.has(value)) return refuse("a value that contains itself", "give only what is to be compared");
  const inside = new Set([...above, value]);
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) => checked(one, `${path}[${index}]`, what, inside));
  }
  if (pulumi.Resource.isInstance(value)) return refuse("a resource", "give one of its outputs, such as its id");
  if (!isPlain(value)) {
    const name: unknown = value.constructor?.name;
    return refuse(`an object of class ${String(name)}`, "give a text, a number, an array or a plain object");
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, checked(one, `${path}.${key}`, what, inside)]),
  );
}

/** Also an object of another realm, e.g. of a test runner. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
