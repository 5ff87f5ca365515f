import assert from "node:assert/strict";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { PartialStateError } from "../../../../provider/core/contract/errors";
import type { Loopback } from "../../../support/loopback";
import { failure } from "../../openstack/scripted";
import { declared } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

const owner = "org/project/dev::cinder.VolumeSnapshot::r";

describe("one snapshot of a declaration", () => {
  let fake: FakeCinder;
  let server: Loopback;
  let processes: CinderProcess[] = [];

  const open = (): CinderProcess => {
    const process = CinderProcess.of(volumeSnapshot, server);
    processes.push(process);
    return process;
  };

  const posts = (): number => fake.asked.filter((request) => request === "POST /snapshots").length;

  /** A row as an interrupted run leaves it: made, and handed to nobody. */
  async function leftOver(row: Partial<Row> = {}): Promise<Row> {
    const process = open();
    process.engine = false;
    fake.before = () => undefined;
    await failure(process.handler.create(declared()));
    const [left] = fake.rows;
    assert.ok(left);
    Object.assign(left, row);
    return left;
  }

  const marked = (row: Row): string | undefined => row.metadata["pulumi_snapshots_owner"];

  beforeEach(async () => {
    ({ fake, server } = await FakeCinder.start());
  });

  afterEach(async () => {
    await Promise.all(processes.map((process) => process.end()));
    processes = [];
    await server.close();
  });

  it("is made, marked and returned", async () => {
    const { id } = await open().handler.create(declared());
    assert.deepEqual(
      fake.rows.map((row) => [row.id, marked(row)]),
      [[id, owner]],
    );
  });

  it("is the new one, where the one that it replaces was being deleted and comes back", async () => {
    const first = await open().handler.create(declared());
    const old = fake.rows.find((row) => row.id === first.id);
    assert.ok(old);
    old.status = "deleting";
    fake.after = (request) => {
      if (request === "POST /snapshots") old.status = "available";
      return undefined;
    };
    const second = await open().handler.create(declared());
    assert.notEqual(second.id, first.id);
    assert.equal(fake.rows.length, 2);
  });

  it("is the older of two that a killed run left, also while it is being made", async () => {
    const older = await leftOver({ status: "creating" });
    const younger = fake.add({ metadata: { ...older.metadata } });
    let looks = 0;
    fake.before = (request) => {
      if (request === `GET /snapshots/${older.id}`) {
        looks += 1;
        assert.ok(looks > 2 || fake.rows.includes(younger), "nothing goes before one is sure to be good");
        if (looks === 3) older.status = "available";
      }
      return undefined;
    };
    const { id } = await open().handler.create(declared());
    assert.equal(id, older.id);
    assert.deepEqual(fake.rows, [older]);
    assert.equal(posts(), 1);
  });

  it("is the younger of two that a killed run left, where the older fails in the end", async () => {
    const older = await leftOver({ status: "creating" });
    const younger = fake.add({ metadata: { ...older.metadata } });
    let looks = 0;
    fake.before = (request) => {
      if (request === `GET /snapshots/${older.id}`) {
        looks += 1;
        if (looks === 3) older.status = "error";
      }
      return undefined;
    };
    const { id } = await open().handler.create(declared());
    assert.equal(id, younger.id);
    assert.deepEqual(fake.rows, [younger]);
    assert.equal(posts(), 1);
  });

  it("is not waited for, where what a killed run left could not be deleted", async () => {
    const left = await leftOver({ status: "error_deleting" });
    const process = open();
    const { id } = await process.handler.create(declared());
    assert.notEqual(id, left.id);
    assert.equal(process.clock.sleeps.length, 0);
    assert.ok(process.lines.some((line) => line.includes(left.id) && line.includes("could not delete")));
  });

  it("stays what another run made, where the engine of this one is gone", async () => {
    const process = open();
    let other: Row | undefined;
    fake.after = (request, body) => {
      if (request !== "POST /snapshots") return undefined;
      fake.after = () => undefined;
      // The run that follows makes its own, and this one learns nothing of it.
      process.engine = false;
      other = fake.add(body?.["snapshot"] as Partial<Row>);
      return undefined;
    };
    await assert.rejects(process.handler.create(declared()), { code: "engine-gone" });
    assert.ok(other);
    assert.ok(fake.rows.includes(other));
    assert.equal(fake.rows.length, 2);
    const { id } = await open().handler.create(declared());
    assert.deepEqual(
      fake.rows.map((row) => [row.id, marked(row)]),
      [[id, owner]],
    );
  });

  it("does not keep its own beside the one of the run that follows, whatever became of its engine", async () => {
    const process = open();
    const first = await leftOver();
    fake.drop(first);
    fake.before = (request) => {
      if (request !== "POST /snapshots") return undefined;
      fake.before = () => undefined;
      process.engine = false;
      fake.rows.unshift(Object.assign(first, { metadata: { ...first.metadata, pulumi_snapshots_owner: owner } }));
      return undefined;
    };
    await assert.rejects(process.handler.create(declared()), { code: "engine-gone" });
    assert.deepEqual(fake.rows, [first]);
  });

  it("leaves nothing behind of a request that got no answer and failed", async () => {
    let first = true;
    fake.after = (request) => {
      if (request !== "POST /snapshots" || !first) return undefined;
      first = false;
      for (const row of fake.rows) row.status = "error";
      return "lost";
    };
    const { id } = await open().handler.create(declared());
    assert.deepEqual(
      fake.rows.map((row) => row.id),
      [id],
    );
    assert.equal(posts(), 2);
  });

  it("is not asked for a second time after the time that the user gave", async () => {
    const process = open();
    fake.before = (request) => {
      if (request !== "POST /snapshots") return undefined;
      process.clock.advance(20_000);
      return "lost";
    };
    await assert.rejects(process.handler.create(declared({ __timeouts: { create: 10 } })), {
      code: "unfinished",
    });
    assert.equal(posts(), 1);
  });

  it("ends with an error where lists never show it as it is", async () => {
    let rows: unknown;
    fake.before = (request) => {
      if (request !== "GET /snapshots/detail" || fake.rows.length === 0) return undefined;
      rows ??= fake.rows.map((row) => ({ ...row, status: "creating" }));
      return { status: 200, body: { snapshots: rows } };
    };
    const error = (await failure(open().handler.create(declared({ __timeouts: { create: 30 } })))) as PartialStateError;
    assert.equal(error.id, fake.rows[0]?.id);
    assert.match(error.message, /lists still show status "creating"/);
  });

  it("is asked for again where the volume was only just busy", async () => {
    let first = true;
    fake.before = (request) => {
      if (request !== "POST /snapshots" || !first) return undefined;
      first = false;
      return { status: 400, body: { badRequest: { code: 400, message: "must be available" } } };
    };
    await open().handler.create(declared());
    assert.equal(fake.rows.length, 1);
  });

  it("is refused where the volume is not busy and the platform says no twice", async () => {
    fake.before = (request) =>
      request === "POST /snapshots"
        ? { status: 400, body: { badRequest: { code: 400, message: "no such thing" } } }
        : undefined;
    await assert.rejects(open().handler.create(declared()), { code: "wrong-state", message: /no such thing/ });
    assert.equal(posts(), 2);
  });

  it("is refused for its own input at once, in a short sentence that does not blame the volume", async () => {
    const value = "d".repeat(200);
    const message = `Invalid input for field/attribute description. Value: ${value}. '${value}' does not match '${"x-y".repeat(2000)}'`;
    fake.before = (request) => {
      if (request.startsWith("GET /volumes/")) return { status: 200, body: { volume: { status: "in-use" } } };
      const refusal = { status: 400, body: { badRequest: { code: 400, message } } };
      return request === "POST /snapshots" ? refusal : undefined;
    };
    const error = await failure(open().handler.create(declared()));
    assert.match(error.message, /Invalid input for field\/attribute description\. Value: ddd/);
    assert.doesNotMatch(error.message, /attached|volume [0-9a-f]{8}|force/);
    assert.ok(error.message.length < 500, error.message);
    assert.equal(posts(), 1);
  });

  it("is not made after a wait for the volume whose engine did not last", async () => {
    const process = open();
    fake.before = (request) => {
      if (request.startsWith("GET /volumes/")) {
        process.engine = false;
        return { status: 200, body: { volume: { status: "backing-up" } } };
      }
      return request === "POST /snapshots"
        ? { status: 400, body: { badRequest: { code: 400, message: "busy" } } }
        : undefined;
    };
    await assert.rejects(process.handler.create(declared()), { code: "engine-gone" });
    assert.equal(posts(), 1);
  });

  it("is not marked while somebody else deletes it", async () => {
    const process = open();
    fake.after = (request) => {
      const [row] = fake.rows;
      if (request === "GET /snapshots/detail" && row !== undefined) {
        fake.after = () => undefined;
        queueMicrotask(() => {
          row.status = "deleting";
        });
      }
      return undefined;
    };
    const error = (await failure(process.handler.create(declared()))) as PartialStateError;
    assert.match(error.message, /is being deleted outside/);
    assert.equal(fake.rows[0]?.metadata["pulumi_snapshots_owner"], undefined);
  });

  it("stays in state where a refresh finds that making it has failed", async () => {
    fake.birth = "creating";
    const process = open();
    const error = (await failure(process.handler.create(declared({ __timeouts: { create: 5 } })))) as PartialStateError;
    assert.equal(error.properties["__job"], "creating");
    for (const row of fake.rows) row.status = "error";
    const read = await process.handler.read(error.id, error.properties);
    assert.equal(read.id, error.id);
    assert.equal(read.props?.["__job"], "failed");
    const later = open();
    await later.handler.delete(error.id, read.props ?? {});
    assert.deepEqual(fake.rows, []);
    assert.deepEqual(await later.handler.read(error.id, error.properties), {});
  });

  it("is found by adopt after it was given up", async () => {
    const { id, outs } = await open().handler.create(declared({ deletionPolicy: "retain" }));
    await open().handler.delete(id, outs);
    assert.deepEqual(
      fake.rows.map((row) => [row.id, marked(row)]),
      [[id, undefined]],
    );
    const again = await open().handler.create(declared({ adopt: true }));
    assert.equal(again.id, id);
    assert.equal(posts(), 1);
    const another = await open().handler.create(declared());
    assert.notEqual(another.id, id);
  });
});

