// Child processes that never outlive the tool that started them: each leads a process group of its own, which is
// ended when its time is up, when the tool is interrupted, and when the tool exits.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Descendants } from "./descendants.mjs";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] the group is ended after so long
 * @property {Farewell} [farewell] how it is ended
 * @property {boolean} [inherit] output goes to ours instead of into the result
 * @property {(line: string) => void} [onLine] called with each line of standard error, which is then not kept
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 128 + signal number as in a shell; 127 when the program could not be started
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} timedOut
 */

/**
 * How a child is asked to end: each signal goes to its group, followed by a wait; in the end comes SIGKILL.
 *
 * @typedef {{ signal: NodeJS.Signals, graceMs: number }[]} Farewell
 */

/** @type {Map<ChildProcess, Farewell>} in the order in which they were started */
const alive = new Map();

/** @type {Set<() => void>} */
const cleanups = new Set();

const SIGNAL_NUMBERS = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });

/** @type {Farewell} */
const POLITELY = [{ signal: "SIGTERM", graceMs: 3000 }];

/** Milliseconds that what a child has started may take to end after it. */
const DESCENDANTS_GRACE_MS = 3000;

/** npm passes Ctrl-C on to a process that the terminal has told already; only a later one is a second wish. */
const REPEAT_MS = 1000;

let interruptedAt = 0;
let listening = false;

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return 128 + (SIGNAL_NUMBERS[/** @type {keyof typeof SIGNAL_NUMBERS} */ (signal)] ?? 9);
}

/** @param {NodeJS.Signals} signal */
async function interrupted(signal) {
  if (interruptedAt > 0) {
    if (Date.now() - interruptedAt > REPEAT_MS) process.exit(exitCodeOf(signal));
    return;
  }
  interruptedAt = Date.now();
  // The last one started first: it may be using the others.
  for (const child of [...alive.keys()].reverse()) await stop(child);
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch (error) {
      console.error(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  process.exit(exitCodeOf(signal));
}

function listen() {
  if (listening) return;
  listening = true;
  for (const signal of /** @type {NodeJS.Signals[]} */ (Object.keys(SIGNAL_NUMBERS))) process.on(signal, interrupted);
  process.on("exit", () => {
    for (const child of alive.keys()) killGroup(child, "SIGKILL");
  });
  watchParent();
}

/** `npm run` hands SIGTERM to the shell between it and us, which ends without a word: its end is our SIGTERM then. */
function watchParent() {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}

/**
 * Registers what has to be put right when the tool is interrupted, after its children have ended.
 *
 * @param {() => void} cleanup
 * @returns {() => void} takes the registration back
 */
export function onInterrupt(cleanup) {
  listen();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone: that is what was wanted.
  }
}

/** @param {Descendants} descendants that may end by themselves within the grace period */
async function gone(descendants) {
  const deadline = Date.now() + DESCENDANTS_GRACE_MS;
  while (!descendants.areGone && Date.now() < deadline) await sleep(20);
}

/**
 * Ends a child, its whole group, and what it has started in other groups.
 *
 * @param {ChildProcess} child
 */
export async function stop(child) {
  const descendants = new Descendants(child.pid ?? process.pid);
  for (const { signal, graceMs } of alive.get(child) ?? []) {
    descendants.look();
    killGroup(child, signal);
    const deadline = Date.now() + graceMs;
    while (alive.has(child) && Date.now() < deadline) await sleep(20);
  }
  descendants.look();
  killGroup(child, "SIGKILL");
  while (alive.has(child)) await sleep(20);
  await gone(descendants);
  descendants.kill();
  await gone(descendants);
}

/**
 * Starts a child as the leader of a new process group.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @param {Farewell} [farewell]
 */
export function start(command, args, options, farewell = POLITELY) {
  listen();
  const child = spawn(command, args, { ...options, detached: true });
  if (child.pid !== undefined) {
    alive.set(child, farewell);
    child.once("exit", () => alive.delete(child));
  }
  return child;
}

/**
 * Runs a program to its end. It never rejects: the result says what happened. Once the tool is interrupted it does not
 * resolve either, so that nothing is begun any more.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { cwd, env, timeoutMs, farewell, inherit = false, onLine } = {}) {
  const output = inherit ? "inherit" : "pipe";
  const child = start(command, args, { cwd, env, stdio: ["ignore", output, output] }, farewell);
  const result = { code: 127, stdout: "", stderr: "", timedOut: false };
  child.stdout?.setEncoding("utf8").on("data", (data) => {
    result.stdout += data;
  });
  let line = "";
  child.stderr?.setEncoding("utf8").on("data", (data) => {
    if (onLine === undefined) {
      result.stderr += data;
      return;
    }
    const lines = `${line}${data}`.split("\n");
    line = lines.pop() ?? "";
    for (const each of lines) onLine(each);
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  if (timeoutMs !== undefined) {
    timer = setTimeout(() => {
      result.timedOut = true;
      void stop(child);
    }, timeoutMs);
  }
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      if (interruptedAt > 0) return;
      if (onLine !== undefined && line !== "") onLine(line);
      resolve(result);
    };
    child.once("error", (error) => {
      result.stderr += error.message;
      end();
    });
    child.once("close", (code, signal) => {
      result.code = code ?? exitCodeOf(signal);
      end();
    });
  });
}
