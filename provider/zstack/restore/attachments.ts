import type { RequestContext } from "../../core/contract/resourceDefinition";
import { FinalError, RefusedError } from "../../http/errors";
import { JobLostError, type Write, type ZStackApi } from "../client/client";
import { volumesPath } from "../models/volume";
import { refuseHeld } from "../ownership/ownerTag";
import { getVolume } from "../resource/vmTarget";

/** A data volume as messages name it. */
export interface NamedVolume {
  readonly noun: string;
  readonly uuid: string;
}

/** Detaches the volume, as long as it is attached to this VM and nobody else holds it. */
export async function detach(
  api: ZStackApi,
  ctx: RequestContext,
  { noun, uuid }: NamedVolume,
  vmUuid: string,
): Promise<void> {
  const isDone = async (): Promise<boolean> => (await getVolume(api, uuid))?.vmInstanceUuid !== vmUuid;
  const condition = async (): Promise<void> => {
    await refuseHeld(api, ctx, uuid);
    if (await isDone()) throw new RefusedError("changed-meanwhile", `${uuid} is no longer attached to VM ${vmUuid}`);
  };
  const write: Write = { method: "DELETE", path: `${volumesPath}/${uuid}/vm-instances?vmUuid=${vmUuid}`, condition };
  const what = `${ctx.label}: detaching ${noun} ${uuid} from VM ${vmUuid}`;
  await sendUnless(isDone, () => api.run(write, what, ctx.timeout), `${noun} ${uuid}`);
}

/** What was refused, or whose result is lost, may be done all the same. */
export async function sendUnless(
  isDone: () => Promise<boolean>,
  send: () => Promise<unknown>,
  what: string,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    const changed = error instanceof RefusedError && error.code === "changed-meanwhile";
    if (!changed && !(error instanceof FinalError) && !(error instanceof JobLostError)) throw error;
    if (await isDone()) return;
    if (!(error instanceof FinalError)) throw error;
    const facts = { request: error.request, errorCode: error.code };
    throw new FinalError(`${what}: ${error.message}`, facts, { cause: error });
  }
}
