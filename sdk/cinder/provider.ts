// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.

import type * as pulumi from "@pulumi/pulumi";
import { type ConnectionDeclaration, ConnectionProvider } from "../provider";

/** Arguments of {@link Provider}. */
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
  /**
   * Token instead of user and password; kept as a secret. It cannot be renewed. Environment: `OS_TOKEN`,
   * `OS_AUTH_TOKEN`.
   */
  readonly token?: pulumi.Input<string>;
  /** Application credential instead of user and password. Environment: `OS_APPLICATION_CREDENTIAL_ID`. */
  readonly applicationCredentialId?: pulumi.Input<string>;
  /** Its name instead of its id; needs its user. Environment: `OS_APPLICATION_CREDENTIAL_NAME`. */
  readonly applicationCredentialName?: pulumi.Input<string>;
  /** Its secret; kept as a secret. Environment: `OS_APPLICATION_CREDENTIAL_SECRET`. */
  readonly applicationCredentialSecret?: pulumi.Input<string>;
  /**
   * Id of the project. Default: the one that the credentials belong to. Environment: `OS_TENANT_ID`, `OS_PROJECT_ID`.
   */
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
  /**
   * `public`, `internal` or `admin`; each may end in `URL`. Default `public`. Environment: `OS_ENDPOINT_TYPE`,
   * `OS_INTERFACE`.
   */
  readonly endpointType?: pulumi.Input<string>;
  /**
   * URL of the block storage service under the key `volumev3`, instead of the catalog's; with or without version and
   * project id. Beside a token and the project's id, Keystone is not asked at all: for vendors' services without one.
   * Environment: `OS_VOLUMEV3_ENDPOINT_OVERRIDE`, `OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE`.
   */
  readonly endpointOverrides?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Skips verification of server certificates; for tests only. Default false. Environment: `OS_INSECURE`. */
  readonly insecure?: pulumi.Input<boolean>;
  /** PEM text, or path of a PEM file, of a private certificate authority. Environment: `OS_CACERT`. */
  readonly cacertFile?: pulumi.Input<string>;
  /** Client certificate, PEM text or path. Environment: `OS_CERT`. */
  readonly cert?: pulumi.Input<string>;
  /** Key of the client certificate, PEM text or path; kept as a secret. Environment: `OS_KEY`. */
  readonly key?: pulumi.Input<string>;
  /**
   * Snapshots that one volume may have, or `"unlimited"`. Default: 7 if the endpoint is that of an Elastic Volume
   * Service, else unlimited.
   */
  readonly maxSnapshotsPerVolume?: pulumi.Input<number | string>;
}

/** @internal */
export const connection: ConnectionDeclaration = {
  platform: "cinder",
  keys: {
    authUrl: "openstack:authUrl",
    cloud: "openstack:cloud",
    userName: "openstack:userName",
    userId: "openstack:userId",
    password: "openstack:password",
    token: "openstack:token",
    applicationCredentialId: "openstack:applicationCredentialId",
    applicationCredentialName: "openstack:applicationCredentialName",
    applicationCredentialSecret: "openstack:applicationCredentialSecret",
    tenantId: "openstack:tenantId",
    tenantName: "openstack:tenantName",
    domainId: "openstack:domainId",
    domainName: "openstack:domainName",
    userDomainId: "openstack:userDomainId",
    userDomainName: "openstack:userDomainName",
    projectDomainId: "openstack:projectDomainId",
    projectDomainName: "openstack:projectDomainName",
    defaultDomain: "openstack:defaultDomain",
    region: "openstack:region",
    endpointType: "openstack:endpointType",
    endpointOverrides: "openstack:endpointOverrides",
    insecure: "openstack:insecure",
    cacertFile: "openstack:cacertFile",
    cert: "openstack:cert",
    key: "openstack:key",
    maxSnapshotsPerVolume: "cinder:maxSnapshotsPerVolume",
  },
  secrets: ["password", "token", "applicationCredentialSecret", "key"],
};

/**
 * Connection to the block storage service of one OpenStack project. Pass it with `provider:` to each resource.
 *
 * For stacks that use several clouds, projects or regions. Its arguments win over the environment, which wins over
 * `clouds.yaml`; stack configuration in the `openstack:` namespace is not read. One of these gives all of the
 * credentials: a password is never combined with another one's user. With `authUrl`, `cloud` or `endpointOverrides`,
 * the environment adds credentials and project only: its address, region, certificates and `OS_INSECURE` may be those
 * of another cloud.
 *
 * A setting that is missing or contradictory is an error when the first resource needs the connection.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { cinder } from "pulumi-snapshots";
 *
 * const config = new pulumi.Config();
 * const site = new cinder.Provider("backup-site", {
 *   authUrl: "https://keystone.example.com:5000/v3",
 *   applicationCredentialId: "a94f3c0d1e2b4a5f8c7d6e5f4a3b2c1d",
 *   region: "RegionTwo",
 *   applicationCredentialSecret: config.requireSecret("password"),
 * });
 * ```
 */
export class Provider extends ConnectionProvider {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    super(connection, name, { ...args }, options);
  }
}
