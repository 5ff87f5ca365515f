import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { variablesOf } from "../core/contract/setting";
import type { Settings } from "../core/contract/settings";
import { messageOf, RefusedError } from "../http/errors";
import { registerSecret } from "../http/redact";
import type { Credentials, ZStackSettings } from "./client/settings";
import { zstackSettingTable } from "./settingTable";

const variables: Readonly<Record<string, readonly string[]>> = variablesOf(zstackSettingTable);

/** The variable of a setting; each has one at most. */
const variableOf = (name: string): string | undefined => variables[name]?.[0];

interface Value {
  readonly text: string;
  readonly source: string;
}

// An explicit provider takes precedence. For the default provider, the environment takes precedence over configuration,
// because a plain destroy gets the recorded configuration.
function sources(settings: Settings, name: string): Value[] {
  const configured = settings.configured(`zstack:${name}`);
  const explicit = settings.explicitProvider !== undefined;
  // If the program sets the host, the port of the environment belongs to another server.
  const elsewhere =
    name === "port" &&
    explicit &&
    (settings.configured("zstack:host") !== undefined || settings.pending("zstack:host"));
  const variable = elsewhere ? undefined : variableOf(name);
  const fromEnvironment = variable === undefined ? undefined : settings.environmentValue(variable);
  const values: (Value | undefined)[] = [
    fromEnvironment === undefined || variable === undefined ? undefined : { text: fromEnvironment, source: variable },
    configured === undefined
      ? undefined
      : { text: configured, source: explicit ? `the provider's ${name}` : `zstack:${name}` },
  ];
  return (explicit ? values.reverse() : values).filter((value) => value !== undefined);
}

const first = (settings: Settings, name: string): Value | undefined => sources(settings, name)[0];

/** Text before an @ may be a password. */
const withoutUser = (host: string): string => host.replace(/^.*@/s, "…@");

/** An IPv6 address has brackets in URLs, and none anywhere else. */
const inUrl = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** `host:port` without asking for credentials; undefined if the host is not known. */
export function zstackEndpoint(settings: Settings): string | undefined {
  if (settings.pending("zstack:host") || settings.pending("zstack:port")) return undefined;
  const host = first(settings, "host");
  return host === undefined ? undefined : `${withoutUser(inUrl(host.text))}:${port(first(settings, "port"))}`;
}

/** Reads all settings; throws one error that lists every problem and how to fix it. */
export function zstackSettings(settings: Settings): ZStackSettings {
  const explicit = settings.explicitProvider;
  if (explicit !== undefined && explicit !== "zstack") {
    throw new RefusedError(
      "invalid-config",
      `this resource was given a ${explicit} provider; pass it a zstack.Provider, or none`,
    );
  }
  const wrong: string[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      wrong.push(messageOf(error));
      return otherwise;
    }
  };
  const host = first(settings, "host");
  if (host === undefined) wrong.push(`no host: ${configurationHint("host")}`);
  else if (!/^[A-Za-z0-9._-]+$|^\[[0-9A-Fa-f:]+\]$/.test(inUrl(host.text))) {
    wrong.push(
      `${host.source} is "${withoutUser(host.text)}"; give a host name or address alone, the port goes in zstack:port`,
    );
  }
  const result: ZStackSettings = {
    host: host === undefined ? "" : inUrl(host.text),
    port: attempt(() => port(first(settings, "port")), 8080),
    protocol: attempt(() => choice(first(settings, "protocol"), ["http", "https"] as const), undefined) ?? "http",
    contextPath: attempt(() => contextPath(first(settings, "contextPath")), "/zstack"),
    credentials: attempt(() => credentials(settings), { by: "account", name: "", password: "" }),
    timeZone: attempt(() => timeZone(first(settings, "timeZone")), undefined),
    ca: attempt(() => certificate(first(settings, "caCert")), undefined),
    deleteScope: attempt(() => choice(first(settings, "deleteScope"), ["single"] as const), undefined),
  };
  if (wrong.length > 0)
    throw new RefusedError("invalid-config", `the ZStack connection is not complete: ${wrong.join("; ")}`);
  return result;
}

