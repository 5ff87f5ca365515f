import assert from "node:assert/strict";
import fc from "fast-check";
import { FilterSet } from "../../../../provider/core/functions/filter";
import { fits } from "../../../../provider/core/functions/pattern";
import type { JsonObject } from "../../../../provider/core/json";
import { conditionText } from "../../../../provider/zstack/client/query";
import { closeFunctions, findAll, findOne, functions } from "../../../../provider/zstack/functions";
import { equalTo, givenMoment, like, serverClock } from "../../../../provider/zstack/functions/conditions";
import { requestedNameFilter, rowFilters } from "../../../../provider/zstack/functions/filters";
import { type Simulator, startSimulator } from "../../../../simulator";
import { like as serverLike } from "../../../../simulator/query/compare";
import { parseCondition } from "../../../../simulator/query/conditions";
import { Control } from "../../../support/control";
import { volumes } from "../../../support/simulated";

/** Texts as people and machines write them, with everything that a query could stumble over. */
const unit = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "A", "ß", "é", "İ", "日", "1", " ", "-", "_", "%", ",", ".", "/") },
  { weight: 3, arbitrary: fc.constantFrom("=", "!=", ">=", "<=", "!?=", "!~=", "~=", "?=", ">", "<", "!", "~", "?") },
  { weight: 2, arbitrary: fc.constantFrom("'", '"', "\\", "is null", "not null", "' or 1=1", "&q=uuid=x", "#", "+") },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
);
const anyText = fc.string({ unit, maxLength: 8 });

/** What a server that compares without case finds with a condition. */
function serverFinds(condition: { field: string; operator: string; value: string }, stored: string): boolean {
  const { name, operator, value } = parseCondition(conditionText(condition as Parameters<typeof conditionText>[0]));
  assert.equal(name, condition.field);
  if (operator === "=") return stored.toLowerCase() === value.toLowerCase();
  assert.equal(operator, "~=");
  return serverLike(value)(stored);
}

