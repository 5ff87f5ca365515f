import { closeConnections as closeCinder } from "../../cinder/connections";
import { confirmDeferrals } from "../../core/lifecycle/deferrals";
import { engineState, type ProviderRuntime, processRuntime } from "../../core/runtime/runtime";
import { closeConnections as closeZStack } from "../../zstack/connections";
import type { ProcessHooks } from "./dynamicProvider";
import { onBrokenOutput } from "./outputStreams";

/** Milliseconds that logging out may take when the process is asked to end. */
const logoutTimeoutMs = 900;

/** Milliseconds that deferred deletions may take to be confirmed; the engine kills what has not ended after five seconds. */
const confirmTimeoutMs = 3000;

/** Milliseconds between two looks whether there is still an engine. */
const watchIntervalMs = 2000;

let listening = false;
let ending = false;
let working = 0;
/** Whose connections are closed at the end. */
let runtime: ProviderRuntime = processRuntime;
/** Ends the sessions that are not the resources'. */
let closeOthers: () => Promise<void> = async () => undefined;

/**
 * Ends every wait and sends nothing more but the end of the sessions. What has no owner tag yet is left without one: the
 * next run takes it over.
 */
function end(code: number, answering: Promise<void> = Promise.resolve()): void {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), logoutTimeoutMs + 50);
  processRuntime.clock.stop();
  const closing = [closeZStack, closeCinder].map((close) => close(runtime, logoutTimeoutMs));
  void Promise.all([...closing, closeOthers(), answering]).finally(() => process.exit(code));
}

/** Milliseconds between two looks whether all calls are answered, and for the last answer to leave the process. */
const answerIntervalMs = 20;

/** Resolves once every call that was under way has been answered: those that wait end with the clock. */
async function lastAnswers(): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, answerIntervalMs));
  while (working > 0);
}

/** The engine ends this process: at the end of a run, when it has recorded all answers, or because the user insists. */
function endByEngine(): void {
  if (working > 0) {
    end(130, lastAnswers());
    return;
  }
  const limit = new Promise<void>((resolve) => setTimeout(resolve, confirmTimeoutMs));
  const confirmed = confirmDeferrals(runtime).catch(() => undefined);
  void Promise.race([confirmed, limit]).finally(() => end(130));
}

/**
 * The server of the engine's calls keeps this process alive when the CLI was killed, and nobody else would end it. A
 * call under way is no reason to go on: nobody takes its answer, and the next run continues from what the platform has.
 */
function watch(): void {
  let missed = 0;
  const look = async (): Promise<void> => {
    const state = await engineState();
    // A busy machine lets a connection time out now and then, which must not end a call; a refusal is no accident.
    const gone = state === "refused" || (state === "silent" && working === 0);
    missed = gone ? missed + 1 : 0;
    if (missed >= 2) end(1);
    else setTimeout(() => void look(), watchIntervalMs).unref();
  };
  setTimeout(() => void look(), watchIntervalMs).unref();
}

/**
 * The ends of this process; its resources work in one runtime.
 * @param close ends the sessions of everything else
 */
export function processHooksIn(surroundings: ProviderRuntime, close: () => Promise<void>): ProcessHooks {
  runtime = surroundings;
  closeOthers = close;
  return processHooks;
}

export const processHooks: ProcessHooks = {
  started() {
    if (listening) return;
    listening = true;
    process.once("SIGINT", endByEngine);
    process.once("SIGTERM", () => end(143, lastAnswers()));
    onBrokenOutput(() => end(1));
    watch();
  },
  called() {
    working += 1;
    return () => {
      working -= 1;
    };
  },
  orphaned() {
    // Let the answer go out first, in case the engine still listens.
    setImmediate(() => end(1));
  },
};