describe("a deletion", () => {
  let fake: FakeCinder;
  let server: Loopback;
  let process: CinderProcess;

  afterEach(async () => {
    await process.end();
    await server.close();
  });

  async function made(
    kind: "snapshots" | "backups" = "snapshots",
  ): Promise<{ id: string; outs: Record<string, unknown> }> {
    ({ fake, server } = await FakeCinder.start(kind));
    const maker =
      kind === "snapshots" ? CinderProcess.of(volumeSnapshot, server) : CinderProcess.of(volumeBackup, server);
    const created = await maker.handler.create(declared({}, kind === "snapshots" ? "VolumeSnapshot" : "VolumeBackup"));
    await maker.end();
    process = kind === "snapshots" ? CinderProcess.of(volumeSnapshot, server) : CinderProcess.of(volumeBackup, server);
    return created;
  }

  for (const kind of ["snapshots", "backups"] as const) {
    it(`of ${kind} is given up where the service fails at it every time`, async () => {
      const { id, outs } = await made(kind);
      fake.before = (request) =>
        request.startsWith("DELETE ")
          ? { status: 500, body: { computeFault: { code: 500, message: "oops" } } }
          : undefined;
      await assert.rejects(process.handler.delete(id, outs), { code: "answer-lost" });
      assert.equal(fake.asked.filter((request) => request.startsWith("DELETE ")).length, 5);
    });
  }

  it("that ends in error_deleting names who can help", async () => {
    const { id, outs } = await made();
    fake.before = (request) => {
      if (!request.startsWith("DELETE ")) return undefined;
      for (const row of fake.rows) row.status = "error_deleting";
      return { status: 202 };
    };
    await assert.rejects(process.handler.delete(id, outs), { code: "wrong-state" });
  });
});
