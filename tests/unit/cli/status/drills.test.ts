import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PointRow } from "../../../../cli/list/rows";
import type { StateDrills } from "../../../../cli/stack/drills";
import { drillFindings, drillNotes, failedDrillFindings, withDrills } from "../../../../cli/status/drills";
import { newestOf } from "../../../../cli/status/findings";
import { prometheusLines } from "../../../../cli/status/prometheus";
import { aRow } from "../list/row";

const now = Date.UTC(2026, 10, 28);
const day = 24 * 3600;
const volume = { id: "v1", name: "data" };
const other = { id: "v2" };
const drilled = (daysAgo: number) => ({ restorableAt: new Date(now - daysAgo * day * 1000).toISOString() });
const point = (uuid: string, more: Partial<PointRow> = {}): PointRow => aRow({ uuid, volume, ageSeconds: 10, ...more });

const newest = (...rows: PointRow[]) =>
  withDrills(
    newestOf(rows, ({ ownership }) => ownership !== "missing"),
    rows,
  );
const found = (...rows: PointRow[]) =>
  drillFindings(newest(...rows), { maxDrillAge: 30 * day, now, stack: "dev" }).map(({ code, id }) => `${code} ${id}`);

describe("findings of restore drills", () => {
  it("are about the newest one of each volume, in whichever order points are listed", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(60), { nil: undefined }), { minLength: 1, maxLength: 6 }), (ages) => {
        const rows = ages.map((age, at) => point(String(at), age === undefined ? {} : { drill: drilled(age) }));
        const known = ages.flatMap((age) => age ?? []);
        const expected = known.length === 0 ? ["no-drill v1"] : Math.min(...known) > 30 ? ["drill-too-old v1"] : [];
        assert.deepEqual(found(...rows), expected);
      }),
    );
  });

  it("count a drill of a whole VM for each of its volumes, and one of a part for that part alone", () => {
    const parts = [volume, other].map((one) => ({ uuid: `of ${one.id}`, volume: one }));
    const backup = point("b", { kind: "vm-backup", volume: undefined, parts });
    assert.deepEqual(found({ ...backup, drill: drilled(1) }), []);
    assert.deepEqual(found(backup).sort(), ["no-drill v1", "no-drill v2"]);
    const [first, second] = parts as [(typeof parts)[number], (typeof parts)[number]];
    assert.deepEqual(found({ ...backup, parts: [first, { ...second, drill: drilled(1) }] }), ["no-drill v1"]);
  });

  it("count what was proven by a restore point that is missing by now, or that is nobody's", () => {
    const missing = point("a", { ownership: "missing", drill: drilled(2) });
    assert.deepEqual(found(point("b"), missing), []);
    const rows = [point("b"), point("c", { ownership: "foreign", drill: drilled(2) })];
    const shown = rows.slice(0, 1);
    const some = withDrills(
      newestOf(shown, () => true),
      rows,
    );
    assert.deepEqual(drillFindings(some, { maxDrillAge: 30 * day, now, stack: "dev" }), []);
  });

  it("keep volumes of different connections apart", () => {
    const rows = [point("a", { drill: drilled(1) }), point("b", { connection: 'provider "site"' })];
    assert.deepEqual(found(...rows), ["no-drill v1"]);
  });

  it("take a drill that is dated in the future for none, as nothing would ever be found", () => {
    assert.deepEqual(found(point("a", { drill: drilled(-400) })), ["no-drill v1"]);
    assert.deepEqual(found(point("a", { drill: drilled(-0.01) })), []);
  });

  it("name the last drill of a series that failed, of what is shown", () => {
    const failed = [{ point: "a", resource: "nightly", problem: "no space" }];
    const [finding, ...others] = failedDrillFindings(failed, [point("a"), point("b")]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.code, finding?.id], ["drill-failed", "a"]);
    assert.match(finding?.message ?? "", /"nightly".*no space/);
    assert.deepEqual(failedDrillFindings(failed, [point("b")]), []);
  });

  it("come with a line for each drill that has not ended, and, if they are asked for, that counts for no volume", () => {
    const drills: StateDrills = {
      recorded: [{ point: "a", drill: drilled(1) }, { point: "gone", drill: drilled(1) }, { point: "part" }],
      failed: [],
      begun: ["monthly"],
    };
    const rows = [point("a", { parts: [{ uuid: "part", volume }] })];
    assert.equal(drillNotes(drills, rows, false).length, 1);
    assert.match(drillNotes(drills, rows, false)[0] ?? "", /"monthly"/);
    assert.equal(drillNotes(drills, rows, true).length, 2);
    assert.match(drillNotes(drills, rows, true)[1] ?? "", /gone/);
    assert.deepEqual(drillNotes(undefined, rows, true), []);
  });

  it("have the time of the newest drill of each volume for Prometheus", () => {
    const some = newest(point("a", { drill: drilled(1) }), point("b", { volume: other }));
    const status = { newest: some, limits: [], connections: [], findings: [], unreadable: [], points: {} };
    const lines = prometheusLines(status).filter((line) => line.startsWith("pulumi_snapshots_newest_drill_"));
    const labels = 'connection="the stack\'s connection",volume="v1",volume_name="data"';
    assert.deepEqual(lines, [`pulumi_snapshots_newest_drill_timestamp_seconds{${labels}} ${now / 1000 - day}`]);
  });
});
