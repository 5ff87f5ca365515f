import type { Settings } from "../core/contract/settings";
import { RefusedError } from "../http/errors";
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
    const override = endpointOverride(firstOf(placesOf(settings).address, "endpointOverrides"));
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

interface Places {
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
function placesOf(settings: Settings): Places {
  const configured = configurationSource(settings);
  const environment = environmentSource(settings);
  const both = [configured, environment];
  const own = hasOwnAddress(settings, configured);
  const chosen = both.find((place) => place.value("cloud") !== undefined || hasCredentials(place).length > 0);
  const cloud = chosen?.value("cloud");
  if (chosen === undefined || cloud === undefined) {
    const source = chosen === environment ? "the environment" : configuredSource(settings);
    const address = own ? [configured] : both;
    return { account: both, identity: address, address, credentials: chosen, source };
  }
  const extra = hasCredentials(configured);
  if (chosen === configured && extra.length > 0) {
    const names = extra.map((name) => configured.named(name)).join(", ");
    throw new Error(`${configured.named("cloud")} and ${names} contradict each other: give one of the two`);
  }
  const region = firstOf(own ? [configured] : both, "region")?.text;
  const entry = entryOf(settings, chosen, cloud, region);
  const place = cloudsYamlSource(entry);
  const account = [configured, place];
  const where = { account, credentials: place, source: entry.source };
  if (!own) return { ...where, identity: account, address: [...both, place] };
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

function entryOf(settings: Settings, place: ConfigSource, cloud: string, region: string | undefined): CloudEntry {
  try {
    return inRegion(cloudEntry(settings, cloud), region);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${place.named("cloud")} is "${cloud}": ${why}`, { cause: error });
  }
}

/** Reads all settings, or throws one error that lists everything wrong and every way to give what is missing. */
export function cinderSettings(settings: Settings): CinderSettings {
  const explicit = settings.explicitProvider;
  if (explicit !== undefined && explicit !== "cinder") {
    throw new RefusedError(
      "refused",
      `this resource was given a ${explicit} provider; pass it a cinder.Provider, or none`,
    );
  }
  refusePending(settings);
  const wrong: string[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  const complete = (): void => {
    if (wrong.length > 0)
      throw new RefusedError("refused", `the OpenStack connection is not complete: ${wrong.join("; ")}`);
  };
  const none: Places = { account: [], identity: [], address: [], credentials: undefined, source: "" };
  const places = attempt(() => placesOf(settings), none);
  complete();
  const first = (name: Parameters<ConfigSource["value"]>[0]): Value | undefined => firstOf(places.address, name);
  const credentials = attempt(() => credentialsOf(places.credentials), { by: "token", token: "" } as const);
  const override = attempt(() => endpointOverride(first("endpointOverrides")), undefined);
  const project = attempt(() => scopeOf(places.account), undefined);
  const authUrl = attempt(() => identityUrl(firstOf(places.identity, "authUrl")), undefined);
  const needless = credentials.by === "token" && override !== undefined && projectKnown(override, project);
  if (authUrl === undefined && !needless && firstOf(places.identity, "authUrl") === undefined) {
    const own = hasOwnAddress(settings, configurationSource(settings));
    wrong.push(
      own
        ? "no authUrl: the provider has an address of its own, so that OS_AUTH_URL does not count; give it authUrl"
        : `no authUrl: ${configurationHint(["authUrl"])}, or auth.auth_url of a cloud in clouds.yaml`,
    );
  }
  const result: CinderSettings = {
    authUrl: needless ? undefined : authUrl,
    credentials,
    source: places.source,
    project,
    region: first("region")?.text,
    interface: attempt(() => interfaceOf(first("endpointType")), "public" as const),
    override,
    tls: attempt(
      () =>
        tlsOf(
          settings,
          places.address,
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
    throw new Error(`${value.source} is no URL; give one such as https://keystone.example.com:5000/v3`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error(`${value.source} holds a user name; give that in userName and password`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  if (/\/v2(\.0)?$/.test(path)) throw new Error(`${value.source} is of Identity v2.0; only v3 is supported`);
  return `${url.origin}${/\/v3$/.test(path) ? path : `${path}/v3`}`;
}

function interfaceOf(value: Value | undefined): "public" | "internal" | "admin" {
  const name = value?.text.replace(/URL$/, "") ?? "public";
  if (name === "public" || name === "internal" || name === "admin") return name;
  throw new Error(`${value?.source} is "${value?.text}"; give "public", "internal" or "admin"`);
}
