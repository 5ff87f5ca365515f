import assert from "node:assert/strict";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { PartialStateError } from "../../../../provider/core/contract/errors";
import { codeOf } from "../../../../provider/http/errorCodes";
import type { Loopback } from "../../../support/loopback";
import { failure } from "../../openstack/scripted";
import { declared } from "../declared";
import { CinderProcess, FakeCinder, type Row } from "../fakeCinder";

describe("a creation that state holds unfinished", () => {
  let fake: FakeCinder;
  let server: Loopback;
  let processes: CinderProcess[] = [];

  const open = (): CinderProcess => {
    const process = CinderProcess.of(volumeSnapshot, server);
    processes.push(process);
    return process;
  };

  /** A creation that was not ready at its deadline, and its object. */
  async function unfinished(
    args: Record<string, unknown> = {},
  ): Promise<{ id: string; outs: Record<string, unknown>; row: Row }> {
    fake.birth = "creating";
    const error = (await failure(
      open().handler.create(declared({ ...args, __timeouts: { create: 5 } })),
    )) as PartialStateError;
    fake.birth = "available";
    const row = fake.rows.find((one) => one.id === error.id);
    assert.ok(row);
    return { id: error.id, outs: error.properties, row };
  }

  beforeEach(async () => {
    ({ fake, server } = await FakeCinder.start());
  });

  afterEach(async () => {
    await Promise.all(processes.map((process) => process.end()));
    processes = [];
    await server.close();
  });

  it("takes away what came up beside its object and was given to nobody", async () => {
    const { id, outs, row } = await unfinished();
    const beside = fake.add({ metadata: { ...row.metadata } });
    const broken = fake.add({ metadata: { ...row.metadata }, status: "error" });
    const somebodys = fake.add({ metadata: { ...row.metadata, pulumi_snapshots_owner: "org/project/dev::x::y" } });
    const old = fake.add({ metadata: { ...row.metadata }, created_at: "2026-11-20T21:00:00.000000" });
    row.status = "available";
    fake.before = (request) => {
      if (request.startsWith("DELETE /snapshots/")) {
        assert.ok(row.metadata["pulumi_snapshots_owner"], "nothing goes before the one that stays is marked");
      }
      return undefined;
    };
    await open().handler.update(id, outs, declared());
    assert.deepEqual(new Set(fake.rows), new Set([row, somebodys, old]));
    assert.ok(!fake.rows.includes(beside) && !fake.rows.includes(broken));
  });

  it("leaves alone what came up after its object was marked", async () => {
    const { id, outs, row } = await unfinished();
    row.status = "available";
    let later: Row | undefined;
    fake.after = (request) => {
      if (request === `POST /snapshots/${id}/metadata`) later = fake.add({ metadata: { ...row.metadata } });
      if (later !== undefined) delete later.metadata["pulumi_snapshots_owner"];
      return undefined;
    };
    await open().handler.update(id, outs, declared());
    assert.ok(later);
    assert.deepEqual(new Set(fake.rows), new Set([row, later]));
  });

  it("still knows what was declared before, where its update fails half-way", async () => {
    const { id, outs, row } = await unfinished({ metadata: { old: "1" }, description: "first" });
    row.status = "available";
    fake.before = (request) =>
      request.startsWith("DELETE ")
        ? { status: 403, body: { forbidden: { code: 403, message: "Policy doesn't allow it" } } }
        : undefined;
    const news = declared({ metadata: { fresh: "2" }, __timeouts: { create: 7 } });
    const error = (await failure(open().handler.update(id, outs, news))) as PartialStateError;
    assert.match(error.message, /Policy doesn't allow it/);
    assert.deepEqual(error.properties["metadata"], { old: "1" });
    assert.deepEqual(error.properties["__timeouts"], { create: 7 });
    assert.deepEqual([row.metadata["old"], row.metadata["fresh"]], ["1", "2"]);
    fake.before = () => undefined;
    await open().handler.update(id, error.properties, news);
    assert.deepEqual([row.metadata["old"], row.metadata["fresh"], row["description"]], [undefined, "2", ""]);
  });

  it("still knows what was declared before, where waiting for it fails", async () => {
    const { id, outs } = await unfinished({ metadata: { old: "1" } });
    const news = declared({ metadata: { fresh: "2" }, __timeouts: { update: 5 } });
    const error = (await failure(open().handler.update(id, outs, news))) as PartialStateError;
    assert.equal(codeOf(error), "unfinished");
    assert.deepEqual(error.properties["metadata"], { old: "1" });
    assert.equal(error.properties["__job"], "creating");
  });

  it("says why it has failed", async () => {
    const { id, outs, row } = await unfinished();
    row.status = "error";
    fake.before = (request) =>
      request === "GET /messages"
        ? { status: 200, body: { messages: [{ resource_uuid: id, user_message: "The storage is full." }] } }
        : undefined;
    const error = (await failure(open().handler.update(id, outs, declared()))) as PartialStateError;
    assert.match(error.message, /: The storage is full\. /);
    assert.equal(error.properties["__job"], "failed");
  });

  it("may be as old as a creation may take, while it is being made", async () => {
    const process = open();
    process.engine = false;
    await failure(process.handler.create(declared()));
    const [left] = fake.rows;
    assert.ok(left);
    fake.drop(left);
    const old = fake.add({ ...left, status: "creating", created_at: "2026-11-20T20:00:00.000000" });
    const patient = declared({ __timeouts: { create: 6 * 3600 } });
    const hasty = await open().handler.create(declared());
    assert.notEqual(hasty.id, old.id, "an hour is what a creation may take");
    fake.drop(fake.rows.find((row) => row.id === hasty.id) as Row);
    fake.before = (request) => {
      if (request === `GET /snapshots/${old.id}`) old.status = "available";
      return undefined;
    };
    const { id } = await open().handler.create(patient);
    assert.equal(id, old.id);
  });
});
