import { type ProviderRuntime, processRuntime } from "../provider/core/runtime/runtime";
import { logAt, logVariable } from "../provider/http/log";

/** What a command works with: its notes go to stderr, beside the result, which may be JSON. */
export const commandRuntime: ProviderRuntime = {
  ...processRuntime,
  ...logAt(process.env[logVariable], (line) => console.error(line)),
};
