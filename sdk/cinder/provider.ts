import * as pulumi from "@pulumi/pulumi";

/**
 * Connection to the block storage service of one OpenStack project. Names, variables and defaults are those of the
 * provider of `@pulumi/openstack`.
 */
export interface ProviderArgs {
  /** URL of Keystone, e.g. `https://keystone.example.com:5000/v3`. Environment: `OS_AUTH_URL`. */
  readonly authUrl?: pulumi.Input<string>;
  /** Entry of `clouds.yaml` that holds the connection, instead of credentials. Environment: `OS_CLOUD`. */
  readonly cloud?: pulumi.Input<string>;
  /** User to log in with, unique within its domain. Environment: `OS_USERNAME`. */
  readonly userName?: pulumi.Input<string>;
  /** Id of the user, instead of name and domain. Environment: `OS_USER_ID`. */
  readonly userId?: pulumi.Input<string>;
  /** Password of the user; kept as a secret. Environment: `OS_PASSWORD`. */
  readonly password?: pulumi.Input<string>;
  /** Token instead of user and password; kept as a secret. It cannot be renewed. Environment: `OS_TOKEN`, `OS_AUTH_TOKEN`. */
  readonly token?: pulumi.Input<string>;
  /** Application credential instead of user and password. Environment: `OS_APPLICATION_CREDENTIAL_ID`. */
  readonly applicationCredentialId?: pulumi.Input<string>;
  /** Its name instead of its id; needs its user. Environment: `OS_APPLICATION_CREDENTIAL_NAME`. */
  readonly applicationCredentialName?: pulumi.Input<string>;
  /** Its secret; kept as a secret. Environment: `OS_APPLICATION_CREDENTIAL_SECRET`. */
  readonly applicationCredentialSecret?: pulumi.Input<string>;
  /** Id of the project. Default: the one that the credentials belong to. Environment: `OS_TENANT_ID`, `OS_PROJECT_ID`. */
  readonly tenantId?: pulumi.Input<string>;
  /** Name of the project, instead of its id. Environment: `OS_TENANT_NAME`, `OS_PROJECT_NAME`. */
  readonly tenantName?: pulumi.Input<string>;
  /** Domain of user and project, by id. Environment: `OS_DOMAIN_ID`. */
  readonly domainId?: pulumi.Input<string>;
  /** Domain of user and project, by name. Environment: `OS_DOMAIN_NAME`. */
  readonly domainName?: pulumi.Input<string>;
  /** Domain of the user, by id. Environment: `OS_USER_DOMAIN_ID`. */
  readonly userDomainId?: pulumi.Input<string>;
  /** Domain of the user, by name. Environment: `OS_USER_DOMAIN_NAME`. */
  readonly userDomainName?: pulumi.Input<string>;
  /** Domain of the project, by id. Environment: `OS_PROJECT_DOMAIN_ID`. */
  readonly projectDomainId?: pulumi.Input<string>;
  /** Domain of the project, by name. Environment: `OS_PROJECT_DOMAIN_NAME`. */
  readonly projectDomainName?: pulumi.Input<string>;
  /** Id of the default domain of users and projects. Default `default`. Environment: `OS_DEFAULT_DOMAIN`. */
  readonly defaultDomain?: pulumi.Input<string>;
  /** Required if the catalog has several. Environment: `OS_REGION_NAME`. */
  readonly region?: pulumi.Input<string>;
  /** Default `public`; each may end in `URL`. Environment: `OS_ENDPOINT_TYPE`, `OS_INTERFACE`. */
  readonly endpointType?: pulumi.Input<
    "public" | "internal" | "admin" | "publicURL" | "internalURL" | "adminURL" | (string & {})
  >;
  /**
   * URL of the block storage service under the key `volumev3`, in place of the catalog's; with or without version and
   * project id. Beside a token and the project's id, Keystone is not asked at all: for vendors' services without one.
   */
  readonly endpointOverrides?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /**
   * Snapshots that one volume may have, or `unlimited`. Default: 7 where the endpoint is that of an Elastic Volume
   * Service, else unlimited. Configuration: `cinder:maxSnapshotsPerVolume`.
   */
  readonly maxSnapshotsPerVolume?: pulumi.Input<number | "unlimited">;
  /** Skips verification of server certificates; for tests only. Default false. Environment: `OS_INSECURE`. */
  readonly insecure?: pulumi.Input<boolean>;
  /** PEM text, or path of a PEM file, of a private certificate authority. Environment: `OS_CACERT`. */
  readonly cacertFile?: pulumi.Input<string>;
  /** Client certificate, PEM text or path. Environment: `OS_CERT`. */
  readonly cert?: pulumi.Input<string>;
  /** Key of the client certificate, PEM text or path; kept as a secret. Environment: `OS_KEY`. */
  readonly key?: pulumi.Input<string>;
}

const names = [
  "authUrl",
  "cloud",
  "userName",
  "userId",
  "password",
  "token",
  "applicationCredentialId",
  "applicationCredentialName",
  "applicationCredentialSecret",
  "tenantId",
  "tenantName",
  "domainId",
  "domainName",
  "userDomainId",
  "userDomainName",
  "projectDomainId",
  "projectDomainName",
  "defaultDomain",
  "region",
  "endpointType",
  "endpointOverrides",
  "insecure",
  "cacertFile",
  "cert",
  "key",
] as const satisfies readonly (keyof ProviderArgs)[];

const secret: ReadonlySet<string> = new Set(["password", "token", "applicationCredentialSecret", "key"]);

const asText = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/**
 * An explicit connection, for stacks that use several clouds, projects or regions. Its arguments win over the
 * environment, which wins over `clouds.yaml`; stack configuration in the `openstack:` namespace is not read. One of
 * these gives all of the credentials: a password is never combined with another one's user. With `authUrl`, `cloud` or
 * `endpointOverrides`, the environment adds credentials and project only: its address, region, certificates and
 * `OS_INSECURE` may be those of another cloud.
 *
 * Pass it with `provider:` to each resource. A setting that is missing or contradictory is an error when the first
 * resource needs the connection.
 *
 * @example
 * ```ts
 * const site = new cinder.Provider("backup-site", {
 *   authUrl: "https://keystone.example.com:5000/v3",
 *   applicationCredentialId: "a94f3c0d1e2b4a5f8c7d6e5f4a3b2c1d",
 *   applicationCredentialSecret: config.requireSecret("secret"),
 *   region: "RegionTwo",
 * });
 * const disks = await cinder.getVolumes({ status: "available" }, { provider: site });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /**
   * What the provider process is configured with, for functions, which run in the program.
   * @internal
   */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    const inputs: Record<string, pulumi.Input<string>> = { "snapshots:provider": "cinder" };
    for (const key of names) {
      const value: pulumi.Input<unknown> = args[key];
      if (value === undefined) continue;
      const text = pulumi.output(value).apply(asText);
      inputs[`openstack:${key}`] = secret.has(key) ? pulumi.secret(text) : text;
    }
    const { maxSnapshotsPerVolume } = args;
    if (maxSnapshotsPerVolume !== undefined) {
      inputs["cinder:maxSnapshotsPerVolume"] = pulumi.output<number | string>(maxSnapshotsPerVolume).apply(String);
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
