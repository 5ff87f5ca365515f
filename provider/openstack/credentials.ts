import { keepSecret } from "../http/redact";
import type { Place, SettingName } from "./sources";

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

/** The settings by which `place` gives credentials, or half of them. */
export const claims = (place: Place): SettingName[] =>
  [...secrets, ...others].filter((name) => place.value(name) !== undefined);

/** Every way to give `names`, for messages. */
export function ways(names: readonly SettingName[]): string {
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

/** One place gives all of the credentials: a password is never sent with somebody else's name. */
export function credentialsOf(place: Place | undefined): Credentials {
  if (place === undefined) throw new Error(`no credentials: ${everyWay}`);
  const given = secrets.filter((name) => place.value(name) !== undefined);
  for (const name of given) keepSecret(place.value(name));
  const [only, other] = given;
  if (only !== undefined && other !== undefined) {
    throw new Error(`${place.named(only)} and ${place.named(other)} contradict each other: give one of the two`);
  }
  if (only === undefined) {
    const half = claims(place)[0];
    if (half === undefined) throw new Error(`no credentials: ${everyWay}`);
    const missing = half.startsWith("application") ? "applicationCredentialSecret" : "password";
    throw new Error(
      `${place.named(half)} is set without ${place.named(missing)}; one place has to give both: ${everyWay}`,
    );
  }
  const secret = place.value(only) ?? "";
  if (only === "token") return { by: "token", token: secret };
  if (only === "password") return { by: "password", user: userOf(place, only), password: secret };
  const id = place.value("applicationCredentialId");
  if (id !== undefined) return { by: "applicationCredential", credential: { id }, secret };
  const name = place.value("applicationCredentialName");
  if (name === undefined) {
    throw new Error(
      `${place.named(only)} is set without ${place.named("applicationCredentialId")}; give the id, or the name and its user`,
    );
  }
  return {
    by: "applicationCredential",
    credential: { name, user: userOf(place, "applicationCredentialName") },
    secret,
  };
}

const everyWay =
  `${ways(["userName", "password"])}; or applicationCredentialId and applicationCredentialSecret, or token, in the ` +
  "same ways; or name an entry of clouds.yaml with openstack:cloud or OS_CLOUD";

function userOf(place: Place, because: SettingName): Scope {
  const id = place.value("userId");
  if (id !== undefined) return { id };
  const name = place.value("userName");
  if (name === undefined) {
    throw new Error(
      `${place.named(because)} is set without ${place.named("userName")} or ${place.named("userId")}; give one of them`,
    );
  }
  return { name, domain: domainOf([place], "user", "userName") };
}

/** The project that requests are about. */
export function scopeOf(places: readonly Place[]): Scope | undefined {
  const at = places.findIndex((one) => one.value("tenantId") !== undefined || one.value("tenantName") !== undefined);
  const place = places[at];
  if (place === undefined) return undefined;
  const id = place.value("tenantId");
  if (id !== undefined) return { id };
  return { name: place.value("tenantName") ?? "", domain: domainOf(places.slice(at), "project", "tenantName") };
}

function domainOf(places: readonly Place[], of: "user" | "project", because: SettingName): Domain {
  const [idName, nameName] = [`${of}DomainId`, `${of}DomainName`] as const;
  for (const place of places) {
    for (const [byId, byName] of [
      [idName, nameName],
      ["domainId", "domainName"],
    ] as const) {
      const id = place.value(byId);
      if (id !== undefined) return { id };
      const name = place.value(byName);
      if (name !== undefined) return { name };
    }
  }
  const id = places.find((place) => place.defaultDomain !== undefined)?.defaultDomain;
  if (id !== undefined) return { id };
  const [first] = places;
  throw new Error(
    `${first?.named(because)} is set without a domain; add ${first?.named(nameName)} or ${first?.named(idName)}`,
  );
}
