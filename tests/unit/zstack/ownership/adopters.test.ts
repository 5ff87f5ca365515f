import assert from "node:assert/strict";
import type { RequestContext } from "../../../../provider/core/contract/resourceDefinition";
import type { ZStackApi } from "../../../../provider/zstack/client/client";
import { writeOwnerTag } from "../../../../provider/zstack/ownership/ownerTag";
import type { TagRow } from "../../../../provider/zstack/ownership/tags";
import { type AdoptedObject, HastyClock, neverBothHaveIt, ownerIn, type Stack } from "../../../support/adopters";
import type { Turn } from "../../../support/interleavings";

// A ZStack server dates tags to a second.

const object = { resourceType: "VolumeSnapshotVO", uuid: "a".repeat(32), before: undefined };

const claimOf = (stack: Stack): string => (stack === "dev" ? "1" : "2").repeat(16);

/** The tags of a server whose clock goes on by `step` ms with each request. */
class Tags implements AdoptedObject {
  rows: TagRow[] = [];
  private time = Date.UTC(2026, 0, 1, 12, 0, 0, 900);
  private made = 0;

  constructor(
    private readonly step: number,
    /** uuids in falling order, so that the later tag has the smaller one. */
    private readonly falling: boolean,
  ) {}

  adopt(stack: Stack, turn: Turn): Promise<readonly TagRow[]> {
    const runtime = { clock: new HastyClock(), engineAlive: async () => true, say: () => undefined };
    const owner = ownerIn(stack, "zstack.VolumeSnapshot");
    const ctx = { owner, label: stack, runtime, timeout: undefined } as unknown as RequestContext;
    return writeOwnerTag(this.client(turn), ctx, object, claimOf(stack));
  }

  assertHeldBy(stack: Stack | undefined, text: string): void {
    const own =
      stack === undefined
        ? []
        : [`pulumi::claim::${claimOf(stack)}`, `pulumi::org/project/${stack}::zstack.VolumeSnapshot::snap`];
    assert.deepEqual(
      this.rows.map(({ tag }) => tag).sort(),
      own,
      `tags of the one that has it, and no others: ${text}`,
    );
  }

  private client(turn: Turn): ZStackApi {
    const api = {
      query: async () => {
        await this.request(turn);
        return [...this.rows];
      },
      run: async (write: { method: string; path: string; body?: { params: { tag: string } } }) => {
        await this.request(turn);
        if (write.method === "POST") this.add(write.body?.params.tag ?? "");
        else this.rows = this.rows.filter((row) => !write.path.includes(row.uuid));
        return {};
      },
    };
    return api as unknown as ZStackApi;
  }

  private async request(turn: Turn): Promise<void> {
    await turn();
    this.time += this.step;
  }

  private add(tag: string): void {
    this.made += 1;
    const uuid = String(this.falling ? 100 - this.made : this.made).padStart(32, "0");
    const createDate = new Date(Math.floor(this.time / 1000) * 1000).toISOString();
    this.rows.push({ uuid, resourceUuid: object.uuid, tag, createDate });
  }
}

describe("two adopters of one object", () => {
  // Tags of one second are told by their uuids.
  for (const [step, falling] of [
    [0, false],
    [0, true],
    [400, true],
    [1500, false],
    [4000, true],
  ] as const) {
    const what = `: ${step} ms per request, ${falling ? "falling" : "rising"} uuids`;
    neverBothHaveIt(what, () => new Tags(step, falling));
  }
});
