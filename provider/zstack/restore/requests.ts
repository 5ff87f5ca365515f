import type { RequestContext } from "../../core/contract/resourceDefinition";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import { JobLostError, type Write, type ZStackApi } from "../client/client";
import { commonReaders } from "../resource/inputs";

/** Sends a deletion; where the object is gone already, or only the result is lost, the object shows the outcome. */
export async function sendDelete(
  api: ZStackApi,
  ctx: RequestContext,
  write: Write,
  what: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  await api.run(write, `${ctx.label}: ${what}`, ctx.timeout).catch(async (error: unknown) => {
    if (!(error instanceof NotFoundError) && !(error instanceof JobLostError)) throw error;
    if (!(await isDone())) throw error;
  });
}

/** A uuid that was used before, also by a creation that failed, is refused without a word about it. */
export function explainedUuid(ctx: RequestContext, error: unknown): unknown {
  const { resourceUuid } = commonReaders.declared(ctx.inputs);
  const isRefused = error instanceof FinalError && error.platformCode === "SYS.1000";
  if (resourceUuid === undefined || !isRefused || !error.message.includes("ConstraintViolation")) return error;
  return new RefusedError(
    "uuid-used",
    `resourceUuid: ${resourceUuid} was used before, perhaps by a creation that failed, and a uuid cannot be reused; choose ` +
      "another one, or remove it",
    { cause: error },
  );
}