describe("conditions of functions", () => {
  it("are read by the server as they are meant and never miss an equal text", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        for (const condition of equalTo("name", value)) assert.ok(serverFinds(condition, value), condition.value);
      }),
      { numRuns: 3000 },
    );
  });

  it("can be sent, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        for (const { value: sent } of [...equalTo("__userTag__", value), ...like("name", value)]) {
          encodeURIComponent(sent);
          assert.doesNotMatch(sent, /['"]/);
        }
      }),
    );
    assert.deepEqual(equalTo("name", "\ud800"), [{ field: "name", operator: "~=", value: "%" }]);
  });

  it("are as narrow as they can be", () => {
    assert.deepEqual(equalTo("name", "plain-1 %_,"), [{ field: "name", operator: "=", value: "plain-1 %_," }]);
    assert.deepEqual(equalTo("name", "a>=b'c"), [{ field: "name", operator: "~=", value: "a__b_c" }]);
    assert.deepEqual(equalTo("name", ""), []);
    assert.deepEqual(like("name", "x>%"), [{ field: "name", operator: "~=", value: "x_%" }]);
  });

  it("of a pattern find everything that the pattern fits", () => {
    const text = fc.string({ unit, minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.constantFrom("%", "_", "\\%", "\\_", "\\\\"))), text, (pieces, stored) => {
        const pattern = pieces.join("");
        // A pattern that fits often enough to mean something: the text itself with parts made wild.
        const wild = [...stored].map((one, at) => (at % 2 === 0 ? "_" : one.replace(/[%_\\]/, "\\$&"))).join("");
        assert.ok(fits(stored, wild), wild);
        for (const one of [pattern, wild, `${wild}%`, `%${wild}`]) {
          if (!fits(stored, one)) continue;
          for (const condition of like("name", one)) assert.ok(serverFinds(condition, stored), condition.value);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("patterns", () => {
  for (const [pattern, text, fitting] of [
    ["a%", "abc", true],
    ["a%", "Abc", false],
    ["a_c", "abc", true],
    ["a_c", "abbc", false],
    ["a_c", "a😀c", true],
    ["a\\_c", "a_c", true],
    ["a\\_c", "abc", false],
    ["100\\%", "100%", true],
    ["100\\%", "100 of", false],
    ["a\\\\%", "a\\b", true],
    ["a\\b", "a\\b", true],
    ["a.c", "abc", false],
    ["%", "two\nlines", true],
    ["", "", true],
    ["", "a", false],
  ] as const) {
    it(`${JSON.stringify(pattern)} ${fitting ? "fits" : "does not fit"} ${JSON.stringify(text)}`, () => {
      assert.equal(fits(text, pattern), fitting);
    });
  }
});

describe("dates", () => {
  it("are compared by the hands of the server's clock, in each of its forms", () => {
    const moment = Date.UTC(2017, 10, 14, 22, 20, 57);
    for (const text of [
      "Nov 14, 2017 10:20:57 PM",
      "Nov 14, 2017, 10:20:57 PM",
      "Nov 14, 2017, 10:20:57\u202fPM",
      "2017-11-14T22:20:57",
      "2017-11-14 22:20:57",
      "2017-11-14T22:20:57.000+08:00",
    ]) {
      assert.equal(serverClock(text), moment, text);
      if (!text.includes("+")) assert.equal(givenMoment(text), moment, text);
    }
    assert.equal(givenMoment("2017-11-14"), Date.UTC(2017, 10, 14));
    assert.equal(givenMoment("2017-11-14 22:20"), Date.UTC(2017, 10, 14, 22, 20));
  });

  it("have no zone when they are given, and are dates", () => {
    assert.match(String(givenMoment("2017-11-14T22:20:57Z")), /has a time zone.*local time/);
    assert.match(String(givenMoment("2017-11-14T22:20:57+08:00")), /has a time zone/);
    for (const text of ["", "yesterday", "14.11.2017", "1510698057", "2017-13-01", "11/14/2017"]) {
      assert.match(String(givenMoment(text)), /is not a date; write it like "2026-11-21 09:30:00"/, text);
    }
  });

  it("that the server writes in another way are not guessed", () => {
    const { createdAfter } = rowFilters();
    const row = { uuid: "u", name: "n", createDate: "heute" };
    assert.throws(() => createdAfter.given("createdAfter", "2026-01-01").matches(row), {
      code: "unexpected-response",
      message: /"heute"/,
    });
  });
});

describe("names of VM backups", () => {
  const filter = requestedNameFilter<string>((row) => row);
  const wanted = (value: string, row: string) => filter.given("name", value).matches(row);

  it("are found by the name that was asked for", () => {
    assert.ok(wanted("nightly", "nightly-2026-11-21 09:30:00.5"));
    assert.ok(wanted("nightly", "nightly"));
    assert.ok(wanted("nightly-2026-11-21 09:30:00.5", "nightly-2026-11-21 09:30:00.5"));
    assert.ok(!wanted("nightly", "nightly-2-2026-11-21 09:30:00.5"));
    assert.ok(!wanted("night", "nightly-2026-11-21 09:30:00.5"));
    assert.ok(!wanted("Nightly", "nightly-2026-11-21 09:30:00.5"));
  });

  it("are found where the server had to cut them", () => {
    for (const length of [230, 240, 254, 255]) {
      const asked = "n".repeat(length);
      assert.ok(wanted(asked, `${asked}-2026-11-21 09:30:00.5`.slice(0, 255)), String(length));
    }
  });
});

describe("filters", () => {
  const read = (values: JsonObject) => functions.VolumeSnapshot.search(values);

  it("that are unknown are named together with the known ones", () => {
    assert.throws(() => read({ volumeUid: "x" }), {
      code: "invalid-input",
      message:
        /volumeUid.* uuid, name, namePattern, userTag, createdAfter, createdBefore, volumeUuid, vmInstanceUuid, groupUuid, volumeType, state, status/,
    });
    assert.throws(() => read({ constructor: "x" }), { code: "invalid-input", message: /"constructor"/ });
  });

  for (const [name, value] of [
    ["uuid", "0F3AB1C5D2E84F6A9B7C8D9E0F1A2B3C"],
    ["volumeUuid", ""],
    ["name", 5],
    ["name", null],
    ["volumeType", "root"],
    ["status", "Deleted"],
    ["createdAfter", "now"],
  ] as const) {
    it(`refuse ${JSON.stringify({ [name]: value })}`, () => {
      const message = new RegExp(`^${name}\\b.*${JSON.stringify(value)}`);
      assert.throws(() => read({ [name]: value }), { code: "invalid-input", message });
    });
  }

  it("without a value are left out", () => {
    const filters = FilterSet.read(rowFilters(), { name: undefined });
    assert.deepEqual(filters.queries, []);
    assert.equal(filters.toString(), "");
  });

  it("are checked before anything is connected", async () => {
    await assert.rejects(findAll("Volume", { nme: "x" }, {}), /^Error: zstack\.getVolumes: unknown filter "nme"/);
    await assert.rejects(
      findOne("Volume", { mostRecent: "yes" }, {}),
      /getVolume: mostRecent is "yes"; give true or false/,
    );
    await assert.rejects(findAll("Volume", { mostRecent: true }, {}), /unknown filter "mostRecent"/);
  });
});

describe("functions by name and tag", () => {
  let simulator: Simulator;
  let control: Control;
  const find = <K extends keyof typeof functions>(found: K, filters: JsonObject) =>
    findAll(found, filters, {
      "zstack:host": control.host,
      "zstack:port": control.port,
      "zstack:accountName": "admin",
      "zstack:accountPassword": "password",
    });

  before(async () => {
    simulator = await startSimulator({ port: 0, jobDuration: 0 });
    control = new Control(simulator.url);
  });
  after(async () => {
    await closeFunctions();
    await simulator.close();
  });

  it("give exactly the snapshots with that name or tag, whatever stands in it", async () => {
    const stored = new Map<string, string>();
    const sample = fc.sample(anyText, { numRuns: 60, seed: 4 });
    // What the server cannot keep as it is given: blanks at the ends, and characters beyond U+FFFF.
    const texts = sample.filter((one) => one !== "" && one === one.trim() && [...one].length === one.length);
    for (const text of [
      ...texts,
      "it's",
      "a>=b",
      "a!=b",
      "A!=B",
      "x'y\"z\\",
      "100%",
      "100_",
      "is null",
      "a=b",
      "a,b",
    ]) {
      const uuid = await control.strangersSnapshot(volumes.root, text);
      stored.set(uuid, text);
      const params = { resourceType: "VolumeSnapshotVO", resourceUuid: uuid, tag: text };
      await control.job("POST", "/v1/user-tags", { params });
    }
    const wanted = fc.oneof(fc.constantFrom(...stored.values()), anyText);
    await fc.assert(
      fc.asyncProperty(wanted, async (text) => {
        const expected = [...stored].filter(([, one]) => one === text).map(([uuid]) => uuid);
        const byName = await find("VolumeSnapshot", { name: text });
        assert.deepEqual(byName.map(({ uuid }) => uuid).sort(), expected.sort());
        const byTag = await find("VolumeSnapshot", { userTag: text, volumeUuid: volumes.root });
        assert.deepEqual(byTag.map(({ uuid }) => uuid).sort(), expected);
        const pattern = text.replace(/[%_\\]/g, "\\$&");
        const byPattern = await find("VolumeSnapshot", { namePattern: pattern });
        assert.deepEqual(byPattern.map(({ uuid }) => uuid).sort(), expected);
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);
});
