import { z } from "zod";
import type { StackOf } from "../../provider/core/orphans";
import { Connections, type ExportedStack, isRestorePoint, readable } from "../state/connection";
import { pulumi, type StackLocation } from "../state/pulumiCli";
import { type Asking, connectionsToAsk, heldBy } from "./connections";
import { type Knowledge, knowledgeOf } from "./knowledge";

/** What the Pulumi CLI says about a stack. */
export interface PulumiStack {
  readonly of: StackOf;
  readonly asking: Asking;
  /** What the state held when the stack was read. */
  readonly known: Knowledge;
  /** What it holds by now. */
  knownNow(): Promise<Knowledge>;
}

const configSchema = z.record(z.string(), z.object({ value: z.string().optional() }));

/** Asks the Pulumi CLI; nothing is changed. */
export async function readStack(place: StackLocation): Promise<PulumiStack> {
  const full = (await pulumi(place, ["stack", "--show-name", "--fully-qualify-stack-names"])).trim();
  const [organization, project, stack] = full.split("/");
  if (organization === undefined || project === undefined || stack === undefined)
    throw new Error(`\`pulumi stack --show-name\` returned "${full}", not organization/project/stack`);
  const settings = configSchema.parse(
    JSON.parse((await pulumi(place, ["config", "--json", "--show-secrets"])) || "{}"),
  );
  const configuration = Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));
  const exported = await state(place);
  const connections = new Connections(exported, configuration, process.env);
  const explicit = { zstack: connections.explicitOf("zstack"), cinder: connections.explicitOf("cinder") };
  return {
    of: { namespace: configuration["snapshots:namespace"] ?? "", organization, project, stack },
    asking: connectionsToAsk(connections.standard, explicit, heldBy(exported, connections)),
    known: knowledgeOf(exported),
    knownNow: async () => knowledgeOf(await state(place)),
  };
}

/** The state with the secrets of restore points and of explicit providers in the clear. */
async function state(place: StackLocation): Promise<ExportedStack> {
  const exported = JSON.parse(await pulumi(place, ["stack", "export"])) as ExportedStack;
  return readable(place, exported, isRestorePoint);
}
