// The command line of `pulumi-snapshots recover`.

export const usage = `Usage: pulumi-snapshots recover [options]

A CLI that was killed leaves entries of unfinished operations in the state of its stack ("pending operations"). This
shows those of restore points and what the platform has of them, and removes them from the state, so that the next
\`pulumi up\` takes over what was being made. Nothing on the platform is changed. Run \`pulumi cancel\` before.
The state is read again after the question; if anything in it has changed, nothing is removed. If other resources have
pending operations too, nothing is removed either: \`pulumi stack import\` would drop those as well.

  --stack NAME   the stack (default: the selected one)
  --cwd FOLDER   folder of the Pulumi project (default: this one)
  --yes, -y      do not ask
  --json         print one JSON object; without --yes nothing is removed
  --help, -h     this text

Exit code: 0 nothing found; 2 found; 1 error, also if --yes was given and nothing could be removed.
`;

export interface Options {
  readonly help: boolean;
  readonly stack: string | undefined;
  readonly cwd: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export function parseOptions(argv: readonly string[]): Options {
  const options = { help: false, stack: undefined as string | undefined, cwd: process.cwd(), yes: false, json: false };
  for (let index = 0; index < argv.length; index += 1) {
    const [name = "", inline] = /^(--\w+)=(.*)$/s.exec(argv[index] ?? "")?.slice(1) ?? [argv[index]];
    const value = (): string => {
      const given = inline ?? argv[++index];
      if (given === undefined) throw new Error(`recover: ${name} needs a value`);
      return given;
    };
    if (name === "--help" || name === "-h") options.help = true;
    else if (name === "--yes" || name === "-y") options.yes = true;
    else if (name === "--json") options.json = true;
    else if (name === "--stack" || name === "-s") options.stack = value();
    else if (name === "--cwd" || name === "-C") options.cwd = value();
    else throw new Error(`recover: unknown option ${name}; see pulumi-snapshots recover --help`);
  }
  return options;
}
