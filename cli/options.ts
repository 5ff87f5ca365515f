// Options of commands: how their values are read, and the ones that several commands have.

import { Option, type OptionValues } from "commander";
import { UsageError } from "./errors";

/** Reads one value; `previous` is what the option had before, because an option may be repeated. */
type Parse<T> = (text: string, previous: T) => T;

/** An option whose value has a type. */
export class TypedOption<T> extends Option {
  /**
   * @param absent the value if the option is not given
   * @param parse for options with a value; throws `UsageError`
   */
  constructor(
    flags: string,
    description: string,
    private readonly absent: T,
    parse?: Parse<T>,
  ) {
    super(flags, description);
    if (parse === undefined) return;
    this.argParser((text: string, previous: T | undefined) => parse(given(this.long, text), previous ?? absent));
  }

  valueIn(values: OptionValues): T {
    return values[this.attributeName()] ?? this.absent;
  }
}

/** The value of an option of the command line. */
export type Given = <T>(option: TypedOption<T>) => T;

/** An empty variable in a script makes the next option, or nothing, the value: `--stack $STACK --yes`. */
function given(name: string | undefined, text: string): string {
  if (text === "" || text.startsWith("--")) throw new UsageError(`${name} requires a value, not "${text}".`);
  return text;
}

export const flag = (flags: string, description: string): TypedOption<boolean> =>
  new TypedOption<boolean>(flags, description, false);

export const value = <T>(flags: string, description: string, parse: (text: string) => T): TypedOption<T | undefined> =>
  new TypedOption<T | undefined>(flags, description, undefined, parse);

export const text = (flags: string, description: string): TypedOption<string | undefined> =>
  value(flags, description, (one) => one);

/** An option that may be repeated. */
export const list = <T>(
  flags: string,
  description: string,
  parse: (text: string, previous: readonly T[]) => T,
): TypedOption<readonly T[]> =>
  new TypedOption<readonly T[]>(flags, description, [], (one, previous) => [...previous, parse(one, previous)]);

export function choice<T extends string>(
  flags: string,
  description: string,
  choices: readonly T[],
): TypedOption<T | undefined> {
  const option: TypedOption<T | undefined> = value(flags, description, (one) => oneOf(`${option.long}`, choices, one));
  return withChoices(option, choices);
}

/** Names the values in the help and in completions; the option's own parser keeps reading them. */
export function withChoices<O extends Option>(option: O, choices: readonly string[]): O {
  option.argChoices = [...choices];
  return option;
}

/** @returns the choice that `text` is; throws `UsageError` if it is none of them */
export function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${name} must be one of ${choices.join(", ")}, not "${text}".`);
  return found;
}

export const stackOption = text("-s, --stack <name>", "name of the stack (default: the selected stack)");
export const cwdOption = text("-C, --cwd <folder>", "folder of the Pulumi project (default: the current folder)");
export const yesOption = flag("-y, --yes", "do not ask for confirmation");

/** ZStack's have no dashes, Cinder's have. */
export const uuidPattern = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
