import assert from "node:assert/strict";
import { HttpClient } from "../../provider/http/client";
import { WrongEndpointError } from "../../provider/http/errors";
import { selfSigned } from "../support/certificate";
import { type Loopback, serveSecurely, withProxies } from "../support/loopback";

describe("HttpClient and certificates", () => {
  const own = selfSigned("pulumi-snapshots test authority");
  const other = selfSigned("another authority");
  const seen: string[] = [];
  let server: Loopback;
  before(async () => {
    server = await serveSecurely(own, (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.end("trusted");
    });
  });
  beforeEach(() => seen.splice(0));
  after(() => server.close());

  const send = (ca?: string): Promise<string> =>
    withProxies({}, async () => {
      const client = new HttpClient({ origin: `https://${server.address}`, ...(ca === undefined ? {} : { ca }) });
      return (await client.send({ method: "POST", path: "/v1/x", write: true })).text;
    });

  it("trusts a private authority that it is given", async () => {
    assert.equal(await send(own.cert), "trusted");
  });

  for (const [what, ca] of [
    ["no authority", undefined],
    ["another authority", other.cert],
  ] as const) {
    it(`sends nothing with ${what}, and says why`, async () => {
      await assert.rejects(send(ca), (error) => {
        assert.ok(error instanceof WrongEndpointError);
        assert.match(
          error.message,
          /^no trusted TLS connection to https:\/\/127\.0\.0\.1:\d+: .*\(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
        );
        return true;
      });
      assert.deepEqual(seen, []);
    });
  }
});
