import type { Settings } from "../core/contract/settings";
import { messageOf, RefusedError } from "../http/errors";
import { endpointOverride, overrideProject } from "./catalog";
import { inRegion } from "./cloudRegions";
import { type CloudEntry, cloudEntry } from "./cloudsYaml";
import { cloudsYamlSource } from "./cloudsYamlSource";
import { type Credentials, configurationHint, credentialsOf, hasCredentials, type Scope, scopeOf } from "./credentials";
import {
  type ConfigSource,
  configurationSource,
  environmentSource,
  firstOf,
  refusePending,
  type Value,
} from "./sources";
import { boolean, type Tls, tlsOf } from "./tls";

/** Where a block storage service is and who we are to it. */
export interface CinderSettings {
  /** Of Keystone, with its version; undefined where it does not have to be asked. */
  readonly authUrl: string | undefined;
  readonly credentials: Credentials;
  /** Where the credentials come from, for messages. */
  readonly source: string;
  /** The project to work in; undefined where the credentials belong to one. */
  readonly project: Scope | undefined;
  readonly region: string | undefined;
  readonly interface: "public" | "internal" | "admin";
  /** URL of the volume service, in place of the catalog's. */
  readonly override: string | undefined;
  readonly tls: Tls;
}

/** `host:port` of the volume service where the settings themselves say it. Asks nobody, and never fails. */
export function cinderEndpoint(settings: Settings): string | undefined {
  if (["endpointOverrides", "cloud"].some((name) => settings.pending(`openstack:${name}`))) return undefined;
  try {
    const override = endpointOverride(firstOf(sourcesOf(settings).address, "endpointOverrides"));
    return override === undefined ? undefined : hostAndPort(override);
  } catch {
    // Whatever is wrong is said when the connection is needed.
    return undefined;
  }
}

/** `host:port` of a URL, also where it is the port of the scheme. */
export function hostAndPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
}

interface Sources {
  /** For what belongs to credentials: the machine's environment does not mix with an entry of clouds.yaml. */
  readonly account: readonly ConfigSource[];
  /** For Keystone's URL. */
  readonly identity: readonly ConfigSource[];
  /** For where the service is and how to connect to it. */
  readonly address: readonly ConfigSource[];
  /** The one that gives the credentials; undefined where none does. */
  readonly credentials: ConfigSource | undefined;
  readonly source: string;
}

/**
 * Explicit arguments or the stack's configuration, then the environment; the first of them that names credentials or a
 * cloud decides. A cloud's entry in clouds.yaml stands behind both.
 */
function sourcesOf(settings: Settings): Sources {
  const configured = configurationSource(settings);
  const environment = environmentSource(settings);
  const both = [configured, environment];
  const own = hasOwnAddress(settings, configured);
  const chosen = both.find((one) => one.value("cloud") !== undefined || hasCredentials(one).length > 0);
  const cloud = chosen?.value("cloud");
  if (chosen === undefined || cloud === undefined) {
    const source = chosen === environment ? "the environment" : configuredSource(settings);
    const address = own ? [configured] : both;
    return { account: both, identity: address, address, credentials: chosen, source };
  }
  const extra = hasCredentials(configured);
  if (chosen === configured && extra.length > 0) {
    const names = extra.map((name) => configured.named(name)).join(", ");
    throw new Error(`${configured.named("cloud")} and ${names} contradict each other: set only one of them`);
  }
  const region = firstOf(own ? [configured] : both, "region")?.text;
  const entry = entryOf(settings, chosen, cloud, region);
  const fromFile = cloudsYamlSource(entry);
  const account = [configured, fromFile];
  const where = { account, credentials: fromFile, source: entry.source };
  if (!own) return { ...where, identity: account, address: [...both, fromFile] };
  const address = chosen === configured ? account : [configured];
  return { ...where, identity: address, address };
}

/**
 * An explicit provider that names its cloud is not the cloud of the machine's environment: what that says of another
 * address, or of whom to trust, would lead a token to the wrong host.
 */
