import assert from "node:assert/strict";
import { createServer } from "node:http";
import { HttpClient } from "../../../provider/http/client";
import { logAt } from "../../../provider/http/log";
import { registerSecret } from "../../../provider/http/redact";
import { listening } from "../../support/loopback";

const secret = "Pa55-of-the-log-tests";

describe("the log", () => {
  for (const [level, said, debugged] of [
    [undefined, ["a line"], []],
    ["", ["a line"], []],
    ["info", ["a line"], []],
    ["debug", ["a line"], ["debug: a request"]],
    ["off", [], []],
  ] as const) {
    it(`prints what the level ${level} asks for`, () => {
      const lines: string[] = [];
      const log = logAt(level, (line) => lines.push(line));
      log.say("a line");
      log.debug?.("a request");
      assert.deepEqual(lines, [...said, ...debugged]);
    });
  }

  it("names a level that does not exist once, and not before the first line", () => {
    const lines: string[] = [];
    const log = logAt("verbose", (line) => lines.push(line));
    assert.deepEqual(lines, []);
    log.say("one");
    log.say("two");
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? "", /PULUMI_SNAPSHOTS_LOG.*"verbose".*debug, info or off/);
  });

  it("has a line for each exchange, whatever becomes of it, and no secret in any", async () => {
    registerSecret(secret);
    const server = await listening(
      createServer((request, response) => {
        if (request.url === "/cut") response.destroy();
        else response.writeHead(404).end("{}");
      }),
    );
    const lines: string[] = [];
    const client = new HttpClient({
      origin: `http://${server.address}`,
      debug: logAt("debug", (line) => lines.push(line)).debug,
    });
    try {
      await client.send({ method: "GET", path: `/v1/things?q=name=${secret}`, write: false });
      await client.send({ method: "GET", path: "/cut", write: false }).catch(() => undefined);
    } finally {
      await client.close(undefined, 0);
      await server.close();
    }
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^debug: GET http:\/\/127\.0\.0\.1:\d+\/v1\/things\?q=name=\S+ 404 \d+ ms$/);
    assert.match(lines[1] ?? "", /^debug: GET \S+\/cut \w+ \d+ ms$/);
    assert.ok(lines.every((line) => !line.includes(secret)));
  });
});
