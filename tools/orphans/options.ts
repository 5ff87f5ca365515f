import { parseArgs } from "node:util";

export const usage = `Usage: pulumi-snapshots orphans [options]

Lists restore points of a stack on ZStack and OpenStack Cinder that are not in its state. Run it in the folder of the Pulumi project.

  --release UUID…  take the mark of its resource off, so that the next \`pulumi up\` takes the object over
  --delete UUID…   delete the object, under the rules of \`pulumi destroy\`
  --yes, -y        do not ask before a change; the uuids have to be given all the same
  --stack, -s NAME the stack; default: the selected one
  --cwd, -C FOLDER the folder of the project; default: this one
  --json           print one JSON object
  --help, -h       this text

Asked are the connection of the stack (ZSTACK_* of the environment, else its configuration) and those of all explicit
providers in its state. For objects of a provider that is not in state any more set ZSTACK_* to that platform. Cinder is asked
where the stack has cinder.* resources or \`openstack:\` configuration, or no connection to ZStack (then also by OS_*).
Exit code: 0 nothing found, or all changes made; 2 found; 1 error.
`;

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly stack: string | undefined;
  readonly cwd: string | undefined;
  readonly release: readonly string[];
  readonly delete: readonly string[];
}

// ZStack's have no dashes, Cinder's have.
const uuidPattern = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `--delete A B` is `--delete A --delete B`. */
function spread(argv: readonly string[]): string[] {
  const result: string[] = [];
  let list: string | undefined;
  for (const argument of argv) {
    if (argument.startsWith("-")) {
      list = argument === "--delete" || argument === "--release" ? argument : undefined;
      if (list === undefined) result.push(argument);
      else result.push(`${list}=`);
    } else if (list === undefined) result.push(argument);
    else result.push(`${list}=${argument}`);
  }
  return result;
}

export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: spread(argv),
    strict: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      json: { type: "boolean", default: false },
      yes: { type: "boolean", short: "y", default: false },
      stack: { type: "string", short: "s" },
      cwd: { type: "string", short: "C" },
      release: { type: "string", multiple: true, default: [] },
      delete: { type: "string", multiple: true, default: [] },
    },
  });
  const uuids = (name: "release" | "delete"): string[] => {
    const given = values[name].filter((uuid) => uuid !== "");
    if (values[name].length > 0 && given.length === 0) throw new Error(`--${name} needs the uuids of the objects`);
    const wrong = given.find((uuid) => !uuidPattern.test(uuid));
    if (wrong !== undefined) throw new Error(`--${name}: "${wrong}" is not a uuid of 32 lower-case hexadecimal digits`);
    return [...new Set(given)];
  };
  const result = {
    ...values,
    stack: values.stack,
    cwd: values.cwd,
    release: uuids("release"),
    delete: uuids("delete"),
  };
  const twice = result.release.find((uuid) => result.delete.includes(uuid));
  if (twice !== undefined) throw new Error(`${twice} is given to --release and to --delete`);
  return result;
}
