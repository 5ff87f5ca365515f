// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type ConnectionDeclaration, ConnectionProvider } from "../provider";

/** Arguments of {@link Provider}. */
export interface ProviderArgs {
  /** Host name or address, without protocol and port. Environment: `ZSTACK_HOST`. */
  readonly host?: pulumi.Input<string>;
  /** Port of the API. Default 8080. Of the environment only if `host` is not given here. Environment: `ZSTACK_PORT`. */
  readonly port?: pulumi.Input<number>;
  /** Protocol of the API. Default `http`. */
  readonly protocol?: pulumi.Input<"http" | "https">;
  /** Path in front of `/v1`. Default `/zstack`. */
  readonly contextPath?: pulumi.Input<string>;
  /** Account to log in with. Environment: `ZSTACK_ACCOUNT_NAME`. */
  readonly accountName?: pulumi.Input<string>;
  /** Password of the account; kept as a secret. Environment: `ZSTACK_ACCOUNT_PASSWORD`. */
  readonly accountPassword?: pulumi.Input<string>;
  /** Access key instead of account and password. Environment: `ZSTACK_ACCESS_KEY_ID`. */
  readonly accessKeyId?: pulumi.Input<string>;
  /** Secret of the access key; kept as a secret. Environment: `ZSTACK_ACCESS_KEY_SECRET`. */
  readonly accessKeySecret?: pulumi.Input<string>;
  /** IANA time zone of the server's clock, for access keys. Default: this machine's. */
  readonly timeZone?: pulumi.Input<string>;
  /** PEM text, or path of a PEM file, of a private certificate authority. */
  readonly caCert?: pulumi.Input<string>;
  /**
   * `single` if the server can delete a snapshot without its descendants (5.4 or newer). Default: snapshots with
   * descendants of the same stack are deleted when the last of those is.
   */
  readonly deleteScope?: pulumi.Input<"single">;
}

/** @internal */
export const connection: ConnectionDeclaration = {
  platform: "zstack",
  keys: {
    host: "zstack:host",
    port: "zstack:port",
    protocol: "zstack:protocol",
    contextPath: "zstack:contextPath",
    accountName: "zstack:accountName",
    accountPassword: "zstack:accountPassword",
    accessKeyId: "zstack:accessKeyId",
    accessKeySecret: "zstack:accessKeySecret",
    timeZone: "zstack:timeZone",
    caCert: "zstack:caCert",
    deleteScope: "zstack:deleteScope",
  },
  secrets: ["accountPassword", "accessKeySecret"],
};

/**
 * Connection to one ZStack management node. Pass it with `provider:` to each resource.
 *
 * For stacks that use several clouds or accounts. Its arguments win over the environment, which fills what they leave
 * out; stack configuration in the `zstack:` namespace is not read. A setting that is missing or contradictory is an
 * error when the first resource needs the connection.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { zstack } from "pulumi-snapshots";
 *
 * const config = new pulumi.Config();
 * const site = new zstack.Provider("backup-site", {
 *   host: "zstack.example.com",
 *   accountName: "operator",
 *   accountPassword: config.requireSecret("password"),
 * });
 * ```
 */
export class Provider extends ConnectionProvider {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    super(connection, name, { ...args }, options);
  }
}
