// A restore drill: a volume is restored, verified and taken away again.
// @API GET /v3/{project_id}/volumes/detail
// @API POST /v3/{project_id}/volumes
// @API PUT /v3/{project_id}/volumes/{volume_id}
// @API POST /v3/{project_id}/volumes/{volume_id}/metadata
// @API DELETE /v3/{project_id}/volumes/{volume_id}/metadata/{key}
// @API DELETE /v3/{project_id}/volumes/{volume_id}
// @API GET /v3/{project_id}/snapshots/detail
// @API GET /v3/{project_id}/snapshots/{snapshot_id}
// @API GET /v3/{project_id}/backups/{backup_id}

import type { ActionDefinition } from "../../core/actions/definition";
import { readersOf } from "../../core/contract/readers";
import type { Observed, RequestContext } from "../../core/contract/resourceDefinition";
import { type DrillDefinition, sourceIn } from "../../core/drills/definition";
import { runDrill } from "../../core/drills/drill";
import { formerRequests } from "../../core/drills/formerRequests";
import { identityOf } from "../../core/identity/identity";
import type { JsonObject } from "../../core/json";
import { cinderEndpoint } from "../../openstack/config";
import type { VolumeRow } from "../models/rows";
import { isUnfinished, sourceBackupOf } from "../models/volumeTags";
import { apiOf } from "../resource/base";
import { restoredVolume } from "../restoredVolume/resource";
import { sourceRule } from "../restoredVolume/rules";
import { drillSources, restoreDrillProperties } from "./properties";

const { declared } = readersOf(restoreDrillProperties);

export const restoreDrill: ActionDefinition = {
  ...restoreDrillProperties,
  noun: "restore drill",
  destroys: "delete the volume that it makes",
  endpoint: (settings) => cinderEndpoint(settings),
  // Refuses a service that would make an empty volume.
  origin: (ctx) =>
    ctx.operation === "read" ? apiOf(ctx).origin() : restoredVolume.origin({ ...ctx, operation: "create" }),
  rules: (news) => sourceRule(news),
  // No input replaces a drill.
  run: (ctx) =>
    runDrill(
      drill,
      ctx,
      formerRequests(ctx, (seed) => identityOf(seed, {})),
    ),
  // Nothing is left, so there is nothing that could be gone.
  targetExists: async () => true,
};

/** A volume is restored from a snapshot or a backup. Cinder has no recycle bin. */
export const drill: DrillDefinition<VolumeRow> = {
  restored: restoredVolume,
  source: (values) => sourceIn(declared(values), drillSources),
  inputs,
  doubt,
};

/** A restore copies tags, description and name from one volume to another: only a volume from the declared backup is certain. */
function doubt(ctx: RequestContext, { object: row, ready }: Observed<VolumeRow>): string | undefined {
  const from = sourceBackupOf(row);
  if (row.source_volid != null) return `it was copied from volume ${row.source_volid}`;
  if (from !== undefined)
    return from === declared(ctx.inputs).backupId ? undefined : `it was written from backup ${from}`;
  // Until a restore has ended, the volume does not show its backup.
  if (!ready || row.snapshot_id != null || isUnfinished(row)) return undefined;
  return "it does not show what it was made from";
}

function inputs(ctx: RequestContext): JsonObject {
  const { triggers, ...declaredInputs } = declared(ctx.inputs);
  const given = Object.entries({ ...declaredInputs }).filter(([, value]) => value !== undefined);
  const hidden = Object.entries(ctx.inputs).filter(([name]) => name.startsWith("__"));
  const name = `restore-drill-${ctx.owner.name}`.slice(0, 255).trim();
  return { ...Object.fromEntries([...given, ...hidden]), name };
}
