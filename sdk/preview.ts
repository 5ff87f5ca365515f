import * as pulumi from "@pulumi/pulumi";
import type { previewOf } from "../provider/doors/previews";
import { connection as cinder } from "./cinder/provider";
import { keepAliveFor } from "./keepAlive";
import { ConnectionProvider, stackSettings, wordsOfDoor } from "./provider";
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
  /** Hidden ones included. */
  readonly inputs: pulumi.Inputs;
  readonly provider: pulumi.ProviderResource | undefined;
}

/** Codes of what the program has to correct; everything else may be otherwise by the time of the update. */
const mistakes: readonly unknown[] = ["not-as-declared", "invalid-input"];

/** Says in a preview what an action will overwrite. What is not known yet is not looked at. */
export function announce({ resource, what, type, handler, inputs, provider }: Previewed): void {
  const used = provider ?? resource.getProvider(type);
  const connection = handler.startsWith("cinder") ? cinder : zstack;
  const settings = used instanceof ConnectionProvider ? used.settings : stackSettings(connection);
  // Read at once, as the settings are.
  const inWords = wordsOfDoor(connection);
  const warn = (line: string): Promise<void> => pulumi.log.warn(`${what}: ${inWords(line)}`, resource);
  const said = pulumi.all([pulumi.output(inputs), pulumi.output(settings)]).apply(async ([values, connected]) => {
    const previews = require("../provider/doors/previews") as { previewOf: typeof previewOf };
    try {
      for (const line of await previews.previewOf(handler, values, connected)) {
        await warn(`in the update: ${line}`);
      }
    } catch (error) {
      const { code, message } = error as Error & { readonly code?: unknown };
      if (mistakes.includes(code)) throw runError(`${what}: ${inWords(message)}`);
      await warn(message);
    }
  });
  keepAliveFor(said);
}
