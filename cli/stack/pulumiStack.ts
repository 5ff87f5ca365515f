import type { StackOf } from "../../provider/core/orphans";
import { CliError } from "../errors";
import { Connections } from "../state/connection";
import { decrypted, type ExportedStack, exportedStack, isRestorePoint } from "../state/exportedStack";
import { pulumi, type StackLocation } from "../state/pulumiCli";
import { seedOf } from "../state/seed";
import { stackConfiguration } from "../state/stackConfiguration";
import { type ConnectionsToQuery, connectionsToQuery, platformsHeld } from "./connections";
import { type StateDrills, stateDrills } from "./drills";
import { type Entry, type Knowledge, knowledgeOf } from "./knowledge";
import { type StatePoint, statePoints } from "./points";

/** What the Pulumi CLI says about a stack. */
export interface PulumiStack {
  readonly of: StackOf;
  readonly toQuery: ConnectionsToQuery;
  /** What the state held when the stack was read. */
  readonly known: Knowledge;
  /** What it holds by now. */
  knownNow(): Promise<Knowledge>;
}

/** A stack with what its state recorded of each restore point, and of restore drills. */
export interface StackWithPoints extends PulumiStack {
  readonly points: readonly StatePoint[];
  readonly drills: StateDrills;
}

/** Asks the Pulumi CLI; nothing is changed. */
export async function readStack(place: StackLocation): Promise<StackWithPoints> {
  const full = (await pulumi(place, ["stack", "--show-name", "--fully-qualify-stack-names"])).trim();
  const [organization, project, stack] = full.split("/");
  if (organization === undefined || project === undefined || stack === undefined)
    throw new CliError(
      "pulumi-cli-failed",
      `\`pulumi stack --show-name\` returned "${full}", not organization/project/stack; update the Pulumi CLI`,
    );
  const configuration = await stackConfiguration(place);
  const exported = await state(place);
  const connections = new Connections(exported, configuration, process.env);
  const explicit = { zstack: connections.explicitOf("zstack"), cinder: connections.explicitOf("cinder") };
  return {
    of: { namespace: configuration["snapshots:namespace"] ?? "", organization, project, stack },
    toQuery: connectionsToQuery(connections.standard, explicit, platformsHeld(exported, connections)),
    known: knowledgeOf(exported, seedIn(connections)),
    points: statePoints(exported, connections),
    drills: stateDrills(exported),
    knownNow: async () => {
      const now = await state(place);
      return knowledgeOf(now, seedIn(new Connections(now, configuration, process.env)));
    },
  };
}

const seedIn = (connections: Connections) => (entry: Entry) => seedOf(entry, () => connections.of(entry).settings);

/** The state with the secrets of restore points and of explicit providers decrypted. */
async function state(place: StackLocation): Promise<ExportedStack> {
  return decrypted(place, await exportedStack(place), isRestorePoint);
}
