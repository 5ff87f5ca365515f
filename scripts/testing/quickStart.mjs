// What the many short processes of a test take of a processor goes into their start.
import { fileURLToPath } from "node:url";

/** @type {NodeJS.ProcessEnv} */
export const quickStart = {
  NODE_OPTIONS: [process.env["NODE_OPTIONS"], `--require="${fileURLToPath(new URL("codeCache.cjs", import.meta.url))}"`]
    .filter(Boolean)
    .join(" "),
  // A command of the CLI ends before it has filled that: to look for what it could free takes a tenth of its time.
  GOGC: "off",
  GOMEMLIMIT: "512MiB",
};
