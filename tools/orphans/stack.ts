import { spawnSync } from "node:child_process";
import { z } from "zod";
import { ownerLabel, ownerOf, parseSeed } from "../../provider/core/identity";
import { stateOf } from "../../provider/core/seriesState";
import type { Known, StackOf } from "../../provider/zstack/orphans";

/** What the Pulumi CLI says about a stack. */
export interface PulumiStack {
  readonly of: StackOf;
  readonly configuration: Readonly<Record<string, string>>;
  readonly known: Known;
}

const resourceSchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

export type StateResource = z.infer<typeof resourceSchema>;

const exportSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema).default([]) }) });

const configSchema = z.record(
  z.string(),
  z.object({ value: z.string().optional(), objectValue: z.unknown().optional() }),
);

function pulumi(args: readonly string[], cwd: string | undefined, stack: string | undefined): string {
  const chosen = stack === undefined ? [] : ["--stack", stack];
  const { status, stdout, stderr, error } = spawnSync("pulumi", [...args, ...chosen, "--non-interactive"], {
    encoding: "utf8",
    cwd: cwd ?? process.cwd(),
    maxBuffer: 1024 ** 3,
  });
  if (error !== undefined) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(
      missing ? "there is no command `pulumi`, or no such folder; put the Pulumi CLI on the PATH" : error.message,
    );
  }
  if (status !== 0) throw new Error(`\`pulumi ${args[0]} ${args[1]}\` failed: ${stderr.trim()}`);
  return stdout;
}

/** What the resources of a state know of restore points. */
export function knownOf(resources: readonly StateResource[]): Known {
  const ours = resources.filter((one) => one.type.startsWith("pulumi-nodejs:dynamic/zstack:"));
  const owners = ours.flatMap(({ type, inputs }) => {
    const seed = inputs?.["__seed"];
    if (typeof seed !== "string") return [];
    return [ownerLabel(ownerOf(parseSeed(seed), `zstack.${type.split(":").pop()}`))];
  });
  const ids = ours.flatMap(({ id, outputs }) => [...(id === undefined ? [] : [id]), ...pointsOf(outputs ?? {})]);
  return { ids: new Set(ids), owners: new Set(owners) };
}

/** Asks the Pulumi CLI; nothing is changed. */
export function readStack(cwd: string | undefined, chosen: string | undefined): PulumiStack {
  const full = pulumi(["stack", "--show-name", "--fully-qualify-stack-names"], cwd, chosen).trim();
  const [organization, project, stack] = full.split("/");
  if (organization === undefined || project === undefined || stack === undefined)
    throw new Error(`\`pulumi stack --show-name\` answered "${full}", not organization/project/stack`);
  const settings = configSchema.parse(JSON.parse(pulumi(["config", "--json", "--show-secrets"], cwd, chosen) || "{}"));
  const configuration = Object.fromEntries(
    Object.entries(settings).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
  );
  const { deployment } = exportSchema.parse(JSON.parse(pulumi(["stack", "export"], cwd, chosen)));
  return {
    of: { namespace: configuration["snapshots:namespace"] ?? "", organization, project, stack },
    configuration,
    known: knownOf(deployment.resources),
  };
}

/** uuids that the state of a series knows, of points in history and of one that is not finished. */
function pointsOf(outputs: Readonly<Record<string, unknown>>): string[] {
  const { history, pending } = stateOf(outputs);
  return [...history, ...(pending === undefined ? [] : [pending])].map((point) => point.uuid);
}
