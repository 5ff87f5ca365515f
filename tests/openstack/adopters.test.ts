import assert from "node:assert/strict";
import type { CinderApi } from "../../provider/cinder/api";
import { marksOf } from "../../provider/cinder/marks";
import { type CinderSighting, type CinderType, sightingOf } from "../../provider/cinder/objects";
import { markObject } from "../../provider/cinder/ownership";
import { type SnapshotRow, snapshotRow } from "../../provider/cinder/rows";
import { TakenError } from "../../provider/core/errors";
import { type Owner, ownerLabel } from "../../provider/core/identity";
import type { Call } from "../../provider/core/kind";
import { FakeClock } from "../support/clock";
import { everyOrder, type Played, type Turn } from "../support/interleavings";

// Two stacks adopt one snapshot that nobody owns: every order of their requests. Snapshots merge keys of metadata.

const id = "5aa119a8-d25b-45a7-8d1b-88e127885635";

const ownerIn = (stack: string): Owner => ({
  namespace: "",
  organization: "org",
  project: "project",
  stack,
  kind: "cinder.VolumeSnapshot",
  name: "snap",
});

/** A wait takes few looks, so that the orders can be counted. */
class HastyClock extends FakeClock {
  override sleep(ms: number): Promise<void> {
    return super.sleep(Math.max(ms, 5000));
  }
}

class Snapshot {
  metadata: Record<string, string> = {};

  row(): SnapshotRow {
    return snapshotRow.parse({ id, name: "s", status: "available", volume_id: id, metadata: { ...this.metadata } });
  }

  type(): CinderType<SnapshotRow> {
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

  client(turn: Turn, clock: FakeClock): CinderApi {
    const api = {
      around: { clock },
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

type Sighted = CinderSighting<SnapshotRow>;

function adopter(snapshot: Snapshot, stack: string, turn: Turn): Promise<Sighted> {
  const clock = new HastyClock();
  const around = { clock, engineAlive: async () => true, say: () => undefined };
  const call = { owner: ownerIn(stack), identity: stack, around } as unknown as Call;
  const type = snapshot.type();
  return markObject(snapshot.client(turn, clock), call, type, sightingOf(type, snapshot.row()), `claim-${stack}`);
}

const stacks = ["dev", "prod"] as const;

describe("two adopters of one Cinder snapshot", () => {
  async function played(stops?: { actor: number; request: number }): Promise<{ orders: number; wins: number[] }> {
    let snapshot = new Snapshot();
    const wins = [0, 0];
    const check = ({ results, order }: Played<Sighted>): void => {
      const text = `order ${order.join("")}`;
      const winners = results.flatMap((one, index) => (one?.status === "fulfilled" ? [index] : []));
      assert.ok(winners.length <= 1, `both have it: ${text}`);
      for (const one of results) {
        if (one?.status === "rejected") assert.ok(one.reason instanceof TakenError, `${String(one.reason)}: ${text}`);
      }
      const [winner] = winners;
      if (winner !== undefined) wins[winner] = (wins[winner] ?? 0) + 1;
      if (stops !== undefined) return;
      const { owner, claim } = marksOf(snapshot.metadata);
      const stack = winner === undefined ? undefined : stacks[winner];
      assert.deepEqual(
        [owner, claim],
        stack === undefined ? [undefined, undefined] : [ownerLabel(ownerIn(stack)), `claim-${stack}`],
        text,
      );
      assert.ok(!Object.keys(snapshot.metadata).some((key) => key.includes("adopter")), text);
    };
    const orders = await everyOrder(
      () => {
        snapshot = new Snapshot();
        return stacks.map((stack) => (turn: Turn) => adopter(snapshot, stack, turn));
      },
      check,
      stops,
    );
    return { orders, wins };
  }

  it("never both have it, whatever comes first", async function () {
    this.timeout(120_000);
    const { orders, wins } = await played();
    assert.ok(orders >= 50, `${orders} orders`);
    assert.ok(
      wins.every((count) => count > 0),
      `each wins in some order: ${wins.join(" ")}`,
    );
  });

  it("never both have it where one of them stops", async function () {
    this.timeout(120_000);
    for (const actor of [0, 1]) for (let request = 2; request <= 5; request += 1) await played({ actor, request });
  });
});
