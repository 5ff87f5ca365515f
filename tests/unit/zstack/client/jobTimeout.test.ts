import assert from "node:assert/strict";
import { Deadline, StoppableClock } from "../../../../provider/http/clock";
import { JobTimeoutError } from "../../../../provider/zstack/client/jobs";

describe("JobTimeoutError", () => {
  it("tells a run that the user has cancelled from one whose time is up", () => {
    const clock = new StoppableClock();
    const deadline = new Deadline(clock, 86_400);
    const late = new JobTimeoutError("0a", deadline);
    assert.equal(late.message, "job 0a did not finish within 86400 s");
    assert.equal(late.seconds, 86_400);
    clock.cancel();
    const cancelled = new JobTimeoutError("0a", deadline);
    assert.equal(cancelled.message, "the run was cancelled while job 0a was running; the server continues it");
    assert.ok(cancelled.seconds < 60, "nobody has waited for a day");
    assert.equal(cancelled.code, "timed-out");
  });
});
