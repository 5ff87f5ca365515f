import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { after, type Context } from "mocha";

const scripts = resolve(__dirname, "../lab");
const execute = promisify(execFile);

export interface User {
  readonly username: string;
  readonly userId: string;
  readonly password: string;
  readonly domain: string;
  readonly projectName: string;
  readonly projectId: string;
}

/** What DIRECTORY/lab.json says. */
export interface Description {
  /** `http://127.0.0.1:PORT/v3` */
  readonly identity: string;
  /** `http://127.0.0.1:PORT/v3`, without a project. */
  readonly volume: string;
  readonly region: string;
  /** Member and reader of one project, a member of another one, the administrator. */
  readonly users: { readonly [name in "member" | "reader" | "stranger" | "admin"]: User };
  /** Of `member`. */
  readonly applicationCredential: { readonly id: string; readonly name: string; readonly secret: string };
  readonly volumes: { readonly available: string; readonly inUse: string };
}

/** What the storage does with a call: `hold` keeps it waiting until the knob is turned again. */
export type Fault = "" | "fail" | "busy" | "hold";

const operations = [
  "create_volume",
  "delete_volume",
  "create_snapshot",
  "delete_snapshot",
  "create_backup",
  "delete_backup",
  "extend_volume",
  "revert_volume",
  "restore_backup",
] as const;

export type Operation = (typeof operations)[number];

/** What can be turned while the services run; they look at each request. */
export interface Knobs {
  /** A list is used up fault by fault; its last one stays. */
  readonly faults?: { readonly [operation in Operation]?: Fault | readonly Fault[] };
  /** Seconds that each call of the storage takes. */
  readonly delay?: number;
  /** Most rows of one answer. */
  readonly page_limit?: number;
  /** Newest microversion, as of an older release: `3.50`. */
  readonly max_microversion?: string;
  /** For how long a token issued from now on is good. */
  readonly token_seconds?: number;
}

/** A Cinder and a Keystone on loopback, made by tests/cinder/lab. */
export class Lab {
  private known: Description | undefined;

  constructor(readonly directory: string) {}

  get description(): Description {
    if (this.known === undefined) throw new Error("the lab is not up");
    return this.known;
  }

  /** Of its clouds each is named like its user; `credential` uses the application credential. */
  get cloudsYaml(): string {
    return join(this.directory, "clouds.yaml");
  }

  /** Starts what does not run; the lab ends with this process at the latest. */
  async up(): Promise<void> {
    await execute(join(scripts, "up.sh"), [this.directory], {
      env: { ...process.env, LAB_OWNER: String(process.pid) },
      timeout: 300_000,
    });
    this.known = JSON.parse(readFileSync(join(this.directory, "lab.json"), "utf8")) as Description;
  }

  async down(): Promise<void> {
    await execute(join(scripts, "down.sh"), [this.directory], { timeout: 60_000 });
    rmSync(this.directory, { recursive: true, force: true });
    this.known = undefined;
  }

  /** Replaces all that was turned before. */
  turn(knobs: Knobs = {}): void {
    this.write("knobs.json", knobs);
  }

  /** Rules of Cinder's policy instead of the stock ones: `{"volume:create_snapshot": "!"}` forbids it. */
  policy(rules: Readonly<Record<string, string>> = {}): void {
    this.write("etc/policy.yaml", rules);
  }

  pid(service: "cinder" | "keystone"): number {
    return Number(readFileSync(join(this.directory, "run", `${service}.pid`), "utf8"));
  }

  /** As by the kernel, for want of memory. `up` brings it back at the same address. */
  kill(service: "cinder" | "keystone"): void {
    process.kill(this.pid(service), "SIGKILL");
    for (const operation of operations) rmSync(this.sign(operation), { force: true });
  }

  /** Waits until the storage holds such a call. */
  async held(operation: Operation): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!existsSync(this.sign(operation))) {
      if (Date.now() > deadline) throw new Error(`nobody wants ${operation} of the storage`);
      await sleep(20);
    }
  }

  private sign(operation: Operation): string {
    return join(this.directory, "run", `held-${operation}`);
  }

  private write(name: string, content: object): void {
    const file = join(this.directory, name);
    writeFileSync(`${file}.new`, JSON.stringify(content));
    renameSync(`${file}.new`, file);
  }
}

/** Command lines of processes that name this directory. */
export function processesOf(directory: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return ""; // ended in between
      }
    })
    .filter((line) => line.includes(directory));
}

let shared: Promise<Lab> | undefined;

async function start(): Promise<Lab> {
  const lab = new Lab(mkdtempSync(join(tmpdir(), "pulumi-snapshots-cinder-")));
  try {
    await lab.up();
    return lab;
  } catch (error) {
    await lab.down();
    throw error;
  }
}

/**
 * The lab of this process, started by whoever asks first. For a hook, which gets the time that takes:
 * `before(async function () { lab = await theLab(this); })`.
 */
export function theLab(hook: Context): Promise<Lab> {
  hook.timeout(300_000);
  shared ??= start();
  return shared;
}

// At the top of a module that is loaded with the tests this belongs to the run as a whole, whatever becomes of them.
after(async function () {
  this.timeout(60_000);
  const lab = await shared?.catch(() => undefined);
  if (lab === undefined) return;
  await lab.down();
  const left = processesOf(lab.directory);
  if (left.length > 0) throw new Error(`the lab left processes behind: ${left.join(", ")}`);
});
