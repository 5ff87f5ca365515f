import type { CinderApi } from "../../../provider/cinder/client/client";
import { backupPath, snapshotPath } from "../../../provider/cinder/models/paths";
import { named } from "../../../provider/cinder/models/rows";
import { pointInWords } from "../../../provider/cinder/resource/pointInWords";
import { restoredVolume } from "../../../provider/cinder/restoredVolume/resource";
import { isPassingSource } from "../../../provider/cinder/restoredVolume/source";
import { RefusedError } from "../../../provider/http/errors";
import { CliError } from "../../errors";
import { type CommandConnection, commandContext } from "../context";
import type { NewVolumeOptions } from "../options";
import { createUnmanaged } from "../unmanaged";
import type { Way } from "../way";
import type { CinderPoint } from "./point";

/** A new volume as the resource makes it, asked for by the command. */
export interface NewVolume extends CommandConnection {
  readonly api: CinderApi;
  readonly point: CinderPoint;
  readonly name: string;
  readonly options: NewVolumeOptions;
}

export async function newVolume({ api, settings, runtime, point, name, options }: NewVolume): Promise<Way> {
  const { kind, row } = point;
  const source = kind === "snapshot" ? { snapshotId: row.id } : { backupId: row.id };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const ctx = commandContext(restoredVolume, { settings, runtime }, name, { ...source, ...given, name });
  await restoredVolume.origin(ctx);
  const waits = waitsFor(point);
  const size = sizeOf(point, options);
  const { volumeType, availabilityZone } = options;
  const of = pointInWords(api, nounOf(point), row, point.date);
  const shape = [
    ...(size === undefined ? [] : [`of ${size} GiB`]),
    ...(volumeType === undefined ? [] : [`of type ${volumeType}`]),
    ...(availabilityZone === undefined ? [] : [`in zone ${availabilityZone}`]),
  ];
  return {
    overwrites: undefined,
    notes: [],
    plan: {
      summary: `making a new volume "${name}" from ${of}; nothing is overwritten`,
      steps: [
        ...(waits ? [`Wait until ${nounOf(point)} ${named(row)} is available; it is "${row.status}".`] : []),
        [`Create the volume "${name}"`, ...shape, `with the data of ${nounOf(point)} ${named(row)}.`].join(" "),
        "Wait until its data are complete, and verify it.",
      ],
    },
    restore: async () => {
      const { id, outputs } = await createUnmanaged(restoredVolume, ctx);
      return { id, ...outputs };
    },
    next: ({ id }) => [
      `The new volume is ${String(id)}. To look at it: openstack server add volume <server> ${String(id)}`,
      "A stack takes it over as cinder.RestoredVolume with volumeId and adopt: true.",
    ],
  };
}

const nounOf = ({ kind }: CinderPoint): string => (kind === "snapshot" ? snapshotPath : backupPath).noun;

/** Throws if the restore point can be restored from neither now nor in a while. */
function waitsFor(point: CinderPoint): boolean {
  const { kind, row } = point;
  if (row.status === "available") return false;
  if (isPassingSource(kind, row.status)) return true;
  throw new RefusedError(
    "wrong-state",
    `${nounOf(point)} ${named(row)} has status "${row.status}" and has to be available; choose another one. Nothing was changed.`,
  );
}

function sizeOf({ row }: CinderPoint, { size }: NewVolumeOptions): number | undefined {
  const least = row.size ?? undefined;
  if (size === undefined || least === undefined || size >= least) return size ?? least;
  throw new CliError("usage-error", `--size ${size}: the restore point has ${least} GiB; give at least ${least}`);
}
