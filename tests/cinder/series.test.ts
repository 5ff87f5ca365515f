import assert from "node:assert/strict";
import { type JsonObject, Resource } from "../support/providerProcess";
import { CinderTests, declareSeries, type ProcessOptions } from "./support/provider";

interface Point {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly size: number;
}

const historyOf = ({ state }: Resource): Point[] => (state?.outputs["history"] ?? []) as unknown as Point[];
const currentOf = ({ state }: Resource): Point | undefined => state?.outputs["current"] as Point | undefined;
const namesOf = (series: Resource): string[] => historyOf(series).map(({ name }) => name);
const idsOf = (series: Resource): string[] => historyOf(series).map(({ id }) => id);

describe("a series of volume snapshots in Cinder", () => {
  const cinder = new CinderTests();

  const declared = (more: JsonObject = {}): Resource =>
    new Resource(declareSeries("nightly", { volumeId: cinder.volume, ...more }));

  async function next(series: Resource, triggers: unknown, options: ProcessOptions = {}): Promise<string[]> {
    series.inputs = { ...series.inputs, triggers };
    const process = cinder.process(options);
    await series.up(process.series);
    return process.lines;
  }

  async function taken(count: number, more: JsonObject = {}): Promise<Resource> {
    const series = declared(more);
    for (let at = 1; at <= count; at += 1) await next(series, at);
    return series;
  }

  const left = async (): Promise<(string | null)[]> => (await cinder.rows()).map(({ name }) => name);

  it("takes one for each value of triggers, keeps the last, and leaves them where it goes", async () => {
    const series = await taken(3, { keepLast: 2, description: "d", metadata: { app: "shop" } });
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2"]);
    const rows = await cinder.rows();
    assert.deepEqual(rows.map(({ id }) => id).reverse(), idsOf(series));
    for (const [index, point] of historyOf(series).toReversed().entries()) {
      const row = rows[index];
      assert.deepEqual([point.createdAt, point.size, point.name], [`${row?.created_at}Z`, 1, row?.name]);
      assert.equal(row?.metadata["pulumi_snapshots_owner"], "org/project/dev::cinder.VolumeSnapshotSeries::nightly");
      assert.equal(row?.metadata["app"], "shop");
    }
    assert.equal(currentOf(series)?.name, "nightly-3");
    assert.equal(await series.refresh(cinder.process().series), "same");
    assert.equal(await series.up(cinder.process().series), "same");

    await series.destroy(cinder.process().series);
    for (const { metadata } of await cinder.rows()) {
      assert.equal(metadata["pulumi_snapshots_owner"], undefined);
      assert.equal(metadata["pulumi_snapshots_retained"], "org/project/dev::cinder.VolumeSnapshotSeries::nightly");
    }
    assert.deepEqual(await left(), ["nightly-2", "nightly-3"]);
  });

  it("takes over what an interrupted run made, marked or not, and goes with all of them", async () => {
    const series = await taken(1, { deletionPolicy: "delete" });
    const before = structuredClone(series.state);
    await next(series, 2);
    const made = idsOf(series)[0];
    series.state = structuredClone(before);
    assert.ok(
      (await next(series, 2)).some((line) => line.includes("taking over")),
      "marked and not recorded",
    );
    assert.equal(currentOf(series)?.id, made);
    await assert.rejects(next(series, 3, { engineAlive: async () => false }), { code: "engine-gone" });
    assert.equal((await cinder.rows()).length, 3);
    await next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    assert.deepEqual(await cinder.ids(), idsOf(series).toReversed());
    await series.destroy(cinder.process().series);
    assert.deepEqual(await cinder.ids(), []);
  });

  it("makes another for the current one that is gone, and counts only what is there", async () => {
    const series = await taken(3, { keepLast: 3 });
    await cinder.member.remove("snapshots", idsOf(series)[0] ?? "");
    const process = cinder.process();
    assert.equal(await series.refresh(process.series), "changed");
    assert.ok(process.said(/"nightly-3" was deleted outside/));
    await next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-2", "nightly-1"]);
    assert.deepEqual(await left(), ["nightly-1", "nightly-2", "nightly-4"]);
  });

  it("keeps what the storage has lost until there are enough sound ones, and then lets it go", async () => {
    const series = await taken(2, { keepLast: 2 });
    await cinder.admin.call("POST", `/snapshots/${idsOf(series)[0]}/action`, {
      "os-reset_status": { status: "error" },
    });
    await next(series, 3);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2", "nightly-1"]);
    await next(series, 4);
    assert.deepEqual(await left(), ["nightly-3", "nightly-4"]);
  });

  it("is refused a new one where the volume may have no more, and has lost nothing", async () => {
    const limited = { configuration: { "cinder:maxSnapshotsPerVolume": "2" } };
    const series = await taken(2, { keepLast: 2 });
    await assert.rejects(next(series, 3, limited), { code: "quota-exceeded" });
    assert.deepEqual(await left(), ["nightly-1", "nightly-2"]);
    series.inputs = { ...series.inputs, keepLast: 1 };
    await next(series, 2, limited);
    await next(series, 3, limited);
    assert.deepEqual(await left(), ["nightly-3"]);
  });
});
