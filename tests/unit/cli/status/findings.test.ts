import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PointRow } from "../../../../cli/list/rows";
import { ageFindings, limitFindings, newestOf, pointFindings } from "../../../../cli/status/findings";
import { prometheusLines } from "../../../../cli/status/prometheus";
import { aRow } from "../list/row";

const volume = { id: "v1", name: "data" };
const connection = "the stack's connection";
const point = (uuid: string, more: Partial<PointRow> = {}): PointRow => aRow({ uuid, volume, ageSeconds: 10, ...more });
const everything = (): boolean => true;

describe("findings", () => {
  it("of ages are about the newest verified point, in whichever order points are listed", () => {
    const ages = fc.record({ age: fc.option(fc.nat(1000), { nil: undefined }), verified: fc.boolean() });
    fc.assert(
      fc.property(fc.array(ages, { minLength: 1, maxLength: 6 }), fc.nat(1000), (all, maxAge) => {
        const rows = all.map(({ age, verified }, at) => point(String(at), { ageSeconds: age, verified }));
        const [finding, ...others] = ageFindings(newestOf(rows, everything), maxAge);
        assert.deepEqual(others, []);
        const verified = all.filter((one) => one.verified);
        const known = verified.flatMap(({ age }) => age ?? []);
        const expected =
          verified.length === 0
            ? "no-verified-point"
            : known.length === 0
              ? "age-unknown"
              : Math.min(...known) > maxAge
                ? "too-old"
                : undefined;
        assert.equal(finding?.code, expected);
      }),
    );
  });

  it("keep volumes of different connections apart, and leave out those that no longer exist", () => {
    const rows = [point("1"), point("2", { connection: 'provider "site"', ageSeconds: 99 })];
    assert.deepEqual(
      newestOf(rows, everything).map(({ ageSeconds }) => ageSeconds),
      [10, 99],
    );
    assert.deepEqual(
      newestOf(rows, () => false),
      [],
    );
  });

  it("of points leave out what nobody relies on, and what is under way", () => {
    const bad = (more: Partial<PointRow>): string[] =>
      pointFindings([point("1", { problems: ["it is bad"], ...more })], 100).map(({ code }) => code);
    assert.deepEqual(bad({}), ["problems"]);
    assert.deepEqual(bad({ ownership: "missing" }), ["missing"]);
    for (const ownership of ["foreign", "deferred", "interrupted", "unknown"] as const)
      assert.deepEqual(bad({ ownership }), [], ownership);
    assert.deepEqual(bad({ status: "Creating", ageSeconds: 100 }), []);
    assert.deepEqual(bad({ status: "creating", ageSeconds: 101 }), ["problems"]);
    assert.deepEqual(bad({ status: "Creating", ageSeconds: undefined }), ["problems"]);
    assert.deepEqual(pointFindings([point("1")], 100), []);
  });

  it("of limits begin at the share that is asked for", () => {
    const limit = (used: number) => ({ id: "q", name: "q", used, total: 200, unit: "count" as const });
    const codes = (used: number): string[] =>
      limitFindings(
        { quotas: [limit(used)], storages: [limit(used)], chains: [limit(used)] },
        0.9,
        connection,
        (id) => id,
      ).map(({ code }) => code);
    assert.deepEqual(codes(179), []);
    assert.deepEqual(codes(180), ["chain-limit", "quota", "storage"]);
  });
});

describe("the text format of Prometheus", () => {
  it("is one sample a line, whatever names contain", () => {
    const line =
      /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="([^"\\\n]|\\[\\"n])*"(,\w+="([^"\\\n]|\\[\\"n])*")*\})? \d+(\.\d+)?)$/;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const newest = newestOf([point("1", { volume: { id: "v1", name }, vm: { id: "m1", name } })], everything);
        const limits = [{ connection: name, quotas: [], storages: [], chains: [] }];
        const connections = [{ connection: name }];
        const lines = prometheusLines({ newest, limits, connections, findings: [], unreadable: [], points: {} });
        for (const one of lines) assert.match(one, line);
      }),
    );
  });
});
