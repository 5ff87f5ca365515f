// Which restore point a command means, and on which platform it is.

import { z } from "zod";
import { type Platform, platformOf, tokenOfType } from "../../provider/core/contract/resourceType";
import { CliError } from "../errors";
import { uuidPattern } from "../options";
import { holdsPoints } from "../stack/points";
import { type Connection, Connections, environmentConnection } from "../state/connection";
import {
  decrypted,
  type ExportedStack,
  exportedStack,
  isRestorePoint,
  type StateResource,
} from "../state/exportedStack";
import type { StackLocation } from "../state/pulumiCli";
import { stackConfiguration } from "../state/stackConfiguration";

/** What the command was given, looked up in the stack. */
export interface NamedPoint {
  readonly id: string;
  readonly platform: Platform;
  /** To the platform that it is on. */
  readonly connection: Connection;
}

const isId = (text: string): boolean => uuidPattern.test(text);

/** Ids of Cinder have dashes, and uuids of ZStack have none. */
const platformOfId = (id: string): Platform => (id.includes("-") ? "cinder" : "zstack");

/** An id is taken as it is, with the stack's connection or that of the environment; a name is looked up in the state. */
export async function namedPoint(text: string, place: StackLocation): Promise<NamedPoint> {
  const stack = await stackAt(place, !isId(text));
  return stack === undefined ? pointById(text, environmentConnection(process.env)) : pointInStack(text, stack);
}

/** What finds a restore point in a stack. */
export interface SearchedStack {
  readonly exported: ExportedStack;
  readonly connections: Connections;
}

export function pointInStack(text: string, { exported, connections }: SearchedStack): NamedPoint {
  const resources = (exported.deployment.resources ?? []).filter(holdsPoints);
  const found = resources.filter((one) => isMeant(one, text));
  const [one, ...others] = found;
  if (one === undefined) {
    if (isId(text)) return pointById(text, connections.standard);
    const names = resources.map(({ urn }) => nameOf(urn));
    const known = names.length === 0 ? "it has no restore points" : `it has ${[...new Set(names)].join(", ")}`;
    throw new CliError(
      "not-found",
      `no restore point of the state is named "${text}": ${known}. Give one of them, or an id`,
    );
  }
  if (others.length > 0) {
    const list = found.map(({ urn, type }) => `${tokenOfType(type) ?? type} ${urn}`).join(", ");
    throw new CliError("several-matches", `"${text}" names several restore points: ${list}. Give the id of one`);
  }
  return pointById(isId(text) ? text : idOf(one), connections.of(one), platformOf(tokenOfType(one.type)));
}

const pointById = (id: string, connection: Connection, platform: Platform = platformOfId(id)): NamedPoint => ({
  ...{ id, platform, connection },
});

async function stackAt(place: StackLocation, required: boolean): Promise<SearchedStack | undefined> {
  try {
    const exported = await decrypted(place, await exportedStack(place), isRestorePoint);
    return { exported, connections: new Connections(exported, await stackConfiguration(place), process.env) };
  } catch (error) {
    // In an emergency there may be no project, no back end and no Pulumi CLI.
    const given = place.stack !== undefined || place.cwd !== undefined;
    if (required || given || !(error instanceof CliError)) throw error;
    return undefined;
  }
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** An id also means the series that has the restore point: its provider leads to the platform. */
function isMeant({ urn, id, outputs = {} }: Pick<StateResource, "urn" | "id" | "outputs">, text: string): boolean {
  if (!isId(text)) return nameOf(urn) === text;
  return [id, outputs["uuid"], outputs["groupUuid"], ...historyOf(outputs)].includes(text);
}

const entrySchema = z.object({ uuid: z.string().optional(), id: z.string().optional() });
const historySchema = z.array(entrySchema).catch([]);

const historyOf = (outputs: Readonly<Record<string, unknown>>): string[] =>
  historySchema.parse(outputs["history"]).flatMap(({ uuid, id }) => uuid ?? id ?? []);

/** Of a series, its newest restore point. */
function idOf({ urn, type, id, outputs = {} }: StateResource): string {
  const current = entrySchema.safeParse(outputs["current"]).data;
  const isSeries = tokenOfType(type)?.endsWith("Series") === true;
  const found = isSeries ? (current?.uuid ?? current?.id) : (outputs["groupUuid"] ?? outputs["uuid"] ?? id);
  if (typeof found === "string" && isId(found)) return found;
  throw new CliError("invalid-input", `the state has no restore point of ${nameOf(urn)}. Give the id of one`);
}
