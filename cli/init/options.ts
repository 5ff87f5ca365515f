import { Argument } from "commander";
import { UsageError } from "../errors";
import { cwdOption, type Given, oneOf, value } from "../options";
import { type ExampleName, exampleNames } from "./examples";

export interface InitOptions {
  readonly example: ExampleName;
  /** Folder of the project. */
  readonly cwd: string;
  /** Of the project; undefined: after its folder. */
  readonly name: string | undefined;
}

const usual = "pre-upgrade";

/** What Pulumi takes as the name of a project. */
export const projectName = /^[A-Za-z0-9_.-]{1,100}$/;

const nameOption = value("-n, --name <name>", "name of the project (default: the name of its folder)", (name) => {
  if (projectName.test(name)) return name;
  throw new UsageError(`--name: "${name}" is not a project name: 1 to 100 letters, digits, "-", "_" and "."`);
});

export const initOptions = [nameOption, cwdOption];

export function exampleArgument(): Argument {
  const argument = new Argument("[example]", `the example to start from (default: ${usual})`);
  argument.argChoices = [...exampleNames];
  return argument;
}

export const readInitOptions = (given: Given, example: string): InitOptions => ({
  example: oneOf("the example", exampleNames, example === "" ? usual : example),
  cwd: given(cwdOption) ?? ".",
  name: given(nameOption),
});
