import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Settings } from "../core/contract/settings";
import { isObject } from "../http/responseBody";

/** Loaded where there is a file to read: not every process needs it. */
const yaml = (): typeof import("yaml") => require("yaml");

type Mapping = Readonly<Record<string, unknown>>;

/** A cloud as the files of openstacksdk describe it. */
export interface CloudEntry {
  /** For messages: name and file. */
  readonly source: string;
  readonly values: Mapping;
}

const endings = ["yaml", "yml", "json"];

/** Where openstacksdk looks; the first file that exists counts. */
function candidates(settings: Settings, stem: string): string[] {
  const home = settings.environmentValue("HOME") ?? homedir();
  const configuration = settings.environmentValue("XDG_CONFIG_HOME");
  const folders = [
    process.cwd(),
    ...(configuration === undefined ? [] : [join(configuration, "openstack")]),
    join(home, ".config", "openstack"),
    "/etc/openstack",
  ];
  return folders.flatMap((folder) => endings.map((ending) => join(folder, `${stem}.${ending}`)));
}

interface File {
  readonly path: string;
  readonly content: Mapping;
}

function load(settings: Settings, stem: string, variable: string): File | undefined {
  const named = settings.environmentValue(variable);
  if (named !== undefined && existsSync(named)) return { path: resolve(named), content: content(named) };
  const path = candidates(settings, stem).find((one) => existsSync(one));
  return path === undefined ? undefined : { path, content: content(path) };
}

function content(path: string): Mapping {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new Error(`${path} cannot be read (${code})`, { cause: error });
  }
  let value: unknown;
  try {
    // Everything is a text as it stands there: a password of digits is no number.
    value = yaml().parse(text, { schema: "failsafe" });
  } catch (error) {
    if (!(error instanceof yaml().YAMLParseError)) throw error;
    // The parser's own message quotes the line, and that may be the one with the password.
    const line = error.linePos?.[0].line;
    throw new Error(`${path}${line === undefined ? "" : `, line ${line}`} is not valid YAML (${error.code})`);
  }
  if (value === null || value === "") return {};
  if (!isObject(value)) throw new Error(`${path} is not a mapping; it must begin with "clouds:"`);
  return value;
}

/** `over` laid on `under`, mapping by mapping; anything else replaces. */
export function merged(under: Mapping, over: Mapping): Mapping {
  const result = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = result.get(key);
    result.set(key, isObject(below) && isObject(value) ? merged(below, value) : value);
  }
  return Object.fromEntries(result);
}

const section = (file: File | undefined, name: string): Mapping => {
  const found = file?.content[name];
  return isObject(found) ? found : {};
};

const member = (mapping: Mapping, name: string): unknown => (Object.hasOwn(mapping, name) ? mapping[name] : undefined);

/**
 * The entry `name` of clouds.yaml, with secure.yaml laid over it and the profile of clouds-public.yaml that it names
 * under it. Errors list the clouds that there are.
 */
export function cloudEntry(settings: Settings, name: string): CloudEntry {
  const clouds = load(settings, "clouds", "OS_CLIENT_CONFIG_FILE");
  if (clouds === undefined) {
    const where = "OS_CLIENT_CONFIG_FILE, the current folder, ~/.config/openstack and /etc/openstack";
    throw new Error(`clouds.yaml not found in ${where}`);
  }
  const secure = load(settings, "secure", "OS_CLIENT_SECURE_FILE");
  const all = merged(section(clouds, "clouds"), section(secure, "clouds"));
  const entry = member(all, name);
  if (!isObject(entry)) {
    const known = Object.keys(all).sort().join(", ");
    throw new Error(`${clouds.path} has no such cloud; available: ${known === "" ? "none" : known}`);
  }
  return { source: `cloud "${name}" of ${clouds.path}`, values: withProfile(settings, entry) };
}

function withProfile(settings: Settings, entry: Mapping): Mapping {
  const name = entry["profile"] ?? entry["cloud"];
  if (typeof name !== "string") return entry;
  const vendors = load(settings, "clouds-public", "OS_CLIENT_VENDOR_FILE");
  const profile = member(section(vendors, "public-clouds"), name);
  if (isObject(profile)) {
    const { regions, ...rest } = profile;
    // An entry that names its region has that one alone.
    return merged(entry["region_name"] === undefined ? profile : rest, entry);
  }
  const auth = entry["auth"];
  // An entry that says all by itself needs no profile.
  if (isObject(auth) && auth["auth_url"] !== undefined) return entry;
  throw new Error(
    `its profile "${name}" is not in clouds-public.yaml, and it has no auth_url; ` +
      "add auth.auth_url to the entry, or the profile to clouds-public.yaml",
  );
}
