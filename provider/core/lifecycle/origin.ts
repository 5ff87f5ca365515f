import { RefusedError } from "../../http/errors";
import type { RequestContext, ResourceDefinition } from "../contract/resourceDefinition";
import type { JsonObject } from "../json";
import { endpointOf, sameOrigin } from "./diff";

/** Fails if the configuration leads to another server or account than the one that `props` record. */
export async function assertSameOrigin(
  definition: Pick<ResourceDefinition<unknown>, "noun" | "endpoint" | "origin">,
  ctx: RequestContext,
  id: string,
  props: JsonObject,
): Promise<void> {
  const recorded = props["__origin"];
  if (typeof recorded !== "string" || recorded === "") return;
  const endpoint = definition.endpoint(ctx.settings);
  if (endpoint !== undefined && endpointOf(recorded) !== endpoint) {
    throw new RefusedError("origin-mismatch", originMismatchMessage(definition.noun, id, recorded, endpoint));
  }
  const origin = await definition.origin(ctx);
  if (!sameOrigin(recorded, origin))
    throw new RefusedError("origin-mismatch", originMismatchMessage(definition.noun, id, recorded, origin));
}

/**
 * The connection's origin, compared with the recorded one. Another address may lead to the same platform: `moved` is
 * the error for the case that the object is not found there.
 */
export async function originOfUpdate(
  { noun, origin: originOf }: Pick<ResourceDefinition<unknown>, "noun" | "origin">,
  ctx: RequestContext,
  id: string,
): Promise<{ origin: string; moved: RefusedError | undefined }> {
  const origin = await originOf(ctx);
  const before = String(ctx.outputs["__origin"] ?? origin);
  const mismatch = new RefusedError("origin-mismatch", originMismatchMessage(noun, id, before, origin));
  if (endpointOf(before) !== endpointOf(origin)) return { origin, moved: mismatch };
  if (!sameOrigin(before, origin)) throw mismatch;
  return { origin, moved: undefined };
}

/** Fails instead of treating an object as missing that this account only cannot see. */
export async function assertMissing<T>(
  definition: ResourceDefinition<T>,
  ctx: RequestContext,
  id: string,
): Promise<void> {
  const proof = await definition.evidenceOfExistence(ctx, id);
  if (proof === undefined) return;
  throw new RefusedError(
    "not-visible",
    `${definition.noun} ${id} exists (${proof}), but this account cannot see it. Use the account that created it.`,
  );
}

/** Says that an object is not where the settings lead to. */
function originMismatchMessage(noun: string, id: string, recorded: string, configured: string): string {
  return (
    `${noun} ${id} was created on ${recorded}, but the provider is configured for ${configured}. Nothing was changed. ` +
    `Restore the address and account. If only the address of the platform has changed, run "pulumi up" without a refresh.`
  );
}
