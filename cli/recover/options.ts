// The command line of `pulumi-snapshots recover`.

export const usage = `Usage: pulumi-snapshots recover [options]

An interrupted run leaves pending operations in the state of its stack. This command shows those of restore points with
the objects and running jobs on the platform, and removes them from the state, so that the next \`pulumi up\` takes over
what was being created. Nothing on the platform is changed. Run \`pulumi cancel\` first.
The state is read again after the confirmation; if it has changed, nothing is removed. If other resources have pending
operations too, nothing is removed either, because \`pulumi stack import\` would drop those as well.

  --stack, -s NAME  name of the stack (default: the selected stack)
  --cwd, -C FOLDER  folder of the Pulumi project (default: the current folder)
  --yes, -y         do not ask for confirmation
  --json            print one JSON object; without --yes nothing is removed
  --help, -h        show this help

Exit code: 0 nothing found; 1 error, also if --yes is given and nothing can be removed; 2 pending operations found.
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
      if (given === undefined) throw new Error(`${name} requires a value`);
      return given;
    };
    if (name === "--help" || name === "-h") options.help = true;
    else if (name === "--yes" || name === "-y") options.yes = true;
    else if (name === "--json") options.json = true;
    else if (name === "--stack" || name === "-s") options.stack = value();
    else if (name === "--cwd" || name === "-C") options.cwd = value();
    else throw new Error(`unknown option ${name}; see pulumi-snapshots recover --help`);
  }
  return options;
}
