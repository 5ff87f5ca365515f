import type { SimulatorOptions } from "../../simulator";
import { type JobDurations, type JobKind, jobKinds } from "../../simulator/rest/durations";
import { UsageError } from "../errors";
import { choice, flag, type Given, list, text, value } from "../options";

const longestJob = 86_400_000;

const host = text("--host <address>", "address to listen on (default: 127.0.0.1)");
const allowRemote = flag("--allow-remote", "permit an address that other machines can reach");
const port = value("--port <number>", "port to listen on; 0 takes a free one (default: 8080)", (given) =>
  number("--port", given, 65_535),
);
const data = text("--data <file>", "file that keeps the objects when the simulator restarts");
const serverVersion = value(
  "--server-version <version>",
  'version of ZStack to behave like; 5.4 and later support "scope" on deletes (default: 5.2.1)',
  (given) => {
    if (/^\d+\.\d+(\.\d+)?$/.test(given)) return given;
    throw new UsageError(`--server-version must look like 5.2.1, not "${given}".`);
  },
);
const jobDuration = value(
  "--job-duration <ms>",
  "how long a job on a storage takes (default: 50), or by kind, as in snapshot=3000,tag=20; kinds: " +
    `${jobKinds.join(", ")}; all for the others`,
  durations,
);
const storage = choice("--storage <kind>", "whether snapshots depend on each other (default: chain)", [
  "chain",
  "individual",
]);
const edition = choice(
  "--edition <edition>",
  "open-source has no backups, access keys and VMs from snapshots (default: enterprise)",
  ["enterprise", "open-source"],
);
const account = list(
  "--account <name:password>",
  "an account, repeatable; the first is the administrator (default: admin:password)",
  readAccount,
);
const accessKey = list("--access-key <id:secret>", "an access key of the administrator, repeatable", readAccessKey);
const fixture = text("--fixture <file>", "what exists at first, if --data holds nothing yet: a file, or default");

export const simulatorOptions = [
  host,
  allowRemote,
  port,
  data,
  serverVersion,
  jobDuration,
  storage,
  edition,
  account,
  accessKey,
  fixture,
];

/** Only what is given: the simulator has defaults of its own. */
export function readSimulatorOptions(given: Given): SimulatorOptions {
  const accounts = given(account);
  const accessKeys = given(accessKey);
  const options: SimulatorOptions = {};
  const set = <K extends keyof SimulatorOptions>(name: K, one: SimulatorOptions[K] | undefined): void => {
    if (one !== undefined) options[name] = one;
  };
  set("host", given(host));
  set("port", given(port));
  set("data", given(data));
  set("serverVersion", given(serverVersion));
  set("jobDuration", given(jobDuration));
  set("storage", given(storage));
  set("edition", given(edition));
  set("fixture", given(fixture));
  if (accounts.length > 0) options.accounts = [...accounts];
  if (accessKeys.length > 0) options.accessKeys = [...accessKeys];
  if (given(allowRemote)) options.allowRemote = true;
  return options;
}

function number(name: string, text: string, max: number): number {
  const result = Number(text);
  if (/^\d+$/.test(text) && result <= max) return result;
  throw new UsageError(`${name} must be a whole number from 0 to ${max}, not "${text}".`);
}

/** One number for all jobs, or numbers by kind. */
function durations(text: string): number | JobDurations {
  if (!text.includes("=")) return number("--job-duration", text, longestJob);
  const result: Partial<Record<JobKind | "all", number>> = {};
  for (const part of text.split(",")) {
    const [kind = "", ms] = part.split("=");
    if (ms === undefined || !isKind(kind)) {
      const known = [...jobKinds, "all"].join(", ");
      throw new UsageError(`--job-duration: "${part}" is not KIND=MS, as in snapshot=3000,tag=20; kinds are ${known}.`);
    }
    if (result[kind] !== undefined)
      throw new UsageError(`--job-duration: ${kind} is given twice. Give each kind once.`);
    result[kind] = number(`--job-duration ${kind}`, ms, longestJob);
  }
  return result;
}

const isKind = (text: string): text is JobKind | "all" =>
  text === "all" || (jobKinds as readonly string[]).includes(text);

type Account = Readonly<{ name: string; password: string }>;

/** The password stays out of every message. */
function readAccount(text: string, before: readonly Account[]): Account {
  const at = text.indexOf(":");
  if (at <= 0 || at === text.length - 1) throw new UsageError("--account must be NAME:PASSWORD, both not empty.");
  const name = text.slice(0, at);
  if (before.some((one) => one.name === name))
    throw new UsageError(`--account ${name} is given twice. Give each account once.`);
  return { name, password: text.slice(at + 1) };
}

/** The secret stays out of every message. */
function readAccessKey(text: string): Readonly<{ id: string; secret: string }> {
  const at = text.indexOf(":");
  const id = text.slice(0, at);
  const secret = text.slice(at + 1);
  if (at < 0) throw new UsageError("--access-key must be ID:SECRET.");
  if (id.length < 10 || id.length > 20) throw new UsageError("--access-key: the ID must have 10 to 20 characters.");
  if (secret.length < 10 || secret.length > 40 || secret.includes(":")) {
    throw new UsageError('--access-key: the SECRET must have 10 to 40 characters and no ":".');
  }
  return { id, secret };
}
