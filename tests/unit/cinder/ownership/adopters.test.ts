import assert from "node:assert/strict";
import type { CinderApi } from "../../../../provider/cinder/client/client";
import { ownershipOf } from "../../../../provider/cinder/models/metadata";
import { type CinderType, type ObservedCinder, observedFrom } from "../../../../provider/cinder/models/objectType";
import { type SnapshotRow, snapshotRow } from "../../../../provider/cinder/models/rows";
import { writeOwner } from "../../../../provider/cinder/ownership/owner";
import type { RequestContext } from "../../../../provider/core/contract/resourceDefinition";
import { ownerLabel } from "../../../../provider/core/identity/identity";
import { type AdoptedObject, HastyClock, neverBothHaveIt, ownerIn, type Stack } from "../../../support/adopters";
import type { FakeClock } from "../../../support/clock";
import type { Turn } from "../../../support/interleavings";

// Snapshots of Cinder merge keys of metadata.

const id = "5aa119a8-d25b-45a7-8d1b-88e127885635";
const kind = "cinder.VolumeSnapshot";

class Snapshot implements AdoptedObject {
  metadata: Record<string, string> = {};

  adopt(stack: Stack, turn: Turn): Promise<ObservedCinder<SnapshotRow>> {
    const clock = new HastyClock();
    const runtime = { clock, engineAlive: async () => true, say: () => undefined };
    const ctx = { owner: ownerIn(stack, kind), identity: stack, runtime } as unknown as RequestContext;
    const type = this.type();
    return writeOwner(this.client(turn, clock), ctx, type, observedFrom(type, this.row()), `claim-${stack}`);
  }

  assertHeldBy(stack: Stack | undefined, text: string): void {
    const { owner, adoptionId } = ownershipOf(this.metadata);
    const held = stack === undefined ? [undefined, undefined] : [ownerLabel(ownerIn(stack, kind)), `claim-${stack}`];
    assert.deepEqual([owner, adoptionId], held, text);
    assert.ok(!Object.keys(this.metadata).some((key) => key.includes("adopter")), text);
  }

  private row(): SnapshotRow {
    return snapshotRow.parse({ id, name: "s", status: "available", volume_id: id, metadata: { ...this.metadata } });
  }

  private type(): CinderType<SnapshotRow> {
    const type = {
      noun: "volume snapshot",
      path: "/snapshots",
      member: "snapshot",
      list: "snapshots",
      schema: snapshotRow,
      at: undefined,
      usable: ["available"],
      limit: 3600,
      look: async () => [],
      metadata: "merged",
    };
    return type as unknown as CinderType<SnapshotRow>;
  }

  private client(turn: Turn, clock: FakeClock): CinderApi {
    const api = {
      runtime: { clock },
      clock: { now: () => clock.now() },
      get: async () => {
        await turn();
        return { snapshot: this.row() };
      },
      post: async (_path: string, { metadata }: { metadata: Record<string, string> }) => {
        await turn();
        Object.assign(this.metadata, metadata);
        return { metadata: { ...this.metadata } };
      },
      delete: async (path: string) => {
        await turn();
        delete this.metadata[path.split("/").pop() ?? ""];
      },
    };
    return api as unknown as CinderApi;
  }
}

describe("two adopters of one Cinder snapshot", () => {
  neverBothHaveIt("", () => new Snapshot());
});
