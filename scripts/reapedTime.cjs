// Processor time of what a process has started. Linux says it below /proc; elsewhere it is not known.
const { existsSync, readFileSync } = require("node:fs");

/** Linux shows times of processes in these units, whatever its own are. */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of processor time of the children that this process has waited for, and of all that they have waited for in turn.
 * The Pulumi CLI waits for its plugins and language hosts. Undefined where the system does not say.
 *
 * @returns {number | undefined}
 */
function reapedSeconds() {
  if (!existsSync("/proc/self/stat")) return undefined;
  const text = readFileSync("/proc/self/stat", "utf8");
  // The name before it may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

module.exports = { reapedSeconds };
