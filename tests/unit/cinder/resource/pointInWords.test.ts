import assert from "node:assert/strict";
import { pointInWords } from "../../../../provider/cinder/resource/pointInWords";

describe("a restore point of Cinder in words", () => {
  const words = (now: number | undefined, date: string | null | undefined, name: string | null = "a"): string =>
    pointInWords({ clock: { now: () => now } }, "volume snapshot", { id: "1", name }, date);

  it("has its date, and its age by the clock of the service", () => {
    const now = Date.parse("2026-11-21T06:00:00Z");
    const of = 'volume snapshot "a" (1) of 2026-11-21T03:00:00Z';
    assert.equal(words(now, "2026-11-21T03:00:00"), `${of} (3 h old)`);
    for (const unsure of [undefined, Date.parse("2026-11-21T02:00:00Z")]) {
      assert.equal(words(unsure, "2026-11-21T03:00:00"), of);
    }
  });

  it("has neither if the platform shows none", () => {
    assert.equal(words(0, null), 'volume snapshot "a" (1)');
    assert.equal(words(0, undefined, null), "volume snapshot 1");
  });
});
