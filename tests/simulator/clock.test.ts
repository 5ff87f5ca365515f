import assert from "node:assert/strict";
import * as fc from "fast-check";
import { request } from "undici";
import { Clock, localFields } from "../../simulator/core/clock";
import { Simulated, volumes } from "../support/simulated";

describe("the simulator's clock", () => {
  const simulated = new Simulated();

  const ask = async (method: "PUT" | "GET", path: string, body?: unknown) => {
    const answer = await request(`${simulated.control.url}/v1/management-nodes/${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };

  const change = async (body: unknown): Promise<number> => {
    const url = `${new URL(simulated.control.url).origin}/simulator/clock`;
    const answer = await request(url, { method: "POST", body: JSON.stringify(body) });
    await answer.body.dump();
    return answer.statusCode;
  };

  const time = async (): Promise<number> => {
    const { status, text } = await ask("PUT", "actions", { getCurrentTime: {} });
    assert.equal(status, 200);
    const { currentTime, success } = JSON.parse(text) as {
      currentTime: { MillionSeconds: number; Seconds: number };
      success: boolean;
    };
    assert.ok(success);
    assert.equal(currentTime.Seconds, Math.floor(currentTime.MillionSeconds / 1000));
    return currentTime.MillionSeconds;
  };

  it("shows in each zone what Intl shows, whatever was asked for before", () => {
    const zones = [
      "UTC",
      "Asia/Shanghai",
      "Europe/Berlin",
      "America/St_Johns",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
    ];
    const clock = new Clock();
    const since = { min: Date.UTC(1972, 0, 2), max: Date.UTC(2090, 0, 1) };
    // Around the two changes of a year in which most of these have some.
    const aroundChange = fc.tuple(
      fc.constantFrom(
        Date.UTC(2026, 2, 29, 1),
        Date.UTC(2026, 9, 25, 1),
        Date.UTC(2026, 3, 4, 15),
        Date.UTC(2026, 2, 8, 5, 30),
      ),
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
    );
    const moment = fc.oneof(
      fc.integer(since),
      aroundChange.map(([change, off]) => change + off),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, ms) => {
        clock.setTimeZone(zone);
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        }).format(ms);
        assert.equal(clock.inZone(() => localFields(ms)).toISOString(), `${shown.replace(" ", "T")}.000Z`);
      }),
      { numRuns: 500 },
    );
  });

  it("is told to everybody, and can be set forward and back", async () => {
    assert.ok(Math.abs((await time()) - Date.now()) < 5000);
    assert.equal(await change({ stepMs: -7_200_000 }), 200);
    assert.ok(Math.abs((await time()) + 7_200_000 - Date.now()) < 5000);
    assert.equal(await change({ stepMs: "1" }), 400);
    assert.equal(await change({ timeZone: "Mars/Base" }), 400);
    assert.equal(await change({}), 400);
  });

  it("has a zone that needs authorization, and in which dates are written", async () => {
    assert.deepEqual(await ask("GET", "platform-timezone"), { status: 400, text: "missing header 'Authorization'" });
    await change({ timeZone: "Asia/Kathmandu" });
    await simulated.control.strangersSnapshot(volumes.root);
    const { volumeSnapshots } = (await simulated.control.state()) as unknown as {
      volumeSnapshots: { createDate: string }[];
    };
    const shown = Date.parse(`${volumeSnapshots[0]?.createDate} UTC`);
    assert.ok(Math.abs(shown - Date.now() - 5.75 * 3_600_000) < 10_000);
  });
});
