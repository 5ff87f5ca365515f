import assert from "node:assert/strict";
import { TakenError } from "../../provider/core/errors";
import type { Owner } from "../../provider/core/identity";
import type { Call } from "../../provider/core/kind";
import type { ZStackApi } from "../../provider/zstack/api";
import { markOwned } from "../../provider/zstack/ownership";
import type { TagRow } from "../../provider/zstack/tags";
import { FakeClock } from "../support/clock";
import { everyOrder, type Played, type Turn } from "../support/interleavings";

// Two stacks adopt one object that nobody owns: every order of their requests, with a server that dates tags to a second.

const object = { resourceType: "VolumeSnapshotVO", uuid: "a".repeat(32), before: undefined };

const ownerIn = (stack: string): Owner => ({
  namespace: "",
  organization: "org",
  project: "project",
  stack,
  kind: "zstack.VolumeSnapshot",
  name: "snap",
});

/** A wait takes few looks, so that the orders can be counted. */
class HastyClock extends FakeClock {
  override sleep(ms: number): Promise<void> {
    return super.sleep(Math.max(ms, 5000));
  }
}

/** The tags of a server whose clock goes on by `step` ms with each request. */
class Tags {
  rows: TagRow[] = [];
  private time = Date.UTC(2026, 0, 1, 12, 0, 0, 900);
  private made = 0;

  constructor(
    private readonly step: number,
    /** uuids in falling order, so that the later tag has the smaller one. */
    private readonly falling: boolean,
  ) {}

  client(turn: Turn): ZStackApi {
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

function adopter(tags: Tags, stack: string, turn: Turn): Promise<TagRow[]> {
  const clock = new HastyClock();
  const around = { clock, engineAlive: async () => true, say: () => undefined };
  const call = { owner: ownerIn(stack), label: stack, around, timeout: undefined } as unknown as Call;
  return markOwned(tags.client(turn), call, object, stack === "dev" ? "1".repeat(16) : "2".repeat(16));
}

const stacks = ["dev", "prod"] as const;

describe("two adopters of one object", () => {
  for (const step of [0, 400, 1500, 4000]) {
    for (const falling of [false, true]) {
      const what = `${step} ms per request, ${falling ? "falling" : "rising"} uuids`;

      /** Plays all orders; returns how often each of them got it. */
      async function played(stops?: { actor: number; request: number }): Promise<{ orders: number; wins: number[] }> {
        let tags = new Tags(step, falling);
        const wins = [0, 0];
        const check = ({ results, order }: Played<TagRow[]>): void => {
          const text = `order ${order.join("")}`;
          const winners = results.flatMap((one, index) => (one?.status === "fulfilled" ? [index] : []));
          assert.ok(winners.length <= 1, `both have it: ${text}`);
          for (const one of results) {
            if (one?.status === "rejected")
              assert.ok(one.reason instanceof TakenError, `${String(one.reason)}: ${text}`);
          }
          const [winner] = winners;
          if (winner !== undefined) wins[winner] = (wins[winner] ?? 0) + 1;
          if (stops !== undefined) return;
          const left = tags.rows.map(({ tag }) => tag).sort();
          const own =
            winner === undefined
              ? []
              : [
                  `pulumi::claim::${String(winner + 1).repeat(16)}`,
                  `pulumi::org/project/${stacks[winner]}::zstack.VolumeSnapshot::snap`,
                ];
          assert.deepEqual(left, own, `tags of the one that has it, and no others: ${text}`);
        };
        const orders = await everyOrder(
          () => {
            tags = new Tags(step, falling);
            return stacks.map((stack) => (turn: Turn) => adopter(tags, stack, turn));
          },
          check,
          stops,
        );
        return { orders, wins };
      }

      it(`never both have it, whatever comes first: ${what}`, async function () {
        this.timeout(120_000);
        const { orders, wins } = await played();
        assert.ok(orders >= 50, `${orders} orders`);
        assert.ok(
          wins.every((count) => count > 0),
          `each wins in some order: ${wins.join(" ")}`,
        );
      });

      it(`never both have it where one of them stops: ${what}`, async function () {
        this.timeout(120_000);
        for (let request = 2; request <= 5; request += 1) await played({ actor: 0, request });
      });
    }
  }
});
