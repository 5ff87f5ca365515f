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
import type { RequestContext } from "../../core/contract/resourceDefinition";
import { type DrillDefinition, runDrill } from "../../core/drills/drill";
import type { JsonObject } from "../../core/json";
import { cinderEndpoint } from "../../openstack/config";
import type { VolumeRow } from "../models/rows";
import { apiOf } from "../resource/base";
import { restoredVolume } from "../restoredVolume/resource";
import { sourceRule } from "../restoredVolume/rules";
import { restoreDrillProperties } from "./properties";

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
  run: (ctx) => runDrill(drill, ctx),
  // Nothing is left, so there is nothing that could be gone.
  targetExists: async () => true,
};

/** A volume is restored from a snapshot or a backup. Cinder has no recycle bin. */
export const drill: DrillDefinition<VolumeRow> = { restored: restoredVolume, source, inputs };

function source(values: JsonObject): JsonObject {
  const { snapshotId, backupId } = declared(values);
  return { snapshotId, backupId };
}

function inputs(ctx: RequestContext): JsonObject {
  const { triggers, ...declaredInputs } = declared(ctx.inputs);
  const given = Object.entries({ ...declaredInputs }).filter(([, value]) => value !== undefined);
  const hidden = Object.entries(ctx.inputs).filter(([name]) => name.startsWith("__"));
  const name = `restore-drill-${ctx.owner.name}`.slice(0, 255).trim();
  return { ...Object.fromEntries([...given, ...hidden]), name };
}
