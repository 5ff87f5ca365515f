import type { CompletedCommand, CompletedOption, completedCommands } from "./model";

const namesOf = (options: readonly CompletedOption[]): string =>
  options.flatMap(({ short, long }) => [...(short === undefined ? [] : [short]), long]).join(" ");

/** Works in bash 3.2 as well, which macOS has. */
export function bashScript({ options, commands }: ReturnType<typeof completedCommands>): string {
  const names = commands.map((one) => one.name);
  return `# bash completion for pulumi-snapshots
_pulumi_snapshots() {
  local IFS=$' \\t\\n'
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names.join(" ")} ${namesOf(options)}" -- "$current"))
    return
  fi
  # Bash makes three words of --option=value.
  if [ "$current" = "=" ]; then
    current=""
  elif [ "$previous" = "=" ]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  case "$command $previous" in
${commands.flatMap(valuesIn).join("\n")}
  esac
  case "$command" in
${commands.map(wordsIn).join("\n")}
  esac
}
complete -F _pulumi_snapshots pulumi-snapshots
`;
}

function wordsIn({ name, options, choices }: CompletedCommand): string {
  return `    ${name}) COMPREPLY=($(compgen -W "${[...choices, namesOf(options)].join(" ")}" -- "$current")) ;;`;
}

/** What follows the options that take a value. */
function valuesIn({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ short, long, values }) => {
    if (values.kind === "none") return [];
    const patterns = [long, ...(short === undefined ? [] : [short])].map((option) => `"${name} ${option}"`).join("|");
    return [`    ${patterns}) ${completed(values)}return ;;`];
  });
}

function completed(values: CompletedOption["values"]): string {
  switch (values.kind) {
    case "choices": {
      const words = `compgen -W "${values.choices.join(" ")}"`;
      if (!values.several) return `COMPREPLY=($(${words} -- "$current")); `;
      // What is before the last comma is part of each completion.
      return `COMPREPLY=($(${words} -P "\${current%"\${current##*,}"}" -- "\${current##*,}")); `;
    }
    case "file":
      return filesOf("-f");
    case "folder":
      return filesOf("-d");
    default:
      return "";
  }
}

/** Names of files may contain blanks; compopt is missing in bash 3.2. */
const filesOf = (kind: "-f" | "-d"): string =>
  `IFS=$'\\n'; COMPREPLY=($(compgen ${kind} -- "$current")); compopt -o filenames 2>/dev/null; `;
