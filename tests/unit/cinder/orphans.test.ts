import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { parseOptions } from "../../../cli/command";
import { orphans as orphansCommand } from "../../../cli/commands/orphans";
import { work } from "../../../cli/orphans/run";
import { connectionsToQuery } from "../../../cli/stack/connections";
import { knowledgeOf } from "../../../cli/stack/knowledge";
import type { StateResource } from "../../../cli/state/exportedStack";
import { closeConnections } from "../../../provider/cinder/connections";
import { volumeBackup } from "../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../provider/cinder/volumeSnapshot/resource";
import { Settings } from "../../../provider/core/contract/settings";
import { stackPrefix } from "../../../provider/core/identity/identity";
import { FakeClock } from "../../support/clock";
import type { Loopback } from "../../support/loopback";
import { failure } from "../openstack/scripted";
import { declared } from "./declared";
import { CinderProcess, FakeCinder, now, type Row } from "./fakeCinder";

const of = { namespace: "", organization: "org", project: "project", stack: "dev" };

interface Report {
  readonly connections: { connection: string; platform?: string; error?: string; code?: string }[];
  readonly orphans: { uuid: string; kind: string; status: string; meaning: string }[];
  readonly outcomes?: { uuid: string; outcome: string; code?: string; message?: string }[];
}

