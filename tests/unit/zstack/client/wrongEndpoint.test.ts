import assert from "node:assert/strict";
import { z } from "zod";
import { ZStackApi } from "../../../../provider/zstack/client/client";
import { zstackSettings } from "../../../../provider/zstack/config";
import { FakeClock } from "../../../support/clock";
import { wrongEndpoints } from "../../../support/endpoints";
import { deadPort, withProxies } from "../../../support/loopback";
import { password, secret, settingsOf, zstack } from "../configured";

const account = { accountName: "admin", accountPassword: password };
const accessKey = { accessKeyId: "KEYKEYKEYKEY", accessKeySecret: secret };
const names = { authority: "zstack:caCert", protocol: "zstack:protocol", address: "zstack:host" };

function connected(values: Record<string, string>): { api: ZStackApi; clock: FakeClock } {
  const clock = new FakeClock();
  const api = new ZStackApi(zstackSettings(settingsOf(zstack({ host: "127.0.0.1", ...values }))), {
    clock,
    random: (bytes) => Buffer.alloc(bytes),
    say: () => undefined,
  });
  return { api, clock };
}

/** What look-ups and resources begin with. */
const calls: readonly [string, (api: ZStackApi) => Promise<unknown>][] = [
  ["a query", (api) => api.query("/v1/volumes", z.unknown(), [])],
  ["an account", (api) => api.account()],
  ["a job", (api) => api.run({ method: "POST", path: "/v1/user-tags", body: {} }, "a tag", 60)],
];

describe("an address of ZStack that is not what the settings say", () => {
  for (const { what, scheme, ca, says, open } of wrongEndpoints) {
    for (const [ctx, work] of calls) {
      it(`ends ${ctx} at once: ${what}`, async () => {
        const server = await open();
        try {
          const caCert = ca === undefined ? {} : { caCert: ca };
          await withProxies({}, async () => {
            const { api, clock } = connected({ ...account, protocol: scheme, port: String(server.port), ...caCert });
            await assert.rejects(work(api), ({ message }: Error) => {
              assert.match(message, says(names));
              assert.match(message, RegExp(`${scheme}://127\\.0\\.0\\.1:${server.port}`));
              return true;
            });
            assert.deepEqual(clock.sleeps, [], "nothing is asked again");
          });
        } finally {
          await server.close();
        }
      });
    }
  }

  for (const [by, credentials] of [
    ["an account", account],
    ["an access key", accessKey],
  ] as const) {
    for (const [ctx, work] of calls) {
      if (credentials === accessKey && ctx === "an account") continue;
      it(`ends ${ctx} of ${by} within ten seconds where the connection is refused`, async () => {
        const port = String(await deadPort());
        await withProxies({}, async () => {
          const { api, clock } = connected({ ...credentials, port });
          const began = clock.now();
          await assert.rejects(work(api), ({ message }: Error) => {
            assert.match(message, RegExp(`^cannot reach http://127\\.0\\.0\\.1:${port}: .*; check zstack:host and`));
            return true;
          });
          const took = clock.now() - began;
          assert.ok(took > 1000 && took <= 10_000, `${took} ms`);
        });
      });
    }
  }
});
