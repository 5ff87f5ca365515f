// Which connections of a stack are queried for orphans.

import { type Platform, platformOf, tokenOfType } from "../../provider/core/contract/resourceType";
import type { Setting } from "../../provider/core/contract/setting";
import type { Settings } from "../../provider/core/contract/settings";
import { messageOf } from "../../provider/http/errors";
import { cinderSettings } from "../../provider/openstack/config";
import type { SettingName } from "../../provider/openstack/settingTable";
import { zstackSettings } from "../../provider/zstack/config";
import { zstackSettingTable } from "../../provider/zstack/settingTable";
import type { Connection, Connections } from "../state/connection";
import type { ExportedStack } from "../state/exportedStack";

export interface ConnectionsToQuery {
  readonly zstack: readonly Connection[];
  readonly cinder: readonly Connection[];
  /** Name of the connection for what no explicit provider is named for, asked or not. */
  readonly standard: string;
  /** What is left out, and why. */
  readonly notes: readonly string[];
  /** Why there is nothing to ask. */
  readonly missing?: string;
}

/** Platforms on which the state holds restore points of the stack's own connection. */
export interface HeldPlatforms {
  readonly zstack: boolean;
  readonly cinder: boolean;
}

/** @param explicit connections of explicit providers */
export function connectionsToQuery(
  standard: Connection,
  explicit: Readonly<Record<Platform, readonly Connection[]>>,
  held: HeldPlatforms,
): ConnectionsToQuery {
  const { settings } = standard;
  const noZStack = problem(zstackSettings, standard);
  const noCinder = problem(cinderSettings, standard);
  const onZStack = held.zstack || mentionsZStack(settings);
  // `openstack:` configuration may be there for other resources, and OS_* for other programs.
  const onCinder = held.cinder || (noCinder === undefined && (mentionsCinder(settings) || !onZStack));
  const zstack = [...(onZStack ? [standard] : []), ...explicit.zstack];
  const cinder = [...(onCinder ? [standard] : []), ...explicit.cinder];
  const isLeftOut = !onZStack && explicit.zstack.length > 0;
  const notes = isLeftOut ? [`${standard.name} is skipped: ${noZStack}`] : [];
  const found = { zstack, cinder, notes, standard: standard.name };
  if (zstack.length + cinder.length > 0) return found;
  return { ...found, missing: `no platform is configured. ZStack: ${noZStack}. OpenStack: ${noCinder}` };
}

/** What the state holds through the stack's own connection. */
export function platformsHeld(exported: ExportedStack, connections: Connections): HeldPlatforms {
  const { resources, pending_operations } = exported.deployment;
  const all = [...(resources ?? []), ...(pending_operations ?? []).map((one) => one.resource)];
  const held = all.filter((one) => connections.isStandard(one)).map((one) => platformOf(tokenOfType(one.type)));
  return { zstack: held.includes("zstack"), cinder: held.includes("cinder") };
}

/** Settings that alone do not lead to a server or an account. */
const auxiliary: readonly string[] = [
  "timeZone",
  "caCert",
  "deleteScope",
] satisfies (keyof typeof zstackSettingTable)[];
const zstackTable = Object.entries<Setting>(zstackSettingTable).filter(([name]) => !auxiliary.includes(name));

const openstackNames: readonly SettingName[] = [
  "authUrl",
  "cloud",
  "token",
  "userName",
  "userId",
  "endpointOverrides",
  "applicationCredentialId",
];

const mentionsZStack = (settings: Settings): boolean =>
  zstackTable.some(
    ([name, { variables }]) =>
      settings.configured(`zstack:${name}`) !== undefined ||
      variables.some((variable) => settings.environmentValue(variable) !== undefined),
  );

const mentionsCinder = (settings: Settings): boolean =>
  openstackNames.some((name) => settings.configured(`openstack:${name}`) !== undefined);

/** Why there is no connection; undefined if there is one. */
function problem(
  read: (settings: Settings) => unknown,
  { settings, inWords }: Pick<Connection, "settings" | "inWords">,
): string | undefined {
  try {
    read(settings);
    return undefined;
  } catch (error) {
    return inWords(messageOf(error));
  }
}
