import assert from "node:assert/strict";
import { get } from "node:http";
import { connect } from "node:net";
import { HttpClient } from "../../../provider/http/client";
import { type Loopback, serve, withProxies } from "../../support/loopback";

/** A proxy that lets through everything and remembers who was asked for. */
async function proxy(): Promise<{ readonly loopback: Loopback; readonly asked: string[] }> {
  const asked: string[] = [];
  const loopback = await serve((request, response) => {
    const url = new URL(request.url ?? "", "http://nowhere.invalid");
    asked.push(url.host);
    const onward = get({ host: "127.0.0.1", port: url.port, path: url.pathname }, (answer) => answer.pipe(response));
    onward.on("error", () => response.destroy());
  });
  loopback.server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const [, port] = (request.url ?? "").split(":");
    const target = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    for (const end of [socket, target]) end.on("error", () => end.destroy());
  });
  return { loopback, asked };
}

describe("HttpClient and proxies", () => {
  let target: Loopback;
  let between: Awaited<ReturnType<typeof proxy>>;
  before(async () => {
    target = await serve((_request, response) => void response.end("the target"));
    between = await proxy();
  });
  beforeEach(() => between.asked.splice(0));
  after(() => Promise.all([target.close(), between.loopback.close()]));

  const answer = (variables: Readonly<Record<string, string>>, host = target.address): Promise<string> =>
    withProxies(variables, async () => {
      const client = new HttpClient({ origin: `http://${host}` });
      return (await client.send({ method: "GET", path: "/", write: false })).text;
    });

  for (const name of ["HTTP_PROXY", "http_proxy"]) {
    it(`goes through ${name}`, async () => {
      // The name exists nowhere: only the proxy knows the way.
      const host = `zstack.invalid:${target.port}`;
      assert.equal(await answer({ [name]: `http://${between.loopback.address}` }, host), "the target");
      assert.deepEqual(between.asked, [host]);
    });
  }

  it("goes around the proxy for hosts of NO_PROXY", async () => {
    const variables = { HTTP_PROXY: `http://${between.loopback.address}`, NO_PROXY: "example.com,127.0.0.1" };
    assert.equal(await answer(variables), "the target");
    assert.deepEqual(between.asked, []);
  });

  it("goes through the proxy for hosts that NO_PROXY does not name", async () => {
    const variables = { HTTP_PROXY: `http://${between.loopback.address}`, NO_PROXY: "example.com" };
    assert.equal(await answer(variables), "the target");
    assert.deepEqual(between.asked, [target.address]);
  });

  it("goes straight without any", async () => {
    assert.equal(await answer({}), "the target");
    assert.deepEqual(between.asked, []);
  });
});
