// The settings of a connection to OpenStack; names, variables and defaults are those of the provider of `@pulumi/openstack`.
// Configuration has them as `openstack:<name>`.

import { z } from "zod";
import { type SettingTable, setting } from "../core/contract/setting";

const text = z.string();

export const openstackSettingTable = {
  authUrl: setting(text, "URL of Keystone, e.g. `https://keystone.example.com:5000/v3`.", {
    variables: ["OS_AUTH_URL"],
  }),
  cloud: setting(text, "Entry of `clouds.yaml` that holds the connection, instead of credentials.", {
    variables: ["OS_CLOUD"],
  }),
  userName: setting(text, "User to log in with, unique within its domain.", { variables: ["OS_USERNAME"] }),
  userId: setting(text, "Id of the user, instead of name and domain.", { variables: ["OS_USER_ID"] }),
  password: setting(text, "Password of the user; kept as a secret.", { variables: ["OS_PASSWORD"], secret: true }),
  token: setting(text, "Token instead of user and password; kept as a secret. It cannot be renewed.", {
    variables: ["OS_TOKEN", "OS_AUTH_TOKEN"],
    secret: true,
  }),
  applicationCredentialId: setting(text, "Application credential instead of user and password.", {
    variables: ["OS_APPLICATION_CREDENTIAL_ID"],
  }),
  applicationCredentialName: setting(text, "Its name instead of its id; needs its user.", {
    variables: ["OS_APPLICATION_CREDENTIAL_NAME"],
  }),
  applicationCredentialSecret: setting(text, "Its secret; kept as a secret.", {
    variables: ["OS_APPLICATION_CREDENTIAL_SECRET"],
    secret: true,
  }),
  tenantId: setting(text, "Id of the project. Default: the one that the credentials belong to.", {
    variables: ["OS_TENANT_ID", "OS_PROJECT_ID"],
  }),
  tenantName: setting(text, "Name of the project, instead of its id.", {
    variables: ["OS_TENANT_NAME", "OS_PROJECT_NAME"],
  }),
  domainId: setting(text, "Domain of user and project, by id.", { variables: ["OS_DOMAIN_ID"] }),
  domainName: setting(text, "Domain of user and project, by name.", { variables: ["OS_DOMAIN_NAME"] }),
  userDomainId: setting(text, "Domain of the user, by id.", { variables: ["OS_USER_DOMAIN_ID"] }),
  userDomainName: setting(text, "Domain of the user, by name.", { variables: ["OS_USER_DOMAIN_NAME"] }),
  projectDomainId: setting(text, "Domain of the project, by id.", { variables: ["OS_PROJECT_DOMAIN_ID"] }),
  projectDomainName: setting(text, "Domain of the project, by name.", { variables: ["OS_PROJECT_DOMAIN_NAME"] }),
  defaultDomain: setting(text, "Id of the default domain of users and projects. Default `default`.", {
    variables: ["OS_DEFAULT_DOMAIN"],
  }),
  region: setting(text, "Required if the catalog has several.", { variables: ["OS_REGION_NAME"] }),
  endpointType: setting(text, "`public`, `internal` or `admin`; each may end in `URL`. Default `public`.", {
    variables: ["OS_ENDPOINT_TYPE", "OS_INTERFACE"],
  }),
  endpointOverrides: setting(
    z.record(text, text),
    "URL of the block storage service under the key `volumev3`, instead of the catalog's; with or without version and project " +
      "id. Beside a token and the project's id, Keystone is not asked at all: for vendors' services without one.",
    { variables: ["OS_VOLUMEV3_ENDPOINT_OVERRIDE", "OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE"] },
  ),
  insecure: setting(z.boolean(), "Skips verification of server certificates; for tests only. Default false.", {
    variables: ["OS_INSECURE"],
  }),
  cacertFile: setting(text, "PEM text, or path of a PEM file, of a private certificate authority.", {
    variables: ["OS_CACERT"],
  }),
  cert: setting(text, "Client certificate, PEM text or path.", { variables: ["OS_CERT"] }),
  key: setting(text, "Key of the client certificate, PEM text or path; kept as a secret.", {
    variables: ["OS_KEY"],
    secret: true,
  }),
} as const satisfies SettingTable;

export type SettingName = keyof typeof openstackSettingTable;
