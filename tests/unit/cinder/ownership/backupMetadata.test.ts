import assert from "node:assert/strict";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import type { Loopback } from "../../../support/loopback";
import { declared } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

type Outputs = Record<string, unknown>;

/** What is done with a backup, and whether its metadata are right afterwards. */
interface Deed {
  run(process: CinderProcess, id: string, outs: Outputs): Promise<unknown>;
  right(metadata: Readonly<Record<string, string>>): boolean;
}

const args = { metadata: { app: "shop" } };
const inputs = (more: Record<string, unknown> = {}): Outputs => declared({ ...args, ...more }, "VolumeBackup");
const owner = "org/project/dev::cinder.VolumeBackup::r";

const deeds: Readonly<Record<string, Deed>> = {
  "marking it": {
    run: (process, id, outs) => process.handler.update(id, { ...outs, __job: "settle" }, inputs()),
    right: (metadata) => metadata["pulumi_snapshots_owner"] === owner && metadata["app"] === "shop",
  },
  "changing what is declared of it": {
    run: (process, id, outs) => process.handler.update(id, outs, inputs({ name: "new", metadata: { stage: "prod" } })),
    right: (metadata) => metadata["stage"] === "prod" && metadata["app"] === undefined,
  },
  "keeping it": {
    run: (process, id, outs) => process.handler.delete(id, { ...outs, deletionPolicy: "retain" }),
    right: (metadata) =>
      metadata["pulumi_snapshots_retained"] === owner && metadata["pulumi_snapshots_owner"] === undefined,
  },
};

describe("metadata of a Cinder backup, which every change replaces as a whole", () => {
  let fake: FakeCinder;
  let server: Loopback;
  let processes: CinderProcess[] = [];

  const open = (): CinderProcess => {
    const process = CinderProcess.of(volumeBackup, server);
    processes.push(process);
    return process;
  };

  /** A backup that is there as declared, unless it is still to be marked. */
  async function made(marked: boolean): Promise<{ row: Row; id: string; outs: Outputs }> {
    const { id, outs } = await open().handler.create(inputs());
    const row = fake.rows.find((one) => one.id === id);
    assert.ok(row);
    if (!marked) delete row.metadata["pulumi_snapshots_owner"];
    fake.asked.length = 0;
    return { row, id, outs };
  }

  beforeEach(async () => {
    ({ fake, server } = await FakeCinder.start("backups"));
  });

  afterEach(async () => {
    await Promise.all(processes.map((process) => process.end()));
    processes = [];
    await server.close();
  });

  for (const [what, { run, right }] of Object.entries(deeds)) {
    const prepared = (): ReturnType<typeof made> => made(what !== "marking it");

    it(`keeps what others add between any two requests of ${what}`, async () => {
      for (let at = 1, last = 2; at <= last; at += 1) {
        const { row, id, outs } = await prepared();
        let written = false;
        fake.before = (request) => {
          // Nobody can see what comes between the last look and the change: there the key is lost.
          const looked = request.startsWith("PUT ") && fake.asked.at(-2) === `GET /backups/${id}`;
          if (fake.asked.length === at && !looked) {
            row.metadata = { ...row.metadata, theirs: "1" };
            written = true;
          }
          return undefined;
        };
        await run(open(), id, outs);
        last = fake.asked.length;
        fake.before = () => undefined;
        if (written) assert.equal(row.metadata["theirs"], "1", `before request ${at}: ${fake.asked.join(", ")}`);
        assert.ok(right(row.metadata), `before request ${at}: ${JSON.stringify(row.metadata)}`);
        fake.drop(row);
      }
    });

    it(`keeps what others add while ${what} is sent again`, async () => {
      for (const answer of [
        "lost",
        { status: 429, body: { overLimit: { code: 429, message: "slowly" } } },
        { status: 503 },
      ] as const) {
        const { row, id, outs } = await prepared();
        let refused = 0;
        fake.before = (_request, body) => {
          if (body?.["backup"] === undefined || refused === 2) return undefined;
          refused += 1;
          row.metadata = { ...row.metadata, [`theirs${refused}`]: "1" };
          return answer;
        };
        await run(open(), id, outs);
        fake.before = () => undefined;
        assert.equal(refused, 2, "both were sent again");
        assert.deepEqual([row.metadata["theirs1"], row.metadata["theirs2"]], ["1", "1"], JSON.stringify(answer));
        assert.ok(right(row.metadata), JSON.stringify(row.metadata));
        fake.drop(row);
      }
    });

    it(`does ${what} again where somebody replaced them with older ones`, async () => {
      const { row, id, outs } = await prepared();
      let old: Row["metadata"] | undefined;
      fake.before = (request) => {
        if (request.startsWith("PUT ") && old === undefined) old = { ...row.metadata, theirs: "1" };
        else if (request.startsWith("GET /backups/") && old !== undefined) {
          row.metadata = old;
          fake.before = () => undefined;
        }
        return undefined;
      };
      await run(open(), id, outs);
      assert.ok(right(row.metadata), JSON.stringify(row.metadata));
      assert.equal(row.metadata["theirs"], "1");
    });

    it(`keeps what others add while ${what} pauses before it is done again`, async () => {
      const { row, id, outs } = await prepared();
      const process = open();
      const { sleep } = process.clock;
      let old: Row["metadata"] | undefined;
      fake.before = (request, body) => {
        const writes = (body?.["backup"] as Outputs | undefined)?.["metadata"] !== undefined;
        if (writes && old === undefined) old = row.metadata;
        else if (request.startsWith("GET /backups/") && old !== undefined) {
          row.metadata = old;
          fake.before = () => undefined;
        }
        return undefined;
      };
      process.clock.sleep = (ms) => {
        row.metadata = { ...row.metadata, theirs: "1" };
        return sleep.call(process.clock, ms);
      };
      await run(process, id, outs);
      assert.ok(right(row.metadata), JSON.stringify(row.metadata));
      assert.equal(row.metadata["theirs"], "1");
    });

    it(`gives ${what} up where somebody replaces them each time`, async () => {
      const { row, id, outs } = await prepared();
      const old = row.metadata;
      fake.before = (request) => {
        if (request.startsWith("GET ")) row.metadata = old;
        return undefined;
      };
      await assert.rejects(run(open(), id, outs), { message: /metadata of volume backup/ });
      assert.ok(fake.asked.length < 30, fake.asked.join(", "));
    });
  }

  it("are not written where nothing differs", async () => {
    const { id, outs } = await made(true);
    await open().handler.update(id, outs, inputs({ name: "other" }));
    assert.deepEqual(
      fake.asked.filter((request) => request.startsWith("PUT ")),
      [`PUT /backups/${id}`],
    );
  });
});
