import { platformText } from "../../provider/http/printable";
import type { Knowledge } from "./knowledge";
import type { Options } from "./options";
import type { Answers, Placed } from "./platforms";
import type { Outcome } from "./report";

interface At extends Pick<Options, "allowUnmarked"> {
  readonly answers: Answers;
  readonly found: readonly Placed[];
  /** What the state holds by now. */
  readonly known: Knowledge;
}

/** Makes one change, or reports why not. */
export async function applied({ uuid, action }: Options["changes"][number], at: At): Promise<Outcome> {
  const { answers, known } = at;
  try {
    const orphan = at.found.find((one) => one.uuid === uuid);
    const why = refusal(uuid, orphan, known);
    if (why !== undefined) throw new Error(`${why}; nothing was changed`);
    if (orphan === undefined) throw new Error("not an orphaned resource of this stack; nothing was changed");
    const keeper = answers.on(orphan);
    switch (action) {
      case "release":
        await keeper.release(orphan, known);
        return { uuid, action, outcome: "released" };
      case "release-retained":
        await keeper.releaseRetained(orphan);
        return { uuid, action, outcome: "released" };
      default: {
        const unproven = at.allowUnmarked ? undefined : proofMissing(orphan);
        if (unproven !== undefined) throw new Error(unproven);
        return { uuid, action, outcome: await keeper.delete(orphan) };
      }
    }
  } catch (error) {
    return {
      uuid,
      action,
      outcome: "failed",
      message: platformText(error instanceof Error ? error.message : String(error)),
    };
  }
}

/** Why the state forbids any change of the object; undefined if it does not. */
export function refusal(
  uuid: string,
  orphan: Pick<Placed, "status"> | undefined,
  known: Knowledge,
): string | undefined {
  const [unread] = known.unreadable;
  if (unread !== undefined) return `the state may contain it, but could not be read completely (${unread})`;
  if (known.ids.has(uuid)) return "it is in the state of the stack";
  const [pending] = known.pending;
  const mayBeMade = orphan?.status === "interrupted" || orphan?.status === "unmanaged";
  if (pending === undefined || !mayBeMade) return undefined;
  return (
    `the state has a pending operation (${pending}), so another run may still be using it. If none is, run \`pulumi cancel\` and ` +
    "`pulumi-snapshots recover` first"
  );
}

function proofMissing({ noun, uuid, status }: Placed): string | undefined {
  if (status !== "interrupted") return undefined;
  return (
    `${noun} ${uuid} has no owner tag. Its id begins like those of this stack, which does not prove that this stack ` +
    "created it. Check it, then add --allow-unmarked to delete it"
  );
}
