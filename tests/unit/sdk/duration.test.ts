import assert from "node:assert/strict";
import fc from "fast-check";
import { durationSeconds } from "../../../sdk/options";

describe("durationSeconds", () => {
  for (const [text, seconds] of [
    ["90s", 90],
    ["30m", 1800],
    ["1h30m", 5400],
    ["1h0m10s", 3610],
    ["1.5h", 5400],
    ["250ms", 0.25],
    ["1m500ms", 60.5],
    ["72h", 259_200],
  ] as const) {
    it(`takes ${text} for ${seconds} seconds`, () => assert.equal(durationSeconds(text, "x"), seconds));
  }

  it("takes tiny units", () => {
    assert.ok(Math.abs(durationSeconds("1us", "x") - 1e-6) < 1e-12);
    assert.ok(Math.abs(durationSeconds("1µs", "x") - 1e-6) < 1e-12);
    assert.ok(Math.abs(durationSeconds("5ns", "x") - 5e-9) < 1e-15);
  });

  it("adds up hours, minutes, seconds and milliseconds", () => {
    const count = fc.nat(10_000);
    fc.assert(
      fc.property(count, count, count, count, (h, m, s, ms) => {
        const seconds = durationSeconds(`${h}h${m}m${s}s${ms}ms`, "x");
        assert.ok(Math.abs(seconds - (h * 3600 + m * 60 + s + ms / 1000)) < 1e-6 * Math.max(1, seconds));
      }),
    );
  });

  for (const text of ["", "90", "m", "1 h", " 1h", "1h ", "-5m", "1d", "1h30", "h1", "1..5h", "1,5h", "five minutes"]) {
    it(`refuses "${text}" and says where it stands`, () => {
      assert.throws(() => durationSeconds(text, 'customTimeouts.create of "web"'), {
        message: `customTimeouts.create of "web" is "${text}"; use a duration such as "90s", "30m" or "1h30m"`,
      });
    });
  }

  it("refuses or understands any text, and never gives something that is no number", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.hmsuµn -") }), (text) => {
        let seconds = 0;
        try {
          seconds = durationSeconds(text, "x");
        } catch (error) {
          assert.ok(error instanceof Error && error.message.startsWith(`x is "${text}"`));
        }
        assert.ok(Number.isFinite(seconds) && seconds >= 0);
      }),
    );
  });
});
