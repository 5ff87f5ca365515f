import { parseArgs } from "node:util";
import { type OrphanStatus, orphanStatuses } from "../../provider/core/orphans";

export const usage = `Usage: pulumi-snapshots orphans [options]

Lists orphaned resources: restore points of a stack on ZStack and OpenStack Cinder that are not in its state. Run it in the
folder of the Pulumi project.

  --release UUID…           remove the owner tag, so that the next \`pulumi up\` takes over the object
  --release-retained UUID…  remove the tag of an object that was retained on purpose
  --delete UUID…            delete the object; dependents are protected as in \`pulumi destroy\`
  --allow-unmarked          with --delete: also objects without a tag of this stack, which only an id prefix identifies
  --yes, -y                 do not ask for confirmation
  --fail-on STATUS,…        statuses for which the exit code is 2, or none (default: interrupted,unmanaged)
  --stack, -s NAME          name of the stack (default: the selected stack)
  --cwd, -C FOLDER          folder of the Pulumi project (default: the current folder)
  --json                    print one JSON object
  --help, -h                show this help

Statuses: interrupted (no owner tag, probably of an interrupted run), unmanaged (owner tag, but not in the state), deferred
(deletion postponed until its dependents are deleted), retained (kept on purpose).
Uses the connection of the stack (ZSTACK_* variables, otherwise its configuration) and all explicit providers in its state.
To find objects of a provider that was removed from the state, set ZSTACK_* to that platform. Cinder is included if the
stack has cinder.* resources or \`openstack:\` configuration, or no connection to ZStack (then also with OS_* variables).
If the state cannot be read completely, nothing is changed and the exit code is 1.
Exit code: 0 no orphan with a status of --fail-on, or all changes made; 1 error; 2 orphans found.
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
    if (other !== undefined) throw new Error(`${uuid} is given to both --${other.action} and --${action}`);
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
  if (given.length > 0 && uuids.length === 0) throw new Error(`--${action} requires at least one uuid`);
  const wrong = uuids.find((uuid) => !uuidPattern.test(uuid));
  if (wrong !== undefined)
    throw new Error(`--${action}: "${wrong}" is not a lower-case uuid (32 hexadecimal digits; with dashes on Cinder)`);
  return [...new Set(uuids)];
}

function failOn(text: string): OrphanStatus[] {
  if (text === "none") return [];
  return text.split(",").map((name) => {
    const status = orphanStatuses.find((one) => one === name.trim());
    if (status === undefined)
      throw new Error(`--fail-on: unknown status "${name}"; available: ${orphanStatuses.join(", ")}, none`);
    return status;
  });
}
