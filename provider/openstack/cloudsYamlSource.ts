import { isObject } from "../http/responseBody";
import type { CloudEntry } from "./cloudsYaml";
import type { SettingName } from "./settingTable";
import type { ConfigSource } from "./sources";

/** Paths of a setting in an entry of clouds.yaml; the first one that is set counts. */
const paths: Readonly<Record<SettingName, readonly string[]>> = {
  authUrl: ["auth.auth_url"],
  userName: ["auth.username", "auth.user_name"],
  userId: ["auth.user_id"],
  password: ["auth.password"],
  token: ["auth.token"],
  tenantId: ["auth.project_id", "auth.tenant_id"],
  tenantName: ["auth.project_name", "auth.tenant_name"],
  domainId: ["auth.domain_id"],
  domainName: ["auth.domain_name"],
  userDomainId: ["auth.user_domain_id"],
  userDomainName: ["auth.user_domain_name"],
  projectDomainId: ["auth.project_domain_id"],
  projectDomainName: ["auth.project_domain_name"],
  defaultDomain: ["auth.default_domain", "auth.default_domain_id"],
  applicationCredentialId: ["auth.application_credential_id"],
  applicationCredentialName: ["auth.application_credential_name"],
  applicationCredentialSecret: ["auth.application_credential_secret"],
  region: ["region_name", "region"],
  cloud: [],
  endpointType: ["volume_interface", "block_storage_interface", "interface", "endpoint_type"],
  endpointOverrides: ["volumev3_endpoint_override", "block_storage_endpoint_override", "volume_endpoint_override"],
  insecure: ["verify"],
  cacertFile: ["cacert"],
  cert: ["cert"],
  key: ["key"],
};

/** An entry of clouds.yaml as a configuration source. */
export function cloudsYamlSource({ source, values }: CloudEntry): ConfigSource {
  const found = (name: SettingName): { path: string; text: string } | undefined => {
    for (const path of paths[name]) {
      const text = path.split(".").reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), values);
      if (typeof text === "string" && text !== "") return { path, text };
    }
    return undefined;
  };
  return {
    value(name) {
      const text = found(name)?.text;
      // The file says what is to be done, the setting what is not.
      return name === "insecure" && text !== undefined ? opposite(text) : text;
    },
    named: (name) => `${found(name)?.path ?? paths[name][0] ?? name} of ${source}`,
    defaultDomain: found("defaultDomain")?.text,
  };
}

/** Any other text is returned unchanged, for the error. */
function opposite(text: string): string {
  if (/^(true|yes|on|1)$/i.test(text)) return "false";
  return /^(false|no|off|0)$/i.test(text) ? "true" : text;
}
