import assert from "node:assert/strict";
import { namesOf, SeriesTests, seriesMark, uuidsOf } from "../../support/series";
import { Simulated } from "../../support/simulated";

const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const remove = { method: "DELETE", route: "/v1/volume-snapshots/{uuid}" };
const other = "org/project/dev::zstack.VolumeSnapshot::mine";

describe("a point of a series that another resource has adopted", () => {
  const simulated = new Simulated({ storage: "individual" });
  const tests = new SeriesTests(simulated);
  const last = (uuids: readonly string[]): string => uuids.at(-1) ?? "";

  it("is not pruned where that one has given it up to be kept", async () => {
    const series = await tests.taken(2, { keepLast: 2 });
    const first = last(uuidsOf(series));
    await tests.remarked(first, `pulumi-retained::${other}`);
    const process = tests.snapshots();
    await tests.next(series, 3, process);
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-2", "nightly-3"]);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-2"]);
    assert.match(
      process.lines.join("\n"),
      /was retained by org\/project\/dev::zstack.VolumeSnapshot::mine and is removed/,
    );
  });

  it("is not taken back where it was given up", async () => {
    const series = await tests.taken(2);
    const first = last(uuidsOf(series));
    await tests.remarked(first, `pulumi-retained::${other}`);
    await tests.next(series, 3);
    assert.deepEqual(await tests.tags(first), [`pulumi-retained::${other}`]);
    assert.equal(await series.refresh(tests.snapshots()), "same");
  });

  it("comes back into use where the series itself has given it up and stays", async () => {
    const series = await tests.taken(2, { keepLast: 2 });
    const first = last(uuidsOf(series));
    await tests.remarked(first, seriesMark.replace("pulumi::", "pulumi-retained::"));
    assert.equal(await series.refresh(tests.snapshots()), "changed");
    await series.up(tests.snapshots());
    assert.deepEqual(await tests.tags(first), [seriesMark]);
    assert.equal(namesOf(series).length, 2);
  });

  it("does not come into history where it was late", async () => {
    const series = await tests.taken(1);
    series.inputs = { ...series.inputs, __timeouts: { update: 1 } };
    await simulated.control.fault({ match: create, action: { type: "slowJob", ms: 600_000 } });
    await assert.rejects(tests.next(series, 2));
    await simulated.control.advance(600_000);
    const { volumeSnapshots } = await simulated.control.state();
    const late = volumeSnapshots.find((one) => !uuidsOf(series).includes(one.uuid))?.uuid ?? "";
    await tests.remarked(late, `pulumi::${other}`);
    const process = tests.snapshots();
    await series.up(process);
    assert.deepEqual(await tests.tags(late), [`pulumi::${other}`]);
    assert.deepEqual(namesOf(series), ["nightly-3", "nightly-1"]);
    assert.match(process.lines.join("\n"), new RegExp(`${late} "nightly-2" belongs to ${other} now`));
  });

  it("is not pruned where that happens while another is", async () => {
    const series = await tests.taken(3, { keepLast: 3 });
    const first = last(uuidsOf(series));
    await simulated.control.fault({ match: remove, action: { type: "slowJob", ms: 5_000 } });
    const up = tests.next(series, 4, tests.snapshots(), { keepLast: 2 });
    while ((await simulated.control.countOf(remove.method, remove.route)) < 1)
      await new Promise((resolve) => setImmediate(resolve));
    await tests.remarked(first, `pulumi::${other}`);
    await simulated.control.advance(5_000);
    await up;
    assert.deepEqual(await tests.left(), ["nightly-1", "nightly-3", "nightly-4"]);
    assert.deepEqual(namesOf(series), ["nightly-4", "nightly-3"]);
  });
});