function hasOwnAddress(settings: Settings, configured: ConfigSource): boolean {
  if (settings.explicitProvider === undefined) return false;
  return (["authUrl", "cloud", "endpointOverrides"] as const).some(
    (name) => configured.value(name) !== undefined || settings.pending(`openstack:${name}`),
  );
}

const configuredSource = (settings: Settings): string =>
  settings.explicitProvider === undefined ? "the stack's configuration" : "the provider's arguments";

function entryOf(settings: Settings, source: ConfigSource, cloud: string, region: string | undefined): CloudEntry {
  try {
    return inRegion(cloudEntry(settings, cloud), region);
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`${source.named("cloud")} is "${cloud}": ${why}`, { cause: error });
  }
}

/** Reads all settings, or throws one error that lists everything wrong and every way to give what is missing. */
export function cinderSettings(settings: Settings): CinderSettings {
  const explicit = settings.explicitProvider;
  if (explicit !== undefined && explicit !== "cinder") {
    throw new RefusedError(
      "invalid-config",
      `this resource was given a ${explicit} provider; pass a cinder.Provider, or none`,
    );
  }
  refusePending(settings);
  const wrong: string[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      wrong.push(messageOf(error));
      return otherwise;
    }
  };
  const complete = (): void => {
    if (wrong.length > 0)
      throw new RefusedError("invalid-config", `the OpenStack connection is not complete: ${wrong.join("; ")}`);
  };
  const none: Sources = { account: [], identity: [], address: [], credentials: undefined, source: "" };
  const sources = attempt(() => sourcesOf(settings), none);
  complete();
  const first = (name: Parameters<ConfigSource["value"]>[0]): Value | undefined => firstOf(sources.address, name);
  const credentials = attempt(() => credentialsOf(sources.credentials), { by: "token", token: "" } as const);
  const override = attempt(() => endpointOverride(first("endpointOverrides")), undefined);
  const project = attempt(() => scopeOf(sources.account), undefined);
  const authUrl = attempt(() => identityUrl(firstOf(sources.identity, "authUrl")), undefined);
  const needless = credentials.by === "token" && override !== undefined && projectKnown(override, project);
  if (authUrl === undefined && !needless && firstOf(sources.identity, "authUrl") === undefined) {
    const own = hasOwnAddress(settings, configurationSource(settings));
    wrong.push(
      own
        ? "no authUrl: a provider with its own address ignores OS_AUTH_URL; set its authUrl"
        : `no authUrl: ${configurationHint(["authUrl"])}, or auth.auth_url of a cloud in clouds.yaml`,
    );
  }
  const result: CinderSettings = {
    authUrl: needless ? undefined : authUrl,
    credentials,
    source: sources.source,
    project,
    region: first("region")?.text,
    interface: attempt(() => interfaceOf(first("endpointType")), "public" as const),
    override,
    tls: attempt(
      () =>
        tlsOf(
          settings,
          sources.address,
          attempt(() => boolean(first("insecure")), false),
        ),
      { insecure: false },
    ),
  };
  complete();
  return result;
}

const projectKnown = (override: string, project: Scope | undefined): boolean =>
  overrideProject(override) !== undefined || (project !== undefined && "id" in project);

function identityUrl(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value.text) ? new URL(value.text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new Error(`${value.source} is not a URL; use the form https://keystone.example.com:5000/v3`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error(`${value.source} contains a user name; use userName and password instead`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  if (/\/v2(\.0)?$/.test(path)) throw new Error(`${value.source} is a URL of Identity v2.0; only v3 is supported`);
  return `${url.origin}${/\/v3$/.test(path) ? path : `${path}/v3`}`;
}

function interfaceOf(value: Value | undefined): "public" | "internal" | "admin" {
  const name = value?.text.replace(/URL$/, "") ?? "public";
  if (name === "public" || name === "internal" || name === "admin") return name;
  throw new Error(`${value?.source} is "${value?.text}"; use "public", "internal" or "admin"`);
}
