import assert from "node:assert/strict";
import { ZStackApi } from "../../../../provider/zstack/client/client";
import { zstackSettings } from "../../../../provider/zstack/config";
import { FakeClock } from "../../../support/clock";
import { serve } from "../../../support/loopback";
import { password, settingsOf, zstack } from "../configured";

describe("a login at a web server without the API there", () => {
  for (const [given, remedy] of [
    [undefined, /now "\/zstack"; try "\/"/],
    ["/", /now "\/"; try "\/zstack"/],
  ] as const) {
    it(`names zstack:contextPath, which is ${given ?? "not set"}`, async () => {
      let asked = 0;
      const server = await serve((_request, response) => {
        asked += 1;
        response.writeHead(404).end();
      });
      const contextPath = given === undefined ? {} : { contextPath: given };
      const configuration = zstack({
        ...{ host: "127.0.0.1", port: String(server.port), accountName: "admin", accountPassword: password },
        ...contextPath,
      });
      const api = new ZStackApi(zstackSettings(settingsOf(configuration)), {
        clock: new FakeClock(),
        random: (bytes) => Buffer.alloc(bytes),
        say: () => undefined,
      });
      try {
        await assert.rejects(api.account(), ({ message }: Error) => {
          assert.match(message, /is not a ZStack API.*Set zstack:contextPath/);
          assert.match(message, remedy);
          return true;
        });
        assert.equal(asked, 1);
      } finally {
        await api.close(100);
        await server.close();
      }
    });
  }
});
