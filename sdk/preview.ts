import * as pulumi from "@pulumi/pulumi";
import type { JsonObject } from "../provider/core/json";
import type { previewInProgram } from "../provider/doors/previews";
import { connection as cinder } from "./cinder/provider";
import { keepAlive } from "./keepAlive";
import { isMocked } from "./mocked";
import { isKnown, resolved } from "./outputs";
import { ConnectionProvider, stackSettings } from "./provider";
import { runError } from "./runError";
import { connection as zstack } from "./zstack/provider";

/** An action in a preview. */
export interface Previewed {
  readonly resource: pulumi.CustomResource;
  /** `zstack.VmRevert "go-back"` */
  readonly what: string;
  /** Type in the engine, which tells the package of its provider. */
  readonly type: string;
  readonly handler: string;
  /** Inputs and outputs by name, as the program gives them. */
  readonly properties: pulumi.Inputs;
  readonly seed: Promise<string>;
  readonly provider: pulumi.ProviderResource | undefined;
}

/**
 * Says in a preview what an action will overwrite. What is not known yet is not looked at. For the dynamic provider only: the
 * engine asks the plugin itself, whatever the language of the program.
 */
export function announce(previewed: Previewed): void {
  if (isMocked()) return;
  const { resource, what, type, handler, provider } = previewed;
  const used = provider ?? resource.getProvider(type);
  const connection = handler.startsWith("cinder") ? cinder : zstack;
  const settings = pulumi.output(used instanceof ConnectionProvider ? used.settings : stackSettings(connection));
  void keepAlive(async () => {
    const inputs = await registeredInputs(previewed);
    if (inputs === undefined || !(await isKnown(settings))) return;
    const previews = require("../provider/doors/previews") as { previewInProgram: typeof previewInProgram };
    const lines = await previews.previewInProgram(handler, inputs, await resolved(settings)).catch((error: Error) => {
      throw runError(`${what}: ${error.message}`);
    });
    for (const line of lines) await pulumi.log.warn(`${what}: ${line}`, resource);
  });
}

/**
 * The inputs as the engine has them, after transforms and `ignoreChanges`; undefined if the engine refuses them, which it
 * says itself, if one is not known yet, or if there is nothing to do: then what the action leaves is known.
 */
async function registeredInputs({ resource, properties, seed }: Previewed): Promise<JsonObject | undefined> {
  const shown = resource as unknown as Readonly<Record<string, pulumi.Output<unknown> | undefined>>;
  const isRegistered = await resolved(resource.urn).then(
    () => true,
    () => false,
  );
  const { revertedAt } = shown;
  if (!isRegistered || revertedAt === undefined || (await isKnown(revertedAt))) return undefined;
  const inputs: Record<string, unknown> = { __seed: await seed };
  for (const [name, given] of Object.entries(properties)) {
    const output = shown[name];
    if (output === undefined) continue;
    if (await isKnown(output)) inputs[name] = await resolved(output);
    else if (given !== undefined) return undefined;
  }
  return inputs;
}
