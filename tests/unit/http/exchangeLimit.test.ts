import assert from "node:assert/strict";
import { createServer } from "node:net";
import { HttpClient } from "../../../provider/http/client";
import { AmbiguousError, RetryableError } from "../../../provider/http/errors";
import { type Loopback, listening, serve, withProxies } from "../../support/loopback";

/** A server that sends this, then one blank after the other without an end. */
const dripping = (beginning: string) =>
  listening(
    createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => {
        socket.write(beginning);
        const timer = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(timer));
      });
    }),
  );

describe("the limit of a whole exchange", () => {
  let server: Loopback<import("node:net").Server> | undefined;
  afterEach(() => server?.close());
  const client = (address: string, exchangeLimit: number) =>
    withProxies({}, async () => new HttpClient({ origin: `http://${address}`, exchangeLimit }));

  for (const [part, beginning] of [
    ["body", "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"],
    ["chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n"],
    ["headers", "HTTP/1.1 200 OK\r\nserver: "],
  ] as const) {
    for (const [method, condition] of [
      ["GET", RetryableError],
      ["POST", AmbiguousError],
    ] as const) {
      it(`ends a ${method} whose answer's ${part} come byte by byte`, async () => {
        server = await dripping(beginning);
        const began = performance.now();
        const sent = (await client(server.address, 200)).send({ method, path: "/slow", write: method === "POST" });
        await assert.rejects(sent, (error) => {
          assert.ok(error instanceof condition, String(error));
          assert.match(error.message, /\/slow.*: the response was not complete within 200 ms$/);
          return true;
        });
        assert.ok(performance.now() - began < 2000);
      });
    }
  }

  it("counts while a request waits for a free connection", async () => {
    server = await dripping("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
    const one = await client(server.address, 300);
    const began = performance.now();
    const all = Array.from({ length: 70 }, () => one.send({ method: "POST", path: "/slow", write: true }));
    const ended = await Promise.allSettled(all);
    assert.ok(performance.now() - began < 2000);
    for (const end of ended) assert.ok(end.status === "rejected" && end.reason instanceof AmbiguousError);
  });

  it("leaves an answer alone that is whole in time", async () => {
    const whole = await serve((_request, response) => {
      response.write("par");
      setTimeout(() => response.end("ts"), 50);
    });
    try {
      const answer = await (await client(whole.address, 5000)).send({ method: "GET", path: "/", write: false });
      assert.equal(answer.text, "parts");
    } finally {
      await whole.close();
    }
  });
}).timeout(5000);
