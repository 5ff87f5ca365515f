import assert from "node:assert/strict";
import type { JsonObject, ProviderProcess } from "../../support/providerProcess";
import { SeriesTests } from "../../support/series";
import { Simulated } from "../../support/simulated";

interface Made {
  readonly id: string;
  readonly outs: JsonObject;
}

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };

/** A forced replacement makes a series with the id of the old one. */
describe("a series that is forcibly replaced", () => {
  const simulated = new Simulated({ storage: "individual" });
  const series = new SeriesTests(simulated);
  const inputs = series.inputs({ triggers: 1, deletionPolicy: "delete" });
  const pointsOf = ({ outs }: Made): string[] => (outs["history"] as { uuid: string }[]).map(({ uuid }) => uuid);
  const there = async (): Promise<string[]> =>
    (await simulated.control.state()).volumeSnapshots.map(({ uuid }) => uuid);

  async function made(process: ProviderProcess): Promise<Made> {
    await process.handler.check({}, inputs);
    return process.handler.create(inputs);
  }

  async function keeps(process: ProviderProcess, old: Made): Promise<void> {
    await assert.rejects(process.handler.delete(old.id, old.outs), { code: "replacement-not-ready" });
    for (const uuid of pointsOf(old)) assert.ok((await there()).includes(uuid), uuid);
  }

  it("keeps its points while the new one could not be made, in this run and in the next one", async () => {
    const old = await made(series.snapshots());
    const process = series.snapshots();
    const action = { type: "failJob", code: "SYS.1006", details: "no room" };
    await simulated.control.fault({ match: create, action });
    await assert.rejects(made(process));
    await keeps(process, old);
    const tag = { match: { method: "POST", route: "/v1/user-tags" }, times: 2, action };
    await simulated.control.fault(tag);
    const again = series.snapshots();
    const { id = "", properties = {} } = await made(again).then(
      () => assert.fail("nothing failed"),
      (error: unknown) => error as { id?: string; properties?: JsonObject },
    );
    await keeps(again, old);
    await simulated.control.fault(tag);
    const later = series.snapshots();
    await later.handler.check(inputs, inputs);
    await later.handler.diff(id, properties, inputs);
    await assert.rejects(later.handler.update(id, properties, inputs));
    await keeps(later, old);
    await later.handler.update(id, properties, inputs);
    await later.handler.delete(old.id, old.outs);
    assert.ok(!(await there()).includes(pointsOf(old)[0] ?? ""));
  });

  it("keeps its points while the newest of the new one is gone, also in a later run", async () => {
    const old = await made(series.snapshots());
    const process = series.snapshots();
    const fresh = await made(process);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${pointsOf(fresh)[0]}`);
    await keeps(process, old);
    const later = series.snapshots();
    await later.handler.check(inputs, inputs);
    await later.handler.diff(fresh.id, fresh.outs, inputs);
    await keeps(later, old);
  });

  it("is deleted with the new one by a destroy", async () => {
    const old = await made(series.snapshots());
    const fresh = await made(series.snapshots());
    const process = series.snapshots();
    for (const one of [old, fresh]) await process.handler.diff(one.id, one.outs, one.outs);
    for (const one of [old, fresh]) await process.handler.delete(one.id, one.outs);
    const left = await there();
    assert.ok(![...pointsOf(old), ...pointsOf(fresh)].some((uuid) => left.includes(uuid)));
  });
});

describe("a series whose deletion is deferred", () => {
  const simulated = new Simulated();
  const series = new SeriesTests(simulated);

  it("keeps its owner tag until the run ends, also where a refresh has compared it: the state holds it until then", async () => {
    const inputs = series.inputs({ triggers: 1, deletionPolicy: "delete" });
    const first = await series.snapshots().handler.create(inputs);
    const [point] = first.outs["history"] as { uuid: string }[];
    await series.declared({ triggers: 2 }, {}, "newer").up(series.snapshots());
    const process = series.snapshots();
    await process.handler.diff(first.id, first.outs, first.outs);
    await process.handler.delete(first.id, first.outs);
    const tags = await simulated.control.tags(point?.uuid ?? "");
    assert.deepEqual(
      tags.map((tag) => tag.split("org/")[0]),
      ["pulumi::deferred-delete::", "pulumi::"],
    );
    await process.runEnds();
    const [left, ...others] = await simulated.control.tags(point?.uuid ?? "");
    assert.match(left ?? "", /^pulumi::deferred-delete::/);
    assert.deepEqual(others, []);
  });
});
