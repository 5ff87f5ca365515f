import assert from "node:assert/strict";
import { connect } from "node:net";
import { HttpClient } from "../../../provider/http/client";
import { AmbiguousError, RetryableError, transportError, WrongEndpointError } from "../../../provider/http/errors";
import { selfSigned } from "../../support/certificate";
import { type Loopback, serve, serveSecurely, withProxies } from "../../support/loopback";

describe("HttpClient through a proxy", () => {
  const own = selfSigned("pulumi-snapshots proxy test");
  const other = selfSigned("somebody else");
  const reached: string[] = [];
  let asked: string[] = [];
  /** What the proxy says to CONNECT; without it, it makes the tunnel. */
  let refusal = "";
  let secure: Loopback;
  let plain: Loopback;
  let proxy: Loopback;

  before(async () => {
    secure = await serveSecurely(own, (request, response) => {
      reached.push(`${request.method} ${request.url}`);
      response.end("the target");
    });
    plain = await serve((request, response) => {
      reached.push(`${request.method} ${request.url}`);
      response.end("the plain target");
    });
    proxy = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end("by way of the proxy");
    });
    proxy.server.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.on("error", () => socket.destroy());
      if (refusal !== "") {
        socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      const target = connect(Number((request.url ?? "").split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      target.on("error", () => socket.destroy());
    });
  });
  beforeEach(() => {
    reached.splice(0);
    asked = [];
    refusal = "";
  });
  after(() => Promise.all([secure.close(), plain.close(), proxy.close()]));

  const send = (origin: string, ca?: string): Promise<string> =>
    withProxies({ HTTPS_PROXY: `http://${proxy.address}`, HTTP_PROXY: `http://${proxy.address}` }, async () => {
      const client = new HttpClient({ origin, ...(ca === undefined ? {} : { ca }) });
      return (await client.send({ method: "POST", path: "/v1/x", write: true })).text;
    });

  it("trusts the private authority of the target", async () => {
    assert.equal(await send(`https://${secure.address}`, own.cert), "the target");
    assert.deepEqual(asked, [`CONNECT ${secure.address}`]);
    assert.deepEqual(reached, ["POST /v1/x"]);
  });

  for (const [what, ca] of [
    ["no authority", undefined],
    ["another authority", other.cert],
  ] as const) {
    it(`sends nothing to a target with ${what}, and says why`, async () => {
      await assert.rejects(send(`https://${secure.address}`, ca), (error) => {
        assert.ok(error instanceof WrongEndpointError, String(error));
        assert.match(error.message, /^no trusted TLS connection to https:\/\/127\.0\.0\.1:\d+: /);
        return true;
      });
      assert.deepEqual(reached, []);
    });
  }

  for (const answer of ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway", "503 Busy"]) {
    it(`knows that nothing was sent where the tunnel is refused: ${answer}`, async () => {
      refusal = answer;
      await assert.rejects(send(`https://${secure.address}`, own.cert), (error) => {
        assert.ok(error instanceof RetryableError && !(error instanceof AmbiguousError), String(error));
        assert.match(error.message, /^cannot reach https:\/\/127\.0\.0\.1:\d+: /);
        return true;
      });
      assert.deepEqual(reached, []);
    });
  }

  it("needs no tunnel for plain HTTP", async () => {
    refusal = "403 Forbidden";
    assert.equal(await send(`http://${plain.address}`), "by way of the proxy");
    assert.deepEqual(asked, [`POST http://${plain.address}/v1/x`]);
  });

  it("takes an aborted connection as nothing sent, for a write too", () => {
    const aborted = Object.assign(new Error("Proxy response (403) !== 200 when HTTP Tunneling"), {
      code: "UND_ERR_ABORTED",
    });
    const facts = { request: "POST /v1/x", write: true, origin: "https://cloud" };
    assert.ok(transportError(aborted, facts) instanceof RetryableError);
  });
});
