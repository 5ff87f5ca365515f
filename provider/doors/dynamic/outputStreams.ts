// Loaded before everything else of the provider: the launcher writes an uncaught error to stderr, and where stderr is
// the broken pipe that the error is about, it does so without end.

/** Errors of a pipe whose reader has gone. */
const brokenPipe = new Set(["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"]);

let broken = false;
let whenBroken: () => void = () => undefined;

/** Calls `end` as soon as nobody reads what this process prints: the engine reads until it ends. */
export function onBrokenOutput(end: () => void): void {
  whenBroken = end;
  if (broken) end();
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Any other error costs a line and is no reason to stop work that is under way.
    if (broken || !brokenPipe.has(error.code ?? "")) return;
    broken = true;
    whenBroken();
  });
}
