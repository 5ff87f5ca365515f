import * as pulumi from "@pulumi/pulumi";

/** Connection to one ZStack management node. */
export interface ProviderArgs {
  /** Host name or address, without protocol and port. Environment: `ZSTACK_HOST`. */
  readonly host?: pulumi.Input<string>;
  /** Port of the API. Default 8080. Environment: `ZSTACK_PORT`, unless `host` is given here. */
  readonly port?: pulumi.Input<number>;
  /** Default `http`. */
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
   * `single` where the server can delete a snapshot without its descendants (5.4 or newer).
   * Default: snapshots with descendants of the same stack are deleted when the last of those is.
   */
  readonly deleteScope?: pulumi.Input<"single">;
}

const names = [
  "host",
  "port",
  "protocol",
  "contextPath",
  "accountName",
  "accountPassword",
  "accessKeyId",
  "accessKeySecret",
  "timeZone",
  "caCert",
  "deleteScope",
] as const satisfies readonly (keyof ProviderArgs)[];

const secret: ReadonlySet<string> = new Set(["accountPassword", "accessKeySecret"]);

/**
 * An explicit connection, for stacks that use several clouds or accounts. Its arguments win over the environment,
 * which fills what they leave out; stack configuration in the `zstack:` namespace is not read.
 *
 * Pass it with `provider:` to each resource. A setting that is missing or contradictory is an error when the first
 * resource needs the connection.
 *
 * @example
 * ```ts
 * const cloud = new zstack.Provider("backup-site", {
 *   host: "zstack.example.com",
 *   accountName: "operator",
 *   accountPassword: config.requireSecret("password"),
 * });
 * new zstack.VolumeSnapshot("data", { volumeUuid }, { provider: cloud });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /**
   * What the provider process is configured with, for functions, which run in the program.
   * @internal
   */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    const inputs: Record<string, pulumi.Input<string>> = { "snapshots:provider": "zstack" };
    for (const key of names) {
      const value = args[key];
      if (value === undefined) continue;
      const text = pulumi.output<string | number>(value).apply(String);
      inputs[`zstack:${key}`] = secret.has(key) ? pulumi.secret(text) : text;
    }
    const shared = new pulumi.Config("snapshots");
    for (const key of ["namespace", "deletionPolicy"]) {
      const value = shared.get(key);
      if (value !== undefined) inputs[`snapshots:${key}`] = value;
    }
    super("pulumi-nodejs", name, inputs, options);
    this.settings = inputs;
  }
}
