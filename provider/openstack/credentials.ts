import { registerSecret } from "../http/redact";
import type { SettingName } from "./settingTable";
import type { ConfigSource } from "./sources";

export type Domain = { readonly id: string } | { readonly name: string };

/** Something that is unique by its id, or by its name within a domain. */
export type Scope = { readonly id: string } | { readonly name: string; readonly domain: Domain };

export type Credentials =
  | { readonly by: "password"; readonly user: Scope; readonly password: string }
  | {
      readonly by: "applicationCredential";
      readonly credential: { readonly id: string } | { readonly name: string; readonly user: Scope };
      readonly secret: string;
    }
  | { readonly by: "token"; readonly token: string };

const secrets = ["password", "applicationCredentialSecret", "token"] as const;
const others = ["userName", "userId", "applicationCredentialId", "applicationCredentialName"] as const;

/** The credentials, complete or not, that `source` sets. */
export const hasCredentials = (source: ConfigSource): SettingName[] =>
  [...secrets, ...others].filter((name) => source.value(name) !== undefined);

/** All ways to set `names`, for messages. */
export function configurationHint(names: readonly SettingName[]): string {
  const variables: Partial<Record<SettingName, string>> = {
    authUrl: "OS_AUTH_URL",
    userName: "OS_USERNAME",
    password: "OS_PASSWORD",
  };
  return (
    `set ${names.map((name) => `openstack:${name}`).join(" and ")} (\`pulumi config set\`), ` +
    `${names.map((name) => variables[name] ?? name).join(" and ")} in the environment, ` +
    `or ${names.join(" and ")} of a cinder.Provider`
  );
}

/** One source provides all credentials: a password is never sent with another source's user. */
export function credentialsOf(source: ConfigSource | undefined): Credentials {
  if (source === undefined) throw new Error(`no credentials: ${allHints}`);
  const given = secrets.filter((name) => source.value(name) !== undefined);
  for (const name of given) registerSecret(source.value(name));
  const [only, other] = given;
  if (only !== undefined && other !== undefined) {
    throw new Error(`${source.named(only)} and ${source.named(other)} contradict each other: set only one of them`);
  }
  if (only === undefined) {
    const half = hasCredentials(source)[0];
    if (half === undefined) throw new Error(`no credentials: ${allHints}`);
    const missing = half.startsWith("application") ? "applicationCredentialSecret" : "password";
    throw new Error(
      `${source.named(half)} is set without ${source.named(missing)}; one source must provide both: ${allHints}`,
    );
  }
  const secret = source.value(only) ?? "";
  if (only === "token") return { by: "token", token: secret };
  if (only === "password") return { by: "password", user: userOf(source, only), password: secret };
  const id = source.value("applicationCredentialId");
  if (id !== undefined) return { by: "applicationCredential", credential: { id }, secret };
  const name = source.value("applicationCredentialName");
  if (name === undefined) {
    throw new Error(
      `${source.named(only)} is set without ${source.named("applicationCredentialId")}; set the id, or the name and its user`,
    );
  }
  return {
    by: "applicationCredential",
    credential: { name, user: userOf(source, "applicationCredentialName") },
    secret,
  };
}

const allHints =
  `${configurationHint(["userName", "password"])}; or applicationCredentialId and applicationCredentialSecret, or token, in the ` +
  "same ways; or name an entry of clouds.yaml with openstack:cloud or OS_CLOUD";

function userOf(source: ConfigSource, because: SettingName): Scope {
  const id = source.value("userId");
  if (id !== undefined) return { id };
  const name = source.value("userName");
  if (name === undefined) {
    throw new Error(
      `${source.named(because)} is set without ${source.named("userName")} or ${source.named("userId")}; set one of them`,
    );
  }
  return { name, domain: domainOf([source], "user", "userName") };
}

/** The project that requests are about. */
export function scopeOf(sources: readonly ConfigSource[]): Scope | undefined {
  const at = sources.findIndex((one) => one.value("tenantId") !== undefined || one.value("tenantName") !== undefined);
  const source = sources[at];
  if (source === undefined) return undefined;
  const id = source.value("tenantId");
  if (id !== undefined) return { id };
  return { name: source.value("tenantName") ?? "", domain: domainOf(sources.slice(at), "project", "tenantName") };
}

function domainOf(sources: readonly ConfigSource[], of: "user" | "project", because: SettingName): Domain {
  const [idOutput, nameName] = [`${of}DomainId`, `${of}DomainName`] as const;
  for (const source of sources) {
    for (const [byId, byName] of [
      [idOutput, nameName],
      ["domainId", "domainName"],
    ] as const) {
      const id = source.value(byId);
      if (id !== undefined) return { id };
      const name = source.value(byName);
      if (name !== undefined) return { name };
    }
  }
  const id = sources.find((source) => source.defaultDomain !== undefined)?.defaultDomain;
  if (id !== undefined) return { id };
  const [first] = sources;
  throw new Error(
    `${first?.named(because)} is set without a domain; add ${first?.named(nameName)} or ${first?.named(idOutput)}`,
  );
}
