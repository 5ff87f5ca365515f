import type { Command, CommanderError } from "commander";
import type { ErrorCode } from "../provider/http/errorCodes";

/** Why a command cannot do what it was asked to: the message names the remedy. */
export class CliError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A mistake on the command line. */
export class UsageError extends CliError {
  constructor(message: string) {
    super("usage-error", message);
  }
}

/** What the parser complains about, without the value of an unknown option: it may be a misspelt option's secret. */
export function usageErrorOf(
  { code, message }: CommanderError,
  command: Pick<Command, "options" | "commands">,
): UsageError {
  const [complaint = "", suggestion] = message.replace(/^error: /, "").split(/\n\(Did you mean (.+)\?\)$/s);
  const flag = /'(-[^=]*)=/.exec(complaint)?.[1];
  if (flag !== undefined && command.options.some(({ long }) => long === flag))
    return new UsageError(`${flag} takes no value.`);
  const text = code === "commander.unknownOption" ? complaint.replace(/=.*$/s, "'") : complaint.replace(/\.$/, "");
  if (suggestion !== undefined) return new UsageError(`${text}. Did you mean ${suggestion}?`);
  const names = command.commands.map((one) => one.name()).join(", ");
  return new UsageError(code === "commander.unknownCommand" ? `${text}. Commands: ${names}.` : `${text}.`);
}
