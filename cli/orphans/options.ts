import { parseArgs } from "node:util";
import { type OrphanStatus, orphanStatuses } from "../../provider/core/orphans";

export const usage = `Usage: pulumi-snapshots orphans [options]

Lists restore points of a stack on ZStack and OpenStack Cinder that are not in its state. Run it in the folder of the Pulumi project.

  --release UUID…           remove the owner tag, so that the next \`pulumi up\` takes the object over
  --release-retained UUID…  remove the mark of an object that was retained on purpose
  --delete UUID…            delete the object, under the rules of \`pulumi destroy\`
  --allow-unmarked          with --delete: also objects without any mark of this stack. The first digits of an id prove nothing
  --yes, -y                 do not ask before a change; the ids have to be given all the same
  --fail-on STATUS,…        statuses for which the exit code is 2, or none; default: interrupted,unmanaged
  --stack, -s NAME          the stack; default: the selected one
  --cwd, -C FOLDER          the folder of the project; default: this one
  --json                    print one JSON object
  --help, -h                this text

Asked are the connection of the stack (ZSTACK_* of the environment, else its configuration) and those of all explicit
providers in its state. For objects of a provider that is not in state any more set ZSTACK_* to that platform. Cinder is asked
if the stack has cinder.* resources or \`openstack:\` configuration, or no connection to ZStack (then also by OS_*).
If the state cannot be read whole, nothing is changed, and the exit code is 1.
Exit code: 0 nothing found that --fail-on names, or all changes made; 2 found; 1 error.
`;

export type Action = "release" | "release-retained" | "delete";

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly stack: string | undefined;
  readonly cwd: string | undefined;
  readonly changes: readonly { readonly uuid: string; readonly action: Action }[];
  /** Also objects that nothing proves to be this stack's may be deleted. */
  readonly allowUnmarked: boolean;
  readonly failOn: readonly OrphanStatus[];
}

/** ZStack's have no dashes, Cinder's have. */
export const uuidPattern = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const actions: readonly Action[] = ["release", "release-retained", "delete"];

/** `--delete A B` is `--delete A --delete B`. */
function spread(argv: readonly string[]): string[] {
  const result: string[] = [];
  let list: string | undefined;
  for (const argument of argv) {
    if (argument.startsWith("-")) {
      list = actions.some((action) => argument === `--${action}`) ? argument : undefined;
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
      "release-retained": { type: "string", multiple: true, default: [] },
      delete: { type: "string", multiple: true, default: [] },
      "allow-unmarked": { type: "boolean", default: false },
      "fail-on": { type: "string", default: "interrupted,unmanaged" },
    },
  });
  const changes = actions.flatMap((action) => uuidsOf(action, values[action]).map((uuid) => ({ uuid, action })));
  for (const [index, { uuid, action }] of changes.entries()) {
    const other = changes.slice(0, index).find((one) => one.uuid === uuid);
    if (other !== undefined) throw new Error(`${uuid} is given to --${other.action} and to --${action}`);
  }
  const { help, json, yes, stack, cwd } = values;
  return {
    help,
    json,
    yes,
    stack,
    cwd,
    changes,
    allowUnmarked: values["allow-unmarked"],
    failOn: failOn(values["fail-on"]),
  };
}

function uuidsOf(action: Action, given: readonly string[]): string[] {
  const uuids = given.filter((uuid) => uuid !== "");
  if (given.length > 0 && uuids.length === 0) throw new Error(`--${action} needs the uuids of the objects`);
  const wrong = uuids.find((uuid) => !uuidPattern.test(uuid));
  if (wrong !== undefined) throw new Error(`--${action}: "${wrong}" is not a uuid of 32 lower-case hexadecimal digits`);
  return [...new Set(uuids)];
}

function failOn(text: string): OrphanStatus[] {
  if (text === "none") return [];
  return text.split(",").map((name) => {
    const status = orphanStatuses.find((one) => one === name.trim());
    if (status === undefined) throw new Error(`--fail-on: "${name}" is none of ${orphanStatuses.join(", ")}, none`);
    return status;
  });
}
