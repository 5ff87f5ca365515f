import assert from "node:assert/strict";
import * as fc from "fast-check";
import { secondsOf } from "../../../../provider/core/series/duration";
import { type Aged, beyond, keepForSchema, keepLastSchema } from "../../../../provider/core/series/retention";

const day = 24 * 3600;

/** Points from the newest to the oldest: nobody is younger than the one after it. */
const history: fc.Arbitrary<Aged[]> = fc
  .array(fc.record({ verified: fc.boolean(), step: fc.nat({ max: 3 * day }), known: fc.boolean() }), { maxLength: 30 })
  .map((steps) => {
    let age = 0;
    return steps.map(({ verified, step, known }) => {
      age += step;
      return { verified, age: known ? age : undefined };
    });
  });
const keepLast = fc.integer({ min: 1, max: 12 });
const keepFor = fc.integer({ min: 1, max: 40 * day });
const sound = (points: readonly Aged[]): number => points.filter((one) => one.verified).length;

describe("what need not be kept of a series", () => {
  const kept = (points: Aged[], retention: Parameters<typeof beyond>[1]): Aged[] => {
    const going = beyond(points, retention);
    return points.filter((one) => !going.includes(one));
  };

  it("is nothing where nothing says what to keep", () => {
    fc.assert(fc.property(history, (points) => assert.deepEqual(beyond(points, {}), [])));
  });

  it("never leaves fewer verified points than keepLast, as far as there are any", () => {
    const retention = fc.record({ keepLast, keepFor }, { requiredKeys: ["keepLast"] });
    fc.assert(
      fc.property(history, retention, (points, rule) => {
        const left = kept(points, rule);
        assert.ok(sound(left) >= Math.min(rule.keepLast, sound(points)));
      }),
    );
  });

  it("leaves exactly the newest keepLast of verified points where age does not count", () => {
    fc.assert(
      fc.property(history, keepLast, (points, most) => {
        const whole = points.map((one) => ({ ...one, verified: true }));
        assert.deepEqual(kept(whole, { keepLast: most }), whole.slice(0, most));
      }),
    );
  });

  it("is always older than what is kept by number, and never younger than keepFor or of an unknown age", () => {
    fc.assert(
      fc.property(history, keepLast, keepFor, (points, most, limit) => {
        for (const gone of beyond(points, { keepLast: most, keepFor: limit })) {
          assert.ok(gone.age !== undefined && gone.age > limit);
          assert.ok(sound(points.slice(0, points.indexOf(gone))) >= most);
        }
      }),
    );
  });

  it("never is the newest one", () => {
    fc.assert(
      fc.property(history, keepFor, (points, limit) => {
        assert.ok(!beyond(points, { keepFor: limit }).includes(points[0] as Aged));
      }),
    );
  });

  it("is everything older than keepFor but the newest verified one, where only that is given", () => {
    const point = (days: number, verified = true): Aged => ({ verified, age: days * day });
    const points = [point(8, false), point(9), point(10), point(11)];
    assert.deepEqual(beyond(points, { keepFor: 7 * day }), points.slice(2));
    assert.deepEqual(beyond(points, { keepFor: 10 * day }), points.slice(3));
  });

  it("does not shrink where a newer point is added and more is kept", () => {
    fc.assert(
      fc.property(history, keepLast, (points, most) => {
        const more = beyond([{ verified: true, age: 0 }, ...points], { keepLast: most });
        assert.ok(beyond(points, { keepLast: most }).every((one) => more.includes(one)));
        assert.ok(
          beyond(points, { keepLast: most + 1 }).every((one) => beyond(points, { keepLast: most }).includes(one)),
        );
      }),
    );
  });
});

describe("keepFor", () => {
  for (const [text, seconds] of [
    ["1m", 60],
    ["12h", 12 * 3600],
    ["30d", 30 * day],
    ["2w", 14 * day],
    ["12w", 84 * day],
    ["1w3d12h30m", 10 * day + 12 * 3600 + 1800],
    ["0d12h", 12 * 3600],
  ] as const) {
    it(`"${text}" is ${seconds} seconds`, () => {
      assert.equal(secondsOf(text), seconds);
      assert.ok(keepForSchema.safeParse(text).success);
    });
  }

  for (const text of [
    "",
    "0d",
    "30",
    "d",
    "30 d",
    "1.5d",
    "-1d",
    "1d1w",
    "1d2d",
    "1mo",
    "1y",
    "P30D",
    "90s",
    "1H",
    `${"9".repeat(20)}d`,
  ]) {
    it(`"${text}" is none, and says what is`, () => {
      assert.equal(secondsOf(text), undefined);
      const result = keepForSchema.safeParse(text);
      assert.match(result.error?.issues[0]?.message ?? "", /is not a duration; give whole weeks.*"30d"/);
    });
  }

  it("may be left out, and is nothing but a text", () => {
    assert.ok(keepForSchema.safeParse(undefined).success);
    assert.match(keepForSchema.safeParse(30).error?.issues[0]?.message ?? "", /give a duration such as "30d"/);
  });
});

describe("keepLast", () => {
  it("is a whole number from 1 on", () => {
    for (const fine of [undefined, 1, 500]) assert.ok(keepLastSchema.safeParse(fine).success);
    for (const bad of [0, -1, 1.5, "3", Number.NaN]) assert.ok(!keepLastSchema.safeParse(bad).success, `${bad}`);
  });
});
