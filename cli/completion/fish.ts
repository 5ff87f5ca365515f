import type { CompletedCommand, CompletedOption, completedCommands } from "./model";

export function fishScript({ options, commands }: ReturnType<typeof completedCommands>): string {
  const lines = [
    "# fish completion for pulumi-snapshots",
    "complete -c pulumi-snapshots -f",
    ...options.map((option) => optionLine("__fish_use_subcommand", option)),
    ...commands.flatMap(linesOf),
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf({ name, summary, options, choices }: CompletedCommand): string[] {
  const here = `__fish_seen_subcommand_from ${name}`;
  return [
    `complete -c pulumi-snapshots -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...(choices.length > 0 ? [`complete -c pulumi-snapshots -n ${quoted(here)} -a ${quoted(choices.join(" "))}`] : []),
    ...options.map((option) => optionLine(here, option)),
  ];
}

function optionLine(condition: string, { short, long, description, values }: CompletedOption): string {
  const names = `${short === undefined ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const text = `-d ${quoted(description)}`;
  return ["complete -c pulumi-snapshots -n", quoted(condition), names, valuesOf(values), text]
    .filter((one) => one !== "")
    .join(" ");
}

function valuesOf(values: CompletedOption["values"]): string {
  switch (values.kind) {
    case "none":
      return "";
    case "choices":
      return `-x -a ${quoted(values.several ? `(__fish_append , ${values.choices.join(" ")})` : values.choices.join(" "))}`;
    case "file":
      return "-r -F";
    case "folder":
      return "-x -a '(__fish_complete_directories)'";
    default:
      return "-x";
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
