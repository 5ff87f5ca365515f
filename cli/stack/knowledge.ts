import { z } from "zod";
import { pointKeys } from "../../provider/cinder/series";
import { platformOf, tokenOfType } from "../../provider/core/contract/resourceType";
import { Settings } from "../../provider/core/contract/settings";
import { ownerLabel, ownerOf, parseSeed } from "../../provider/core/identity/identity";
import { stackNames } from "../../provider/core/lifecycle/formerStacks";
import type { Known } from "../../provider/core/orphans";
import { messageOf } from "../../provider/http/errors";
import { CliError } from "../errors";
import { uuidPattern } from "../options";
import { isRestorePoint, revealSecrets } from "../state/exportedStack";
import { seedOf } from "../state/seed";

/** The restore points in a state, and the entries that could not be read. */
export interface Knowledge extends Known {
  /** Entries that could not be read whole, each with the reason: what they hold is unknown. */
  readonly unreadable: readonly string[];
  /** Operations on restore points that the state has as pending: a run may be at work. */
  readonly pending: readonly string[];
}

const entrySchema = z.object({
  urn: z.string().default("an entry without a URN"),
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});
export type Entry = z.infer<typeof entrySchema>;

const exportSchema = z.object({
  deployment: z.object({
    resources: z.array(z.unknown()).nullish(),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});
const operationSchema = z.object({ type: z.string().default("pending"), resource: entrySchema });

const uuid = z.string().regex(uuidPattern, "is not a uuid");
const point = z.looseObject({ uuid });
const cinderPoint = z.looseObject({ [pointKeys.id]: uuid }).transform((one) => ({ uuid: one[pointKeys.id] as string }));

const seriesOf = <T extends z.ZodType<{ readonly uuid: string }>>(shown: T) =>
  z.object({
    history: z.array(shown),
    current: shown.nullish(),
    __series: z.looseObject({ count: z.number(), pending: point.nullish() }),
  });

const zstackSeries = seriesOf(point);
const cinderSeries = seriesOf(cinderPoint);

const noSettings = new Settings(() => undefined, {});

/**
 * @param exported a state whose secrets are in the clear, as far as there are any in restore points
 * @param seedFor who declares an entry, see `seedOf`
 */
export function knowledgeOf(
  exported: unknown,
  seedFor = (entry: Entry): unknown => seedOf(entry, () => noSettings),
): Knowledge {
  const parsed = exportSchema.safeParse(exported);
  if (!parsed.success) {
    const message = `\`pulumi stack export\` returned something unexpected: ${reason(parsed.error)}`;
    throw new CliError("state-unreadable", message);
  }
  const { resources, pending_operations } = parsed.data.deployment;
  const ids = new Set<string>();
  const owners = new Set<string>();
  const names = new Set<string>();
  const unreadable: string[] = [];
  const pending: string[] = [];
  const note = (entry: Entry, read: (entry: Entry) => string[]): void => {
    // A resource of any other provider counts as well.
    if (entry.id !== undefined && entry.id !== "") ids.add(entry.id);
    if (!isRestorePoint(entry)) return;
    try {
      for (const one of read(entry)) ids.add(one);
      const seed = seedFor(entry);
      owners.add(ownerLabel(ownerOf(parseSeed(seed), tokenOfType(entry.type) ?? "")));
      for (const one of namesOf(entry, seed)) names.add(one);
    } catch (error) {
      unreadable.push(`${entry.urn}: ${reason(error)}`);
    }
  };
  for (const [index, one] of (resources ?? []).entries()) {
    const entry = entrySchema.safeParse(one);
    if (entry.success) note(entry.data, heldByResource);
    else unreadable.push(`entry ${index + 1} of the resources: ${reason(entry.error)}`);
  }
  for (const [index, one] of (pending_operations ?? []).entries()) {
    const operation = operationSchema.safeParse(one);
    if (!operation.success) {
      unreadable.push(`entry ${index + 1} of the pending operations: ${reason(operation.error)}`);
      continue;
    }
    const { type, resource } = operation.data;
    if (isRestorePoint(resource)) pending.push(`${type} ${resource.urn}`);
    // What is only to be made has neither id nor outputs yet.
    note(resource, unfinishedPointsOf);
  }
  return { ids, owners, stackNames: names, unreadable, pending };
}

function heldByResource(entry: Entry): string[] {
  if (entry.id === undefined || entry.id === "") throw new Error("it has no id");
  return pointsOf(entry);
}

function namesOf({ inputs, outputs }: Entry, seed: unknown): string[] {
  const clear = [inputs, outputs].map((one) => z.record(z.string(), z.unknown()).parse(revealSecrets(one ?? {})));
  return stackNames({ __seed: seed }, ...clear);
}

const isSeries = ({ type }: Entry): boolean => type.endsWith("Series");

const schemaOf = ({ type }: Entry) => (platformOf(tokenOfType(type)) === "cinder" ? cinderSeries : zstackSeries);

/** uuids of the points of a series: those in history, and one whose creation has not ended. */
function pointsOf(entry: Entry): string[] {
  return isSeries(entry) ? uuidsIn(schemaOf(entry).parse(revealSecrets(entry.outputs ?? {}))) : [];
}

function unfinishedPointsOf(entry: Entry): string[] {
  return isSeries(entry)
    ? uuidsIn(
        schemaOf(entry)
          .partial()
          .parse(revealSecrets(entry.outputs ?? {})),
      )
    : [];
}

interface Points {
  readonly history?: readonly { readonly uuid: string }[] | undefined;
  readonly current?: { readonly uuid: string } | null | undefined;
  readonly __series?: { readonly pending?: { readonly uuid: string } | null | undefined } | undefined;
}

function uuidsIn({ history = [], current, __series }: Points): string[] {
  return [...history, current, __series?.pending].flatMap((one) => one?.uuid ?? []);
}

/** Never with a value of the state: it may be a secret. */
function reason(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const [issue] = error.issues;
  return issue === undefined ? "unexpected format" : `${issue.path.join(".") || "it"}: ${issue.message}`;
}
