// What programs see of the connections of all platforms.

import { cinderSettingTable } from "../cinder/settingTable";
import type { Platform } from "../core/contract/resourceType";
import type { Setting } from "../core/contract/setting";
import { openstackSettingTable } from "../openstack/settingTable";
import { zstackSettingTable } from "../zstack/settingTable";

export interface Connection {
  readonly description: string;
  /** An argument of an explicit provider, by its key in the configuration. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Arguments of an explicit provider in the example. */
  readonly example: Readonly<Record<string, string>>;
}

const prefixed = (prefix: string, table: Readonly<Record<string, Setting>>): Readonly<Record<string, Setting>> =>
  Object.fromEntries(Object.entries(table).map(([name, one]) => [`${prefix}:${name}`, one]));

export const connections: Readonly<Record<Platform, Connection>> = {
  zstack: {
    description: `
Connection to one ZStack management node. Pass it with \`provider:\` to each resource.

For stacks that use several clouds or accounts. Its arguments win over the environment, which fills what they leave out; stack
configuration in the \`zstack:\` namespace is not read. A setting that is missing or contradictory is an error when the first
resource needs the connection.
`,
    settings: prefixed("zstack", zstackSettingTable),
    example: { host: "zstack.example.com", accountName: "operator" },
  },
  cinder: {
    description: `
Connection to the block storage service of one OpenStack project. Pass it with \`provider:\` to each resource.

For stacks that use several clouds, projects or regions. Its arguments win over the environment, which wins over
\`clouds.yaml\`; stack configuration in the \`openstack:\` namespace is not read. One of these gives all of the credentials: a
password is never combined with another one's user. With \`authUrl\`, \`cloud\` or \`endpointOverrides\`, the environment adds
credentials and project only: its address, region, certificates and \`OS_INSECURE\` may be those of another cloud.

A setting that is missing or contradictory is an error when the first resource needs the connection.
`,
    settings: { ...prefixed("openstack", openstackSettingTable), ...prefixed("cinder", cinderSettingTable) },
    example: {
      authUrl: "https://keystone.example.com:5000/v3",
      applicationCredentialId: "a94f3c0d1e2b4a5f8c7d6e5f4a3b2c1d",
      region: "RegionTwo",
    },
  },
};