function configurationHint(...names: string[]): string {
  const environment = names.map(variableOf).filter((name) => name !== undefined);
  const configuration = names.map((name) => `zstack:${name}`).join(" and ");
  return (
    `set ${configuration} (\`pulumi config set\`), ${environment.join(" and ")} in the environment, ` +
    `or ${names.join(" and ")} of a zstack.Provider`
  );
}

/** Both halves come from one source, so a password is never sent with another account's name. */
function credentials(settings: Settings): Credentials {
  const methods = [
    { by: "account", names: ["accountName", "accountPassword"] },
    { by: "accessKey", names: ["accessKeyId", "accessKeySecret"] },
  ] as const;
  const complaints: string[] = [];
  const explicit = settings.explicitProvider !== undefined;
  const order = explicit ? ["configuration", "environment"] : ["environment", "configuration"];
  for (const source of order) {
    const given = methods.map((method) => ({
      ...method,
      values: method.names.map((name) => {
        const variable = variableOf(name) ?? "";
        return source === "environment" ? settings.environmentValue(variable) : settings.configured(`zstack:${name}`);
      }),
    }));
    const named = (name: string): string =>
      source === "environment" ? (variableOf(name) ?? name) : explicit ? `the provider's ${name}` : `zstack:${name}`;
    const used = given.filter((method) => method.values.some((value) => value !== undefined));
    if (used.length > 1) {
      throw new Error(
        `${named("accountName")} and ${named("accessKeyId")} contradict each other: give account name and password, or an access key`,
      );
    }
    const only = used[0];
    if (only === undefined) continue;
    const [id, secret] = only.values;
    if (id !== undefined && secret !== undefined) {
      registerSecret(secret);
      return only.by === "account" ? { by: "account", name: id, password: secret } : { by: "accessKey", id, secret };
    }
    const [have, miss] = id === undefined ? [only.names[1], only.names[0]] : [only.names[0], only.names[1]];
    complaints.push(`${named(have)} is set without ${named(miss)}`);
    break;
  }
  const begin = complaints.length === 0 ? "no credentials" : complaints.join("; ");
  throw new Error(
    `${begin}: ${configurationHint("accountName", "accountPassword")}; or ${configurationHint("accessKeyId", "accessKeySecret")}`,
  );
}

function port(value: Value | undefined): number {
  if (value === undefined) return 8080;
  const number = Number(value.text);
  if (!/^\d+$/.test(value.text) || number < 1 || number > 65535) {
    throw new RefusedError("invalid-config", `${value.source} is "${value.text}"; give a port from 1 to 65535`);
  }
  return number;
}

function choice<T extends string>(value: Value | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value.text);
  if (found === undefined) {
    throw new Error(`${value.source} is "${value.text}"; give ${allowed.map((one) => `"${one}"`).join(" or ")}`);
  }
  return found;
}

function contextPath(value: Value | undefined): string {
  const path = (value?.text ?? "/zstack").replace(/^\/*/, "/").replace(/\/+$/, "");
  if (/[?#\s]/.test(path)) throw new Error(`${value?.source} is "${value?.text}"; give a path such as /zstack`);
  return path;
}

function timeZone(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value.text }).resolvedOptions().timeZone;
  } catch (error) {
    throw new Error(`${value.source} is "${value.text}"; give an IANA zone such as Asia/Shanghai`, { cause: error });
  }
}

function certificate(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.text.includes("-----BEGIN CERTIFICATE-----")) return value.text;
  let text: string;
  try {
    text = readFileSync(value.text, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new Error(`${value.source} names no readable file (${code}); give PEM text or the path of a PEM file`, {
      cause: error,
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new Error(`${value.source}: the file holds no PEM certificate`);
}
