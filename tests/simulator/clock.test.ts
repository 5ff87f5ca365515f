import assert from "node:assert/strict";
import { request } from "undici";
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
