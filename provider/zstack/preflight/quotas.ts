import { z } from "zod";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { RefusedError } from "../../http/errors";
import { bestEffort } from "../client/bestEffort";
import type { ZStackApi } from "../client/client";
import { quotaRemedy } from "../client/responses";

// @API GET /v1/accounts/quota/{uuid}/usages

type QuotaName = "snapshot.volume.num" | "volume.backup.num" | "volume.backup.size";

/** How much of a quota a creation uses. */
export interface Need {
  readonly quota: QuotaName;
  /** At least. */
  readonly least: number;
  /** Estimated. Default: `least`. */
  readonly likely?: number;
}

const usagesSchema = z.object({
  usages: z.array(z.object({ name: z.string(), total: z.number().default(0), used: z.number().default(0) })),
});

/** The built-in administrator, whom no quota binds, has this uuid everywhere. */
const administrator = "36c27e8ff05c4780bf6d2fa65700f22e";

/** Share of a quota above which the provider warns. */
const nearlyAll = 0.9;

/** One response, and what this process has used since then. */
interface Reading {
  readonly usages: Promise<z.infer<typeof usagesSchema>["usages"]>;
  readonly taken: Map<QuotaName, number>;
}

interface State {
  reading: Reading;
  readonly warned: Set<QuotaName>;
}

const states = new WeakMap<ZStackApi, State>();

/**
 * Refuses a creation that exceeds the account's quota. All creations of a run share one response; if it leaves no room,
 * a newer response decides, since objects may have been deleted in the meantime.
 */
export async function refuseOverQuota(api: ZStackApi, ctx: RequestContext, need: Need): Promise<void> {
  const before = states.get(api);
  const state = before ?? { reading: read(api), warned: new Set() };
  states.set(api, state);
  const first = state.reading;
  const usage = await usageOf(first, need.quota);
  if (usage === undefined) return;
  const taken = first.taken.get(need.quota) ?? 0;
  if (usage.used + taken + need.least <= usage.total) {
    first.taken.set(need.quota, taken + need.least);
    warn(state, ctx, need, { ...usage, used: usage.used + taken });
    return;
  }
  if (before !== undefined && state.reading === first) state.reading = read(api);
  const newest = state.reading;
  const left = await usageOf(newest, need.quota);
  if (left === undefined) return;
  if (left.used + need.least > left.total) throw refusal(need, left);
  newest.taken.set(need.quota, (newest.taken.get(need.quota) ?? 0) + need.least);
}

const read = (api: ZStackApi): Reading => ({ usages: quotaUsages(api), taken: new Map() });

/** All quotas of the account, with what it uses of each; none of an administrator, or if the account may not ask. */
export async function quotaUsages(api: ZStackApi): Promise<z.infer<typeof usagesSchema>["usages"]> {
  const known = await bestEffort(async () => {
    const account = await api.account();
    if (account === undefined || account === "" || account === administrator) return [];
    return usagesSchema.parse(await api.get(`/v1/accounts/quota/${account}/usages`)).usages;
  });
  return known ?? [];
}

interface Usage {
  readonly total: number;
  readonly used: number;
}

async function usageOf(reading: Reading, quota: QuotaName): Promise<Usage | undefined> {
  const usage = (await reading.usages).find((one) => one.name === quota);
  // The server reports 0 for an account without a quota of its own, so 0 is not a limit.
  return usage === undefined || usage.total <= 0 ? undefined : usage;
}

function refusal(need: Need, { total, used }: Usage): RefusedError {
  const more = need.quota === "volume.backup.size" ? "more" : `${need.least} more`;
  return new RefusedError(
    "quota-exceeded",
    `quota ${need.quota}: the account uses ${shown(need.quota, used)} of ${shown(need.quota, total)}, and this needs ` +
      `${more}; ${quotaRemedy}`,
  );
}

/** Warns once per quota and run. */
function warn(state: State, ctx: RequestContext, need: Need, { total, used }: Usage): void {
  const after = used + (need.likely ?? need.least);
  if (after < total * nearlyAll || state.warned.has(need.quota)) return;
  state.warned.add(need.quota);
  const text = after > total ? "may exceed the quota" : "is close to the quota";
  ctx.runtime.say(
    `${ctx.label}: warning: quota ${need.quota}: with this creation the account uses up to ${shown(need.quota, after)} of ` +
      `${shown(need.quota, total)}, which ${text}; ${quotaRemedy}`,
  );
}

function shown(quota: QuotaName, amount: number): string {
  return quota === "volume.backup.size" ? gibibytes(amount) : String(amount);
}

export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
