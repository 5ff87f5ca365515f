import { outgoing, saying } from "./printable";

/** What a process prints: progress and warnings, and every request if asked for. */
export interface Log {
  /** One line that `pulumi up` shows; whatever texts of the platform are in it. */
  say(line: string): void;
  /** One line for troubleshooting; absent unless the level is `debug`. */
  readonly debug?: (line: string) => void;
}

/** The environment variable that sets the level: `debug`, `info` or `off`. */
export const logVariable = "PULUMI_SNAPSHOTS_LOG";

/**
 * A log of this level. `info`, the default, prints progress and warnings; `debug` also every request; `off` nothing.
 * Nothing is printed before the first line: the first output of a provider process is its port.
 */
export function logAt(level: string | undefined, write: (line: string) => void): Log {
  if (level === "off") return { say: () => undefined };
  const say = saying(write);
  if (level === "debug") return { say, debug: (line) => write(`debug: ${outgoing(line)}`) };
  const isKnown = level === undefined || level === "" || level === "info";
  if (isKnown) return { say };
  const complaint = `warning: ${logVariable} is "${level}"; set it to debug, info or off. Using info`;
  return {
    say: (line) => {
      say(complaint);
      say(line);
    },
  };
}
