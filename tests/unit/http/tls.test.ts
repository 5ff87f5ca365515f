import assert from "node:assert/strict";
import type { TLSSocket } from "node:tls";
import { HttpClient, type HttpOptions } from "../../../provider/http/client";
import { AmbiguousError, RetryableError, WrongEndpointError } from "../../../provider/http/errors";
import { selfSigned } from "../../support/certificate";
import { type Loopback, serve, serveSecurely, withProxies } from "../../support/loopback";

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

  const send = (ca?: string, more: Partial<HttpOptions> = {}, to = server): Promise<string> =>
    withProxies({}, async () => {
      const origin = `https://${to.address}`;
      const client = new HttpClient({ origin, ...(ca === undefined ? {} : { ca }), ...more });
      return (await client.send({ method: "POST", path: "/v1/x", write: true })).text;
    });

  it("trusts a private authority that it is given", async () => {
    assert.equal(await send(own.cert), "trusted");
  });

  it("takes any certificate where it is told to", async () => {
    assert.equal(await send(undefined, { insecure: true }), "trusted");
  });

  it("shows its own certificate to a server that asks for one", async () => {
    const shown: string[] = [];
    const asking = { ...own, requestCert: true, rejectUnauthorized: true, ca: other.cert };
    const strict = await serveSecurely(asking, (request, response) => {
      const certificate = (request.socket as TLSSocket).getPeerCertificate();
      shown.push(String(certificate.subject.CN));
      response.end("known");
    });
    try {
      await assert.rejects(send(own.cert, {}, strict));
      assert.equal(await send(own.cert, { cert: other.cert, key: other.key }, strict), "known");
      assert.deepEqual(shown, ["another authority"]);
    } finally {
      await strict.close();
    }
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

  it("takes plain HTTP to a port of TLS for a wrong endpoint by a read, and for a lost answer by a write", async () => {
    await withProxies({}, async () => {
      const client = new HttpClient({ origin: `http://${server.address}` });
      await assert.rejects(client.send({ method: "POST", path: "/", write: true }), AmbiguousError);
      await assert.rejects(client.send({ method: "GET", path: "/", write: false }), WrongEndpointError);
    });
    assert.deepEqual(seen, []);
  });

  it("tries no TLS on a server that has answered once", async () => {
    let connections = 0;
    const plain = await serve((request, response) => {
      if (request.url === "/cut") request.socket.destroy();
      else response.end();
    });
    plain.server.on("connection", () => {
      connections += 1;
    });
    try {
      await withProxies({}, async () => {
        const client = new HttpClient({ origin: `http://${plain.address}` });
        await assert.rejects(client.send({ method: "GET", path: "/cut", write: false }), RetryableError);
        assert.equal(connections, 2, "the request, and one look");
        await client.send({ method: "GET", path: "/", write: false });
        const before = connections;
        await assert.rejects(client.send({ method: "GET", path: "/cut", write: false }), RetryableError);
        assert.ok(connections <= before + 1, "another look");
      });
    } finally {
      await plain.close();
    }
  });
});
