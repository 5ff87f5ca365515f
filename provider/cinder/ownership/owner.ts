import { createHash } from "node:crypto";
import { EngineGoneError, TakenError } from "../../core/contract/errors";
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { ownerLabel } from "../../core/identity/identity";
import { Deadline, wallClock } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import { notYet, waitFor } from "../../http/waitFor";
import type { CinderApi } from "../client/client";
import { type Change, ownedBy, ownKeys } from "../models/metadata";
import {
  type CinderType,
  isLeaving,
  type ObservedCinder,
  observedFrom,
  ownershipIn,
  rowOf,
  taggedOf,
} from "../models/objectType";
import type { CinderRow, Metadata } from "../models/rows";
import { changeMetadata, gone } from "./changeMetadata";

// Who owns an object, where several may write it at the same time. The owner is one key, which the last writer has. So
// whoever adopts writes a key of its own first and looks for others': of two, at least one sees the other.

const reserving = `${ownKeys}adopter_`;

/** Milliseconds after which a reservation is that of a run that did not end. */
const outdated = 10 * 60_000;

/** Seconds to wait until another one that adopts at the same time has given way. */
const givingWay = 15;

const reservationOf = (ctx: RequestContext): string =>
  reserving + createHash("sha256").update(ownerLabel(ctx.owner)).digest("hex").slice(0, 16);

/** Reservations of others that are not outdated. */
function rivals(metadata: Metadata, own: string, now: number): string[] {
  const isFresh = (value: string): boolean => !(now - Number(value) > outdated);
  return Object.entries(metadata)
    .filter(([key, value]) => key.startsWith(reserving) && key !== own && isFresh(value))
    .map(([key]) => key);
}

/** Writes the owner tag; fails if another resource took the object over since `observed`. */
export async function writeOwner<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  observed: ObservedCinder<T>,
  adoptionId: string | undefined,
): Promise<ObservedCinder<T>> {
  const assertOurs = (row: T): void => {
    if (isLeaving(row))
      throw new RefusedError("changed-meanwhile", `${type.noun} ${row.id} is being deleted outside Pulumi.`);
    const { owner } = ownershipIn(type, row);
    if (owner === undefined || owner === ownerLabel(ctx.owner) || owner === observed.ownership.owner) return;
    throw new TakenError(row.id, owner);
  };
  const reserved = adoptionId === undefined ? undefined : await reserve(api, ctx, type, observed.id, assertOurs);
  const plan = {
    change(row: T): Change {
      assertOurs(row);
      return ownedBy(taggedOf(type, row), ctx.owner, ctx.identity, adoptionId);
    },
    async beforeWrite(): Promise<void> {
      // A process that dies between this write and the engine's record leaves an object that no run takes over.
      if (!(await ctx.runtime.engineAlive())) throw new EngineGoneError(`${type.noun} ${observed.id}`);
    },
  };
  const row = await changeMetadata(api, type, observed.id, plan, reserved);
  if (row === undefined) throw gone(type, observed.id);
  return observedFrom(type, row);
}

/**
 * The object, reserved for this adoption. Of two that see each other, the one with the greater key gives way; the other
 * one waits until it has, as it may have looked before and hold the object.
 */
async function reserve<T extends CinderRow>(
  api: CinderApi,
  ctx: RequestContext,
  type: CinderType<T>,
  id: string,
  assertOurs: (row: T) => void,
): Promise<T> {
  const now = (): number => api.clock.now() ?? wallClock.now();
  const own = reservationOf(ctx);
  const mine = String(now());
  const plan = {
    change(row: T): Change {
      assertOurs(row);
      return { set: row.metadata[own] === mine ? {} : { [own]: mine }, drop: [] };
    },
  };
  if ((await changeMetadata(api, type, id, plan)) === undefined) throw gone(type, id);
  const withdrawal = ({ metadata }: T): Change => ({ set: {}, drop: metadata[own] === undefined ? [] : [own] });
  const withdraw = async (error: unknown): Promise<never> => {
    await changeMetadata(api, type, id, { change: withdrawal });
    throw error;
  };
  const rival = (): TakenError => new TakenError(id, "another stack, which adopts it at the same time,");
  const look = async () => {
    const row = await rowOf(api, type, id);
    if (row === undefined) throw gone(type, id);
    try {
      assertOurs(row);
      const others = rivals(row.metadata, own, now());
      if (others.length === 0) return row;
      if (others.some((key) => key < own)) throw rival();
      return notYet;
    } catch (error) {
      return withdraw(error);
    }
  };
  return waitFor(new Deadline(ctx.runtime.clock, givingWay), look, { late: () => withdraw(rival()) });
}
