// The command line of the simulator: what it understands, and what it says when it does not.

import type { SimulatorOptions } from "./index";
import { type JobDurations, type JobKind, jobKinds } from "./rest/durations";

export const usage = `Usage: pulumi-snapshots simulator [options]

A ZStack REST v1 server without a cloud behind it. The first line it prints is JSON with its address.

  --host ADDRESS          listen on this address (default 127.0.0.1)
  --allow-remote          permit an address that other machines can reach
  --port NUMBER           listen on this port (default 8080; 0 takes a free one)
  --data FILE             keep the objects in this file over restarts
  --server-version X.Y.Z  behave like this version (default 5.2.1; 5.4 and later know "scope" on deletes)
  --job-duration MS       how long a job on a storage takes (default 50), or by kind, as in snapshot=3000,tag=20;
                          kinds: ${jobKinds.join(", ")}; all for the others
  --storage KIND          chain (snapshots build on each other) or individual (default chain)
  --edition EDITION       enterprise, or open-source: no backups, access keys, VMs from snapshots (default enterprise)
  --account NAME:PASSWORD an account, repeatable; the first is the administrator (default admin:password)
  --access-key ID:SECRET  an access key of the administrator, repeatable
  --fixture FILE|default  the objects to begin with, where --data holds none yet (default: default)
  --help                  this text

Stop it with Ctrl-C or SIGTERM.
`;

export type Parsed = { help: true } | { help: false; options: SimulatorOptions };

/** A mistake on the command line: the message names the option and what to do. */
export class UsageError extends Error {}

const valueOptions = [
  "--host",
  "--port",
  "--data",
  "--server-version",
  "--job-duration",
  "--storage",
  "--edition",
  "--account",
  "--access-key",
  "--fixture",
];

export function parseOptions(argv: readonly string[]): Parsed {
  const options: SimulatorOptions = {};
  for (let index = 0; index < argv.length; index++) {
    const [name = "", inline] = splitValue(argv[index] ?? "");
    if (name === "--help" || name === "-h") return { help: true };
    if (name === "--allow-remote") {
      if (inline !== undefined) throw new UsageError("--allow-remote takes no value.");
      options.allowRemote = true;
      continue;
    }
    if (!valueOptions.includes(name))
      throw new UsageError(`Unknown option ${name}. See --help for the options there are.`);
    const value = inline ?? argv[++index];
    if (value === undefined || (inline === undefined && value.startsWith("--"))) {
      throw new UsageError(`${name} needs a value, as in "${name} ${example(name)}".`);
    }
    set(options, name, value);
  }
  return { help: false, options };
}

function splitValue(argument: string): [string, string | undefined] {
  const at = argument.startsWith("--") ? argument.indexOf("=") : -1;
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function set(options: SimulatorOptions, name: string, value: string): void {
  switch (name) {
    case "--host":
      options.host = value;
      break;
    case "--port":
      options.port = number(name, value, 65_535);
      break;
    case "--data":
      options.data = value;
      break;
    case "--server-version":
      if (!/^\d+\.\d+(\.\d+)?$/.test(value)) {
        throw new UsageError(`--server-version must look like 5.2.1, not "${value}".`);
      }
      options.serverVersion = value;
      break;
    case "--job-duration":
      options.jobDuration = durations(value);
      break;
    case "--storage":
      if (value !== "chain" && value !== "individual") {
        throw new UsageError(`--storage must be chain or individual, not "${value}".`);
      }
      options.storage = value;
      break;
    case "--edition":
      if (value !== "enterprise" && value !== "open-source") {
        throw new UsageError(`--edition must be enterprise or open-source, not "${value}".`);
      }
      options.edition = value;
      break;
    case "--account":
      options.accounts = [...(options.accounts ?? []), account(value, options.accounts ?? [])];
      break;
    case "--access-key":
      options.accessKeys = [...(options.accessKeys ?? []), accessKey(value)];
      break;
    default:
      options.fixture = value;
  }
}

function number(name: string, value: string, max: number): number {
  const result = Number(value);
  if (!/^\d+$/.test(value) || result > max) {
    throw new UsageError(`${name} must be a whole number from 0 to ${max}, not "${value}".`);
  }
  return result;
}

const longestJob = 86_400_000;

/** One number for all jobs, or numbers by kind. */
function durations(value: string): number | JobDurations {
  if (!value.includes("=")) return number("--job-duration", value, longestJob);
  const given: Partial<Record<JobKind | "all", number>> = {};
  for (const part of value.split(",")) {
    const [kind = "", ms] = part.split("=");
    if (ms === undefined || !isKind(kind)) {
      const known = [...jobKinds, "all"].join(", ");
      throw new UsageError(`--job-duration: "${part}" is no KIND=MS, as in snapshot=3000,tag=20; kinds are ${known}.`);
    }
    if (given[kind] !== undefined) throw new UsageError(`--job-duration: ${kind} is given twice. Give each kind once.`);
    given[kind] = number(`--job-duration ${kind}`, ms, longestJob);
  }
  return given;
}

const isKind = (text: string): text is JobKind | "all" =>
  text === "all" || (jobKinds as readonly string[]).includes(text);

function account(value: string, before: readonly { name: string }[]): { name: string; password: string } {
  const at = value.indexOf(":");
  if (at <= 0 || at === value.length - 1) throw new UsageError("--account must be NAME:PASSWORD, both not empty.");
  const name = value.slice(0, at);
  if (before.some((one) => one.name === name))
    throw new UsageError(`--account ${name} is given twice. Give each account once.`);
  return { name, password: value.slice(at + 1) };
}

/** The secret stays out of every message. */
function accessKey(value: string): { id: string; secret: string } {
  const at = value.indexOf(":");
  const id = value.slice(0, at);
  const secret = value.slice(at + 1);
  if (at < 0) throw new UsageError("--access-key must be ID:SECRET.");
  if (id.length < 10 || id.length > 20) throw new UsageError("--access-key: the ID must have 10 to 20 characters.");
  if (secret.length < 10 || secret.length > 40 || secret.includes(":")) {
    throw new UsageError('--access-key: the SECRET must have 10 to 40 characters and no ":".');
  }
  return { id, secret };
}

function example(name: string): string {
  const examples: Record<string, string> = {
    "--host": "127.0.0.1",
    "--port": "8080",
    "--data": "simulator.json",
    "--server-version": "5.2.1",
    "--job-duration": "50",
    "--storage": "chain",
    "--edition": "open-source",
    "--account": "admin:password",
    "--access-key": "ID:SECRET",
  };
  return examples[name] ?? "default";
}
