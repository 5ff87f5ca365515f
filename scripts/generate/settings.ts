// The connections: the provider classes of sdk/, and the provider of schema.json.

import { type Platform, platforms } from "../../provider/core/contract/resourceType";
import { connections } from "../../provider/doors/connections";
import { typeReference } from "./schemaTypes";
import { capitalized, comment } from "./text";
import { type Type, Types } from "./types";
import { generated, written } from "./typescriptTypes";

interface Argument {
  readonly name: string;
  readonly key: string;
  readonly type: Type;
  readonly description: string;
  readonly variables: readonly string[];
  readonly secret: boolean;
}

export interface ConnectionModel {
  readonly platform: Platform;
  readonly description: string;
  readonly arguments: readonly Argument[];
}

function connectionModel(platform: Platform): ConnectionModel {
  const { description, settings } = connections[platform];
  const types = new Types();
  const args = Object.entries(settings).map(([key, { schema, ...rest }]) => ({
    ...rest,
    ...{ key, name: key.replace(/^.*:/, ""), type: types.of(schema, key) },
  }));
  return { platform, description: description.trim(), arguments: args };
}

const withVariables = ({ description, variables }: Argument): string => {
  if (variables.length === 0) return description;
  return `${description} Environment: ${variables.map((one) => `\`${one}\``).join(", ")}.`;
};

/** `sdk/<platform>/provider.ts` */
export function providerFile(platform: Platform): [string, string] {
  const model = connectionModel(platform);
  const secrets = model.arguments.filter((one) => one.secret);
  const plain = Object.entries(connections[platform].example).map(([key, value]) => `  ${key}: "${value}",`);
  const [secret] = secrets.filter((one) => /secret|password/i.test(one.name)).slice(platform === "zstack" ? 0 : 1);
  const example = [
    `import * as pulumi from "@pulumi/pulumi";`,
    `import { ${platform} } from "pulumi-snapshots";`,
    "",
    `const config = new pulumi.Config();`,
    `const site = new ${platform}.Provider("backup-site", {`,
    ...plain,
    ...(secret === undefined ? [] : [`  ${secret.name}: config.requireSecret("password"),`]),
    "});",
  ].join("\n");
  const args = model.arguments.map(
    (one) => `${comment(withVariables(one), "  ")}\n  readonly ${one.name}?: ${written(one.type)};`,
  );
  const keys = model.arguments.map((one) => `${one.name}: "${one.key}"`);
  const text = `${generated}

import type * as pulumi from "@pulumi/pulumi";
import { type ConnectionDeclaration, ConnectionProvider } from "../provider";

${comment(`Arguments of {@link Provider}.`)}
export interface ProviderArgs {
${args.join("\n")}
}

/** @internal */
export const connection: ConnectionDeclaration = {
  platform: "${platform}",
  keys: { ${keys.join(", ")} },
  secrets: [${secrets.map((one) => `"${one.name}"`).join(", ")}],
};

${comment(`${model.description}\n\n@example\n\`\`\`ts\n${example}\n\`\`\``)}
export class Provider extends ConnectionProvider {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    super(connection, name, { ...args }, options);
  }
}
`;
  return [`sdk/${platform}/provider.ts`, text];
}

type Json = Readonly<Record<string, unknown>>;

/** The parts of schema.json about configuration: one section for each platform, one provider for both. */
export function providerSchema(packageName: string): { types: Json; config: Json; provider: Json } {
  const all = platforms.map(connectionModel);
  // In the module `index`: a provider whose types are in another module would make Go import in a circle.
  const nameOf = (model: ConnectionModel): string =>
    `${packageName}:index:${model.platform === "zstack" ? "ZStack" : capitalized(model.platform)}Connection`;
  const connectionTypes = all.map((model) => {
    const properties = model.arguments.map((one) => [
      one.name,
      {
        ...typeReference(one.type, `${packageName}:index`),
        description: withVariables(one),
        ...(one.secret ? { secret: true } : {}),
      },
    ]);
    const [summary = ""] = model.description.split("\n\n");
    return [nameOf(model), { description: summary, type: "object", properties: Object.fromEntries(properties) }];
  });
  const sections = all.map((model) => {
    const [summary = ""] = model.description.split("\n\n");
    return [model.platform, { $ref: `#/types/${nameOf(model)}`, description: summary }];
  });
  const shared = {
    namespace: {
      type: "string",
      description: "Part of the identity of every object: two programs with different namespaces share none.",
    },
    organization: {
      type: "string",
      description:
        "Organization of the stack, which Pulumi tells no plugin. Part of the identity of every object. Default `organization`, as in self-managed backends.",
    },
    deletionPolicy: {
      type: "string",
      description: '`"retain"` is the retain-all override: nothing is deleted on any platform.',
    },
  };
  const properties = { ...Object.fromEntries(sections), ...shared };
  return {
    types: Object.fromEntries(connectionTypes),
    config: { variables: properties },
    provider: { description: "Connections to the platforms.", inputProperties: properties },
  };
}
