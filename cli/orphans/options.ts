import { type OrphanStatus, orphanStatuses } from "../../provider/core/orphans";
import { UsageError } from "../errors";
import {
  cwdOption,
  flag,
  type Given,
  list,
  oneOf,
  stackOption,
  uuidPattern,
  value,
  withChoices,
  yesOption,
} from "../options";

export type Action = "release" | "release-retained" | "delete";

export interface OrphansOptions {
  readonly json: boolean;
  readonly yes: boolean;
  readonly stack: string | undefined;
  readonly cwd: string | undefined;
  readonly changes: readonly { readonly uuid: string; readonly action: Action }[];
  /** Also objects that nothing proves to be this stack's may be deleted. */
  readonly allowUnmarked: boolean;
  readonly failOn: readonly OrphanStatus[];
}

function uuids(action: Action, description: string) {
  return list(`--${action} <uuid...>`, description, (text) => {
    if (uuidPattern.test(text)) return text;
    throw new UsageError(
      `--${action}: "${text}" is not a lower-case uuid (32 hexadecimal digits; with dashes on Cinder).`,
    );
  });
}

const changeOptions = {
  release: uuids("release", "remove the owner tag, so that the next `pulumi up` takes over the object"),
  "release-retained": uuids("release-retained", "remove the tag of an object that was retained on purpose"),
  delete: uuids("delete", "delete the object; dependents are protected as in `pulumi destroy`"),
};

const allowUnmarkedOption = flag(
  "--allow-unmarked",
  "with --delete: also objects without a tag of this stack, which only an id prefix identifies",
);

const defaultFailOn: readonly OrphanStatus[] = ["interrupted", "unmanaged"];

const failOnOption = withChoices(
  value(
    "--fail-on <status,...>",
    `statuses for which the exit code is 2, or none (default: ${defaultFailOn.join(",")})`,
    (text): readonly OrphanStatus[] => (text === "none" ? [] : text.split(",").map((name) => statusOf(name.trim()))),
  ),
  [...orphanStatuses, "none"],
);

function statusOf(name: string): OrphanStatus {
  const status = oneOf("--fail-on", [...orphanStatuses, "none"], name);
  if (status === "none") throw new UsageError('--fail-on: "none" cannot be combined with other statuses.');
  return status;
}

const jsonOption = flag("--json", "print one JSON object");

export const orphansOptions = [
  ...Object.values(changeOptions),
  allowUnmarkedOption,
  failOnOption,
  stackOption,
  cwdOption,
  yesOption,
  jsonOption,
];

export function readOrphansOptions(given: Given): OrphansOptions {
  return {
    changes: changesOf(given),
    allowUnmarked: given(allowUnmarkedOption),
    failOn: given(failOnOption) ?? defaultFailOn,
    stack: given(stackOption),
    cwd: given(cwdOption),
    yes: given(yesOption),
    json: given(jsonOption),
  };
}

/** Each object once, with what is to be done with it. */
function changesOf(given: Given): OrphansOptions["changes"] {
  const actions = ["release", "release-retained", "delete"] as const;
  const changes = actions.flatMap((action) =>
    [...new Set(given(changeOptions[action]))].map((uuid) => ({ uuid, action })),
  );
  for (const [index, { uuid, action }] of changes.entries()) {
    const other = changes.slice(0, index).find((one) => one.uuid === uuid);
    if (other !== undefined)
      throw new UsageError(`${uuid} is given to both --${other.action} and --${action}; choose one.`);
  }
  return changes;
}
