import type { RequestContext } from "../../core/contract/resourceDefinition";
import { FinalError, NotFoundError, RefusedError } from "../../http/errors";
import { JobLostError, type Write, type ZStackApi } from "../client/client";
import { refuseHeld } from "../ownership/ownerTag";
import { commonReaders } from "../resource/inputs";
import type { Inventory, ObjectType } from "../resource/objectType";

/** An object with a recycle bin, and where its requests go. */
export interface Recyclable<T extends Inventory> {
  readonly type: ObjectType<T>;
  readonly path: string;
  readonly uuid: string;
}

/** Moves the object to the recycle bin. */
export async function recycle<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  { type, path, uuid }: Recyclable<T>,
  condition: () => Promise<void>,
): Promise<void> {
  const write: Write = { method: "DELETE", path: `${path}/${uuid}?deleteMode=Permissive`, condition };
  await sendDelete(api, ctx, write, `deleting ${type.noun} ${uuid}`, async () => {
    const now = await type.byUuid(api, uuid);
    return now === undefined || type.gone(now);
  });
}

/**
 * Takes the object out of the recycle bin, for good.
 * @param action the server's name for that
 * @param refuse throws if something would be lost with it
 */
export async function expunge<T extends Inventory>(
  api: ZStackApi,
  ctx: RequestContext,
  { type, path, uuid }: Recyclable<T>,
  action: string,
  refuse: () => Promise<void>,
): Promise<void> {
  const condition = async (): Promise<void> => {
    await refuseHeld(api, ctx, uuid);
    await refuse();
  };
  const write: Write = { method: "PUT", path: `${path}/${uuid}/actions`, body: { [action]: {} }, condition };
  const isDone = async (): Promise<boolean> => (await type.byUuid(api, uuid)) === undefined;
  await sendDelete(api, ctx, write, `expunging ${type.noun} ${uuid}`, isDone);
}

/** Sends a deletion; where the object is gone already, or only the result is lost, the object shows the outcome. */
async function sendDelete(
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

/** A uuid that was used before, also by a creation that failed, is refused for a reason that does not name it. */
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
