import assert from "node:assert/strict";
import type { CinderApi } from "../../../../provider/cinder/client/client";
import type { SnapshotRow } from "../../../../provider/cinder/models/rows";
import { refuseBeyond, snapshotLimit } from "../../../../provider/cinder/volumeSnapshot/limit";
import type { RequestContext } from "../../../../provider/core/contract/resourceDefinition";
import { Settings } from "../../../../provider/core/contract/settings";
import { volumeId } from "../declared";

const at = (origin: string): CinderApi => ({ origin: async () => origin }) as unknown as CinderApi;
const configured = (value: unknown): Settings =>
  new Settings((key) => (key === "cinder:maxSnapshotsPerVolume" ? value : undefined), {});

function row(index: number, volume = volumeId): SnapshotRow {
  return {
    id: `id-${index}`,
    name: index === 1 ? null : `snap-${index}`,
    description: null,
    status: "available",
    volume_id: volume,
    size: 1,
    created_at: `2026-11-2${index}T08:00:00.000000`,
    metadata: {},
  };
}

describe("snapshots that a volume may have", () => {
  for (const [value, origin, expected] of [
    [undefined, "evs.eu-de.otc.t-systems.com:443/p", 7],
    [undefined, "cinder.example.com:8776/p", undefined],
    [undefined, "myevs.example.com:8776/p", undefined],
    ["12", "evs.eu-de.otc.t-systems.com:443/p", 12],
    ["unlimited", "evs.eu-de.otc.t-systems.com:443/p", undefined],
    ["3", "cinder.example.com:8776/p", 3],
  ] as const) {
    it(`are ${expected ?? "unlimited"} at ${origin} with ${value ?? "nothing"} configured`, async () => {
      assert.equal(await snapshotLimit(at(origin), configured(value)), expected);
    });
  }

  for (const value of ["0", "-1", "7.5", "seven", "07"]) {
    it(`are not "${value}"`, async () => {
      await assert.rejects(snapshotLimit(at("cinder:8776/p"), configured(value)), {
        message: `cinder:maxSnapshotsPerVolume is "${value}"; set a whole number of at least 1, or "unlimited"`,
      });
    });
  }

  const ctx = { inputs: { volumeId } } as unknown as RequestContext;

  it("are counted for the volume alone", () => {
    refuseBeyond(2, ctx, [row(1), row(2, "another"), row(3, "another")]);
  });

  it("are named, oldest first, where one more would be too many", () => {
    assert.throws(() => refuseBeyond(2, ctx, [row(3), row(1)]), {
      message:
        `volumeId: volume ${volumeId} has 2 snapshots, and at most 2 are allowed (cinder:maxSnapshotsPerVolume). ` +
        `Delete one that is no longer needed. Oldest first: id-1 of 2026-11-21T08:00:00.000000Z, "snap-3" (id-3) of ` +
        `2026-11-23T08:00:00.000000Z`,
    });
  });
});
