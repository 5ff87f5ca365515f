import assert from "node:assert/strict";
import { RetryableError } from "../../../../provider/http/errors";
import { MergedQuery } from "../../../../provider/zstack/client/mergedQuery";

/** A server that answers when it is told to. */
class Server {
  readonly asked: (readonly string[])[] = [];
  private readonly open: (() => void)[] = [];
  failure: Error | undefined;
  /** A key that no query may have. */
  unqueryable = "";
  /** What a row begins with in place of a key. */
  renamed = new Map<string, string>();
  readonly merged = new MergedQuery<string>(
    async (uuids) => {
      this.asked.push(uuids);
      if (uuids.includes(this.unqueryable)) throw new Error(`not ${this.unqueryable}`);
      const read = uuids.map((uuid) => `${this.renamed.get(uuid) ?? uuid} at ${this.asked.length}`);
      await new Promise<void>((resolve) => this.open.push(resolve));
      if (this.failure !== undefined) throw this.failure;
      return read;
    },
    (row) => row.split(" ")[0] ?? "",
    async () => undefined,
  );

  async answer(): Promise<void> {
    while (this.open.length === 0) await new Promise(setImmediate);
    this.open.shift()?.();
  }
}

describe("merged queries", () => {
  it("go together if they are asked for at the same time, and each gets its own rows", async () => {
    const server = new Server();
    const both = Promise.all([server.merged.rowsOf(["a", "b"]), server.merged.rowsOf(["b", "c"])]);
    await server.answer();
    assert.deepEqual(await both, [
      ["a at 1", "b at 1"],
      ["b at 1", "c at 1"],
    ]);
    assert.deepEqual(server.asked, [["a", "b", "c"]]);
  });

  it("are never answered by what was read before they were asked for", async () => {
    const server = new Server();
    const first = server.merged.rowsOf(["a"]);
    while (server.asked.length === 0) await new Promise(setImmediate);
    const others = Promise.all([server.merged.rowsOf(["a"]), server.merged.rowsOf(["b"])]);
    await server.answer();
    await server.answer();
    assert.deepEqual(await first, ["a at 1"]);
    assert.deepEqual(await others, [["a at 2"], ["b at 2"]]);
    assert.deepEqual(server.asked, [["a"], ["a", "b"]]);
  });

  it("fail together if the server does not answer, and go on", async () => {
    const server = new Server();
    server.failure = new RetryableError("no", { request: "GET /" });
    const both = Promise.allSettled([server.merged.rowsOf(["a"]), server.merged.rowsOf(["b"])]);
    await server.answer();
    assert.deepEqual(
      (await both).map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.equal(server.asked.length, 1);
    server.failure = undefined;
    const later = server.merged.rowsOf(["a"]);
    await server.answer();
    assert.deepEqual(await later, ["a at 2"]);
  });

  it("do not fail because of one of them", async () => {
    const server = new Server();
    server.unqueryable = "it's";
    const all = Promise.allSettled([["a"], ["it's"], ["b"]].map((keys) => server.merged.rowsOf(keys)));
    await server.answer();
    await server.answer();
    assert.deepEqual(await all, [
      { status: "fulfilled", value: ["a at 2"] },
      { status: "rejected", reason: new Error("not it's") },
      { status: "fulfilled", value: ["b at 4"] },
    ]);
  });

  it("miss no row that does not tell which of them it is about", async () => {
    const server = new Server();
    server.renamed.set("a", "A");
    const both = Promise.all([server.merged.rowsOf(["a"]), server.merged.rowsOf(["b"])]);
    for (let count = 0; count < 3; count += 1) await server.answer();
    assert.deepEqual(await both, [["A at 2"], ["b at 3"]]);
    const alone = server.merged.rowsOf(["a"]);
    await server.answer();
    assert.deepEqual(await alone, ["A at 4"]);
  });

  it("ask nothing about nothing", async () => {
    const server = new Server();
    assert.deepEqual(await server.merged.rowsOf([]), []);
    assert.deepEqual(server.asked, []);
  });
});
