import type { PointRow } from "../../../../cli/list/rows";

/** A restore point with nothing special about it. */
export function aRow(more: Partial<PointRow> = {}): PointRow {
  return {
    uuid: "0".repeat(32),
    name: "point",
    kind: "snapshot",
    type: "zstack.VolumeSnapshot",
    status: "Ready",
    verified: true,
    problems: [],
    stores: [],
    chainDepth: 1,
    latest: false,
    dependents: 0,
    ownership: "managed",
    keptBy: [],
    connection: "the stack's connection",
    parts: [],
    isMember: false,
    ...more,
  };
}
