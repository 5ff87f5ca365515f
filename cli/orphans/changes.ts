import { codeOf } from "../../provider/http/errorCodes";
import { messageOf } from "../../provider/http/errors";
import { platformText } from "../../provider/http/printable";
import { CliError } from "../errors";
import type { Knowledge } from "../stack/knowledge";
import type { OrphansOptions } from "./options";
import type { LocatedOrphan, QueryResults } from "./platforms";
import type { Outcome } from "./report";

interface At extends Pick<OrphansOptions, "allowUnmarked"> {
  readonly results: QueryResults;
  readonly found: readonly LocatedOrphan[];
  /** What the state holds by now. */
  readonly known: Knowledge;
}

/** Makes one change, or reports why not. */
export async function applyChange({ uuid, action }: OrphansOptions["changes"][number], at: At): Promise<Outcome> {
  const { results, known } = at;
  try {
    const orphan = at.found.find((one) => one.uuid === uuid);
    const why = refusal(uuid, orphan, known);
    if (why !== undefined) throw why;
    if (orphan === undefined) throw notOrphaned("it is not an orphaned resource of this stack");
    const keeper = results.keeperOf(orphan);
    switch (action) {
      case "release":
        await keeper.release(orphan, known);
        return { uuid, action, outcome: "released" };
      case "release-retained":
        await keeper.releaseRetained(orphan);
        return { uuid, action, outcome: "released" };
      default: {
        const unproven = at.allowUnmarked ? undefined : proofMissing(orphan);
        if (unproven !== undefined) throw unproven;
        return { uuid, action, outcome: await keeper.delete(orphan) };
      }
    }
  } catch (error) {
    return {
      uuid,
      action,
      outcome: "failed",
      code: codeOf(error),
      message: platformText(messageOf(error)),
    };
  }
}

/** Why the state forbids any change of the object; undefined if it does not. */
export function refusal(
  uuid: string,
  orphan: Pick<LocatedOrphan, "status"> | undefined,
  known: Knowledge,
): CliError | undefined {
  const [unread] = known.unreadable;
  if (unread !== undefined) {
    return new CliError(
      "state-unreadable",
      `the state may contain it, but could not be read completely (${unread}). Nothing was changed`,
    );
  }
  if (known.ids.has(uuid)) return notOrphaned("it is in the state of the stack");
  const [pending] = known.pending;
  const mayBeMade = orphan?.status === "interrupted" || orphan?.status === "unmanaged";
  if (pending === undefined || !mayBeMade) return undefined;
  return new CliError(
    "pending-operations",
    `the state has a pending operation (${pending}), so another run may still be using it. Nothing was changed. If no run ` +
      "is active, run `pulumi cancel` and `pulumi-snapshots recover` first",
  );
}

const notOrphaned = (why: string): CliError => new CliError("not-orphaned", `${why}. Nothing was changed`);

function proofMissing({ noun, uuid, status }: LocatedOrphan): CliError | undefined {
  if (status !== "interrupted") return undefined;
  return new CliError(
    "owner-unknown",
    `${noun} ${uuid} has no owner tag. Its id begins like those of this stack, which does not prove that this stack ` +
      "created it. Check it, then add --allow-unmarked to delete it",
  );
}
