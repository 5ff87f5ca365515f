import type { CompletedCommand, CompletedOption, completedCommands } from "./model";

export function zshScript({ options, commands }: ReturnType<typeof completedCommands>): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef pulumi-snapshots
_pulumi_snapshots() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments ${options.map(specification).join(" ")}
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(argumentsOf).join("\n")}
  esac
}
if [ "$funcstack[1]" = _pulumi_snapshots ]; then
  _pulumi_snapshots "$@"
else
  compdef _pulumi_snapshots pulumi-snapshots
fi
`;
}

function argumentsOf({ name, options, choices }: CompletedCommand): string {
  const argument = choices.length > 0 ? [quoted(`1:value:(${choices.join(" ")})`)] : [];
  return `    ${name}) _arguments \\\n${[...argument, ...options.map(specification)].map((one) => `      ${one}`).join(" \\\n")} ;;`;
}

function specification({ short, long, description, values }: CompletedOption): string {
  const text = `[${description.replace(/[[\]\\:]/g, "\\$&")}]${valuesOf(values)}`;
  // With = the value may also be in the same word: --cwd=folder.
  const name = values.kind === "none" ? long : `${long}=`;
  return short === undefined ? quoted(`*${name}${text}`) : `{${short},${name}}${quoted(text)}`;
}

function valuesOf(values: CompletedOption["values"]): string {
  switch (values.kind) {
    case "none":
      return "";
    case "choices":
      return values.several
        ? `:value:_values -s , value ${values.choices.join(" ")}`
        : `:value:(${values.choices.join(" ")})`;
    case "file":
      return ":file:_files";
    case "folder":
      return ":folder:_files -/";
    default:
      return ":value: ";
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
