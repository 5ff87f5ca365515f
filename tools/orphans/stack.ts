import { z } from "zod";
import { ownerLabel, ownerOf, parseSeed } from "../../provider/core/identity";
import type { Known, StackOf } from "../../provider/core/orphan";
import { stateOf } from "../../provider/core/seriesState";
import type { Settings } from "../../provider/core/settings";
import { zstackSettings } from "../../provider/zstack/settings";
import { type Connection, Connections, type ExportedStack, readable } from "../state/connection";
import { type Place, pulumi } from "../state/pulumiCli";

/** What the Pulumi CLI says about a stack. */
export interface PulumiStack {
  readonly of: StackOf;
  /** The stack's own, and those of explicit providers. */
  readonly connections: readonly Connection[];
  /** Those to Cinder; the stack's own only where the stack may have something there. */
  readonly cinder?: readonly Connection[];
  readonly known: Known;
}

const resourceSchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

export type StateResource = z.infer<typeof resourceSchema>;

const exportSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema).nullish() }) });

const configSchema = z.record(z.string(), z.object({ value: z.string().optional() }));

/** Whether a connection has all the settings that it needs. */
export function isComplete(read: (settings: Settings) => unknown, { settings }: Connection): boolean {
  try {
    read(settings);
    return true;
  } catch {
    // What is wrong is said when it is asked all the same.
    return false;
  }
}

/** What the resources of a state know of restore points. */
export function knownOf(resources: readonly StateResource[]): Known {
  const ours = resources.filter((one) => /^pulumi-nodejs:dynamic\/(zstack|cinder):/.test(one.type));
  const owners = ours.flatMap(({ type, inputs }) => {
    const seed = inputs?.["__seed"];
    if (typeof seed !== "string") return [];
    return [ownerLabel(ownerOf(parseSeed(seed), type.split("/").pop()?.replace(":", ".") ?? ""))];
  });
  const ids = ours.flatMap(({ id, outputs }) => [...(id === undefined ? [] : [id]), ...pointsOf(outputs ?? {})]);
  return { ids: new Set(ids), owners: new Set(owners) };
}

/** Asks the Pulumi CLI; nothing is changed. */
export async function readStack(place: Place): Promise<PulumiStack> {
  const full = (await pulumi(place, ["stack", "--show-name", "--fully-qualify-stack-names"])).trim();
  const [organization, project, stack] = full.split("/");
  if (organization === undefined || project === undefined || stack === undefined)
    throw new Error(`\`pulumi stack --show-name\` answered "${full}", not organization/project/stack`);
  const settings = configSchema.parse(
    JSON.parse((await pulumi(place, ["config", "--json", "--show-secrets"])) || "{}"),
  );
  const configuration = Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));
  const exported = JSON.parse(await pulumi(place, ["stack", "export"])) as ExportedStack;
  const { deployment } = exportSchema.parse(exported);
  const connections = new Connections(await readable(place, exported), configuration, process.env);
  const zstack = connections.all("zstack");
  const cinder = connections.all("cinder");
  const likely =
    Object.keys(configuration).some((key) => key.startsWith("openstack:")) ||
    (deployment.resources ?? []).some((one) => one.type.startsWith("pulumi-nodejs:dynamic/cinder:"));
  return {
    of: { namespace: configuration["snapshots:namespace"] ?? "", organization, project, stack },
    connections: zstack,
    cinder: likely || !isComplete(zstackSettings, connections.standard) ? cinder : cinder.slice(1),
    known: knownOf(deployment.resources ?? []),
  };
}

/** uuids that the state of a series knows, of points in history and of one that is not finished. */
function pointsOf(outputs: Readonly<Record<string, unknown>>): string[] {
  const { history, pending } = stateOf(outputs);
  return [...history, ...(pending === undefined ? [] : [pending])].map((point) => point.uuid);
}