describe("pulumi-snapshots orphans on Cinder", () => {
  let fake: FakeCinder;
  let server: Loopback;

  const start = async (list: "snapshots" | "backups" = "snapshots"): Promise<void> => {
    ({ fake, server } = await FakeCinder.start(list));
    const other = list === "snapshots" ? "backups" : "snapshots";
    fake.before = (request) =>
      request === `GET /${other}/detail` ? { status: 200, body: { [other]: [] } } : undefined;
  };

  afterEach(() => server.close());

  async function orphans(args: string[], state: StateResource[] = [], environment: Record<string, string> = {}) {
    const values: Record<string, string> = {
      "openstack:token": "Token-der-Wolke-1",
      "openstack:endpointOverrides": JSON.stringify({ volumev3: `http://${server.address}/v3/project` }),
    };
    const standard = {
      name: "the stack's connection",
      settings: new Settings((key) => values[key], environment),
      inWords: (text: string) => text,
    };
    const runtime = {
      clock: new FakeClock(now),
      environment,
      random: randomBytes,
      createdInThisProcess: new Set<string>(),
      keptByProgram: new Set<string>(),
      say: () => undefined,
      engineAlive: async () => true,
    };
    const toQuery = connectionsToQuery(standard, { zstack: [], cinder: [] }, { zstack: false, cinder: false });
    const known = knowledgeOf({ deployment: { resources: state } });
    const stack = { of, toQuery, known, knownNow: async () => known };
    let text = "";
    try {
      const code = await work(parseOptions(orphansCommand, [...args, "--json", "--yes"]), stack, runtime, (printed) => {
        text = printed;
      });
      return { code, ...(JSON.parse(text) as Report) };
    } finally {
      await closeConnections(runtime, 100);
    }
  }

  async function created(
    kind: "VolumeSnapshot" | "VolumeBackup" = "VolumeSnapshot",
    args: Record<string, unknown> = {},
  ): Promise<{ id: string; state: StateResource; row: Row }> {
    const process =
      kind === "VolumeSnapshot" ? CinderProcess.of(volumeSnapshot, server) : CinderProcess.of(volumeBackup, server);
    const inputs = declared(args, kind);
    const { id, outs } = await process.handler.create(inputs);
    await process.end();
    const row = fake.rows.find((one) => one.id === id);
    assert.ok(row);
    const type = `pulumi-nodejs:dynamic/cinder:${kind}`;
    return { id, row, state: { urn: `urn:pulumi:dev::project::${type}::r`, type, id, inputs, outputs: outs } };
  }

  it("finds nothing where state knows all, whoever else is there", async () => {
    await start();
    const { state } = await created();
    fake.add({ metadata: { app: "by hand" } });
    const prefix = stackPrefix({ ...of, stack: "prod" });
    fake.add({ metadata: { pulumi_snapshots_stack: prefix, pulumi_snapshots_owner: "org/project/prod::k::n" } });
    // The key of a stack is short, so that another one may have the same.
    fake.add({
      metadata: { pulumi_snapshots_stack: stackPrefix(of), pulumi_snapshots_owner: "org/else/dev::k::n" },
    });
    const { code, orphans: found, connections } = await orphans([], [state]);
    assert.deepEqual([code, found], [0, []]);
    assert.deepEqual(connections, [{ connection: "the stack's connection", platform: server.address }]);
  });

  it("says what was left, was lost, was given up, and is on its way out", async () => {
    await start();
    const killed = CinderProcess.of(volumeSnapshot, server);
    killed.engine = false;
    await failure(killed.handler.create(declared({ triggers: ["left"] })));
    await killed.end();
    const left = fake.rows[0];
    const lost = await created();
    const retained = await created("VolumeSnapshot", { triggers: ["kept"], deletionPolicy: "retain" });
    const process = CinderProcess.of(volumeSnapshot, server);
    await process.handler.delete(retained.id, retained.state.outputs ?? {});
    await process.end();
    fake.add({ metadata: { pulumi_snapshots_stack: stackPrefix(of) }, status: "deleting" });
    const { code, orphans: found } = await orphans([]);
    assert.equal(code, 2);
    assert.deepEqual(
      new Map(found.map((one) => [one.uuid, one.status])),
      new Map([
        [left?.id, "interrupted"],
        [lost.id, "unmanaged"],
        [retained.id, "retained"],
      ]),
    );
    assert.match(found.find((one) => one.uuid === retained.id)?.meaning ?? "", /snapshotId: "/);
    const { outcomes = [] } = await orphans(["--delete", retained.id, left?.id ?? ""]);
    assert.deepEqual(
      outcomes.map((one) => one.code),
      ["retained", "owner-unknown"],
    );
    assert.ok(fake.rows.includes(retained.row));
    const freed = await orphans(["--release-retained", retained.id, lost.id]);
    assert.deepEqual(
      freed.outcomes?.map((one) => one.outcome),
      ["released", "failed"],
    );
    assert.equal(freed.outcomes?.[1]?.code, "not-releasable");
    assert.equal(retained.row.metadata["pulumi_snapshots_retained"], undefined);
    const deleted = await orphans(["--delete", retained.id, left?.id ?? "", "--allow-unmarked"]);
    assert.deepEqual(
      deleted.outcomes?.map((one) => one.outcome),
      ["deleted", "deleted"],
    );
    assert.deepEqual(
      fake.rows.filter((one) => one.status !== "deleting").map((one) => one.id),
      [lost.id],
    );
  });

  for (const [type, list] of [
    ["VolumeSnapshot", "snapshots"],
    ["VolumeBackup", "backups"],
  ] as const) {
    it(`gives a lost ${type} back to the next up, which takes it over`, async () => {
      await start(list);
      const { id, row, state } = await created(type);
      const { outcomes = [] } = await orphans(["--release", id]);
      assert.deepEqual(outcomes, [{ uuid: id, action: "release", outcome: "released" }]);
      assert.equal(row.metadata["pulumi_snapshots_owner"], undefined);
      const again = await created(type);
      assert.equal(again.id, id);
      const kept = await orphans(["--release", id], [{ ...state, id: "another" }]);
      assert.equal(kept.outcomes?.[0]?.code, "not-releasable");
      row.metadata["pulumi_snapshots_owner"] = `org/project/dev::cinder.${type}::r`;
      Object.assign(row, { created_at: "2026-11-20T20:00:00.000000" });
      const old = await orphans(["--release", id]);
      row.metadata["pulumi_snapshots_owner"] = "org/project/dev::cinder.VolumeSnapshotSeries::r";
      const point = await orphans(["--release", id]);
      assert.equal(point.outcomes?.[0]?.code, "not-releasable");
      assert.equal(old.outcomes?.[0]?.code, "not-releasable");
    });
  }

  it("deletes what is named, and nothing that state knows or the brake holds", async () => {
    await start();
    const first = await created();
    const second = await created("VolumeSnapshot", { triggers: [2] });
    const braked = await orphans(["--delete", first.id], [], { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" });
    assert.equal(braked.outcomes?.[0]?.code, "retain-all-override");
    const { code, outcomes = [] } = await orphans(["--delete", first.id, second.id], [second.state]);
    assert.deepEqual(
      outcomes.map((one) => one.outcome),
      ["deleted", "failed"],
    );
    assert.equal(outcomes[1]?.code, "not-orphaned");
    assert.equal(code, 1);
    assert.deepEqual(fake.rows, [second.row]);
  });

  it("shows what a deferred backup waits for, and puts off one that others rely on", async () => {
    await start("backups");
    const full = await created("VolumeBackup");
    const daily = await created("VolumeBackup", { incremental: true });
    Object.assign(full.row, { has_dependent_backups: true });
    Object.assign(daily.row, { is_incremental: true });
    const usual = fake.before;
    fake.before = (request, body) =>
      request === `DELETE /backups/${full.id}` && fake.rows.includes(daily.row)
        ? { status: 400, body: { badRequest: { code: 400, message: "Incremental backups exist" } } }
        : usual(request, body);
    const { outcomes = [] } = await orphans(["--delete", full.id]);
    assert.equal(outcomes[0]?.outcome, "deferred");
    const { orphans: found } = await orphans([]);
    const one = found.find(({ uuid }) => uuid === full.id);
    assert.equal(one?.status, "deferred", "the state is known not to hold it, so that the deferral counts at once");
    assert.ok(one?.meaning.includes(`waiting for volume backup ${daily.id}`), one?.meaning);
  });

  it("says that the query failed", async () => {
    await start();
    fake.before = () => ({ status: 403, body: { forbidden: { code: 403, message: "Policy doesn't allow it" } } });
    const { code, connections } = await orphans([]);
    assert.equal(code, 1);
    assert.equal(connections[0]?.code, "not-permitted");
  });
});
