import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { HttpClient } from "../../../provider/http/client";
import { AmbiguousError, ClosingError, FinalError, RetryableError } from "../../../provider/http/errors";
import { deadPort, type Loopback, serve, withProxies } from "../../support/loopback";

const get = (path: string) => ({ method: "GET" as const, path, write: false });
const post = (path: string, body?: string) => ({
  method: "POST" as const,
  path,
  write: true,
  ...(body === undefined ? {} : { body }),
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString();
}

describe("HttpClient", () => {
  let server: Loopback | undefined;
  const started = async (listener: Parameters<typeof serve>[0], timeout?: number): Promise<HttpClient> => {
    server = await serve(listener);
    const origin = `http://${server.address}`;
    return withProxies({}, async () => new HttpClient({ origin, ...(timeout === undefined ? {} : { timeout }) }));
  };
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it("sends what it is given and returns the answer as it came", async () => {
    let seen: unknown;
    const client = await started(async (request, response) => {
      seen = [request.method, request.url, request.headers["x-job-uuid"], await bodyOf(request)];
      response.writeHead(503, { "retry-after": "7" }).end("Überlastet");
    });
    const answer = await client.send({ ...post("/v1/x?q=a%3Db", '{"ü":1}'), headers: { "x-job-uuid": "j1" } });
    assert.deepEqual(seen, ["POST", "/v1/x?q=a%3Db", "j1", '{"ü":1}']);
    assert.equal(answer.status, 503);
    assert.equal(answer.text, "Überlastet");
    assert.equal(answer.headers["retry-after"], "7");
  });

  it("keeps connections for requests that follow each other", async () => {
    const client = await started((_request, response) => void response.end("{}"));
    let connections = 0;
    server?.server.on("connection", () => {
      connections += 1;
    });
    for (let count = 0; count < 20; count += 1) await client.send(get(`/${count}`));
    // The second one opens where a request comes before undici has put the first one back.
    assert.ok(connections <= 2, `${connections} connections for 20 requests`);
  });

  it("opens at most 32 connections however many requests there are", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    const client = await started((_request, response) => {
      waiting.push(() => response.end("{}"));
      most = Math.max(most, waiting.length);
      // Answered in the next turns, so that all connections that will ever be open have one in work.
      if (waiting.length === 32) for (const answer of waiting.splice(0)) setImmediate(answer);
    });
    await Promise.all(Array.from({ length: 96 }, (_, index) => client.send(get(`/${index}`))));
    assert.equal(most, 32);
  });

  it("does not read an answer without an end", async () => {
    const part = Buffer.alloc(1024 * 1024, " ");
    let sent = 0;
    const client = await started((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(part)) sent += 1;
        sent += 1;
      };
      response.on("drain", more);
      more();
    });
    await assert.rejects(client.send(get("/endless")), (error) => {
      assert.ok(error instanceof FinalError, "the next answer would be as large");
      assert.match(error.message, /the response to GET \/endless from http:\/\/127\.0\.0\.1:\d+ exceeds 64 MiB/);
      return true;
    });
    assert.ok(sent >= 64 && sent < 160, `${sent} MiB were sent`);
  });

  it("follows no redirect", async () => {
    const paths: (string | undefined)[] = [];
    const client = await started((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    assert.equal((await client.send(get("/here"))).status, 302);
    assert.deepEqual(paths, ["/here"]);
  });

  it("says that nobody is there", async () => {
    const origin = `http://127.0.0.1:${await deadPort()}`;
    const client = await withProxies({}, async () => new HttpClient({ origin }));
    await assert.rejects(client.send(post("/v1/x")), (error) => {
      assert.ok(error instanceof RetryableError);
      assert.ok(error.message.startsWith(`cannot reach ${origin}: `) && error.message.includes("ECONNREFUSED"));
      return true;
    });
  });

  it("takes a connection cut after a write for a lost answer, and keeps the query out of the message", async () => {
    const client = await started((request) => void request.socket.destroy());
    await assert.rejects(client.send(post("/v1/x?secret=1")), (error) => {
      assert.ok(error instanceof AmbiguousError);
      assert.equal(error.request, "POST /v1/x");
      assert.ok(!error.message.includes("secret"));
      return true;
    });
    await assert.rejects(client.send(get("/v1/x")), RetryableError);
  });

  it("takes an answer that breaks off for no answer", async () => {
    const client = await started((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
    });
    await assert.rejects(client.send(post("/v1/x")), AmbiguousError);
  });

  it("gives up on a server that accepts and says nothing", async () => {
    const client = await started(() => undefined, 50);
    await assert.rejects(client.send(post("/v1/slow")), AmbiguousError);
  });

  describe("after close", () => {
    it("sends the farewell and refuses everything later", async () => {
      const seen: string[] = [];
      const client = await started((request, response) => {
        seen.push(`${request.method} ${request.url}`);
        response.end("{}");
      });
      await client.send(get("/before"));
      const closing = client.close({ method: "DELETE", path: "/session", write: true }, 1000);
      await assert.rejects(client.send(get("/during")), ClosingError);
      await closing;
      await assert.rejects(client.send(post("/after")), ClosingError);
      assert.deepEqual(seen, ["GET /before", "DELETE /session"]);
    });

    it("has nothing to send without a farewell", async () => {
      let count = 0;
      const client = await started((_request, response) => {
        count += 1;
        response.end();
      });
      await client.close(undefined, 1000);
      await assert.rejects(client.send(get("/")), ClosingError);
      assert.equal(count, 0);
    });

    it("is not held up by a server that does not answer the farewell", async () => {
      const client = await started(() => undefined);
      await client.close({ method: "DELETE", path: "/session", write: true }, 20);
    });

    it("swallows a farewell that nobody takes", async () => {
      const origin = `http://127.0.0.1:${await deadPort()}`;
      const client = await withProxies({}, async () => new HttpClient({ origin }));
      await client.close({ method: "DELETE", path: "/session", write: true }, 1000);
    });
  });
});
