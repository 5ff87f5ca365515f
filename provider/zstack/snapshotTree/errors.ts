import { RefusedError } from "../../http/errors";
import type { Dependent } from "../ownership/resolve";

/** A deletion was not sent: it would also delete these. */
export class DependentsError extends RefusedError {
  constructor(readonly dependents: readonly Dependent[]) {
    super(
      "has-dependents",
      `deleting would also delete ${dependents.map((one) => `${one.what} ${one.uuid} "${one.name}"`).join(", ")}; ` +
        `nothing was deleted`,
    );
    this.name = "DependentsError";
  }
}

/** A deletion was not sent: the object no longer exists. */
export class MissingError extends RefusedError {
  constructor(uuid: string) {
    super("not-found", `${uuid} no longer exists`);
    this.name = "MissingError";
  }
}

/** Sends a deletion; returns the dependents that prevented it, empty if it was sent. */
export async function dependentsOf(send: () => Promise<unknown>): Promise<readonly Dependent[]> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof DependentsError)) throw error;
    return error.dependents;
  }
  return [];
}
