import assert from "node:assert/strict";
import { CancellableClock } from "../../../../provider/doors/plugin/cancellableClock";
import { Deadline } from "../../../../provider/http/clock";

describe("a cancelled clock", () => {
  it("ends every pause and every deadline, those that begin afterwards as well", async () => {
    const clock = new CancellableClock();
    const deadline = new Deadline(clock, 3600);
    const pauses = Promise.all([deadline.pause(3_600_000), clock.sleep(3_600_000)]);
    assert.equal(deadline.passed, false);
    clock.cancel();
    await pauses;
    await clock.sleep(3_600_000);
    assert.equal(deadline.passed, true);
    assert.equal(new Deadline(clock, 3600).passed, true);
  });
});
