import { closeConnections as closeCinder } from "../cinder/connection";
import { processSurroundings } from "../core/surroundings";
import { closeConnections as closeZStack } from "../zstack/connection";
import type { ProcessHooks } from "./dynamicProvider";

/** Milliseconds that logging out may take when the process is asked to end. */
const farewell = 900;

/** Milliseconds between two looks whether there is still an engine. */
const watching = 2000;

let listening = false;
let working = 0;

function end(code: number): void {
  setTimeout(() => process.exit(code), farewell + 50);
  const closing = [closeZStack, closeCinder].map((close) => close(processSurroundings, farewell));
  void Promise.all(closing).finally(() => process.exit(code));
}

/**
 * The server of the engine's calls keeps this process alive for ever, also when the CLI was killed: nobody else would
 * end it. What is under way is brought to its end first.
 */
function watch(): void {
  let missed = 0;
  const look = async (): Promise<void> => {
    const alone = working === 0 && !(await processSurroundings.engineAlive());
    // A call may have come in while we looked, and a machine without a moment to spare refuses a connection now and then.
    missed = alone && working === 0 ? missed + 1 : 0;
    if (missed >= 2) end(1);
    else setTimeout(() => void look(), watching).unref();
  };
  setTimeout(() => void look(), watching).unref();
}

export const processHooks: ProcessHooks = {
  started() {
    if (listening) return;
    listening = true;
    process.once("SIGINT", () => end(130));
    process.once("SIGTERM", () => end(143));
    watch();
  },
  called() {
    working += 1;
    return () => {
      working -= 1;
    };
  },
  orphaned() {
    // Let the answer go out first, should anybody still listen.
    setImmediate(() => end(1));
  },
};
