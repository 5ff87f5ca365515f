// The port of the quickstart's simulator. A snapshot remembers the server it was taken on, port included, so every run
// uses the port of the first.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

const PREFERRED = 18080;

/**
 * @param {number} port 0 for any
 * @returns {Promise<number | undefined>} the port, if it is free
 */
function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const free = typeof address === "object" && address !== null ? address.port : undefined;
      server.close(() => resolve(free));
    });
  });
}

/**
 * @param {string} file where the port of the first run is kept
 * @returns {Promise<number>}
 */
export async function choosePort(file) {
  if (existsSync(file)) {
    const port = Number(readFileSync(file, "utf8"));
    if ((await tryPort(port)) !== undefined) return port;
    throw new Error(
      `Port ${port} is in use by another program, and the snapshots of the first run belong to a server on that port. ` +
        "Stop that program (perhaps another quickstart that still runs), or remove the folder .quickstart to start anew.",
    );
  }
  const port = (await tryPort(PREFERRED)) ?? (await tryPort(0));
  if (port === undefined) throw new Error("No port of 127.0.0.1 could be opened for the simulator.");
  writeFileSync(file, `${port}\n`);
  return port;
}
