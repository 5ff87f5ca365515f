import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { Deadline } from "../../../../provider/http/clock";
import { codeOf } from "../../../../provider/http/errorCodes";
import { AmbiguousError, RetryableError } from "../../../../provider/http/errors";
import { answer, Cloud, failure, project, type Sent, volumes } from "../../openstack/scripted";

const prefix = `/v3/${project}`;
const item = z.object({ id: z.string() });
const notFound = answer(404, { itemNotFound: { code: 404, message: "Snapshot could not be found." } });
const busy = answer(400, { badRequest: { code: 400, message: "Invalid snapshot: status" } });
const facts = { request: "POST /snapshots" };

describe("requests to block storage", () => {
  it("go to the project with the token, and with a microversion only where one is needed", async () => {
    const cloud = new Cloud(() => answer(200, { snapshot: { id: "s" } }));
    const body = z.object({ snapshot: item });
    assert.deepEqual(await cloud.api.get("/snapshots/s", body), { snapshot: { id: "s" } });
    await cloud.api.get("/snapshots/s", body, { at: "3.0" });
    await cloud.api.get("/snapshots/s", body, { at: "3.43" });
    assert.deepEqual(cloud.lines, Array(3).fill(`GET ${prefix}/snapshots/s`));
    assert.deepEqual(
      cloud.sent.map(({ origin, headers }) => [origin, headers?.["x-auth-token"], headers?.["openstack-api-version"]]),
      [
        [volumes, "Token-der-Wolke-1", undefined],
        [volumes, "Token-der-Wolke-1", undefined],
        [volumes, "Token-der-Wolke-1", "volume 3.43"],
      ],
    );
  });

  it("carry JSON, and give back what the schema reads, or nothing", async () => {
    const cloud = new Cloud(() => answer(202, { snapshot: { id: "s", more: 1 } }));
    assert.deepEqual(await cloud.api.post("/snapshots", { snapshot: {} }, z.object({ snapshot: item })), {
      snapshot: { id: "s" },
    });
    assert.equal(await cloud.api.put("/snapshots/s", { snapshot: { name: "n" } }), undefined);
    const [post, put] = cloud.sent;
    assert.deepEqual([post?.method, post?.body, post?.write], ["POST", '{"snapshot":{}}', true]);
    assert.deepEqual([put?.method, put?.headers?.["content-type"]], ["PUT", "application/json"]);
  });

  it("tell a missing object from a missing service", async () => {
    const missing = new Cloud(() => notFound);
    assert.equal(await missing.api.get("/snapshots/s", item), undefined);
    assert.equal(await missing.api.delete("/snapshots/s"), "missing");
    const nowhere = new Cloud(() => answer(404, { message: "no such path", code: "404 Not Found" }));
    assert.match((await failure(nowhere.api.get("/snapshots/s", item))).message, /no such path/);
    assert.match((await failure(nowhere.api.delete("/snapshots/s"))).message, /check endpointOverrides/);
  });

  it("take a deletion without content for accepted", async () => {
    const cloud = new Cloud(() => answer(202, "", { "content-type": "text/html; charset=UTF-8" }));
    assert.equal(await cloud.api.delete("/snapshots/s"), "accepted");
    assert.deepEqual([cloud.sent[0]?.headers?.["content-type"], cloud.sent[0]?.body], [undefined, undefined]);
  });

  it("are repeated where the service asks for a pause, after that pause", async () => {
    const replies = [answer(429, "slow", { "retry-after": "7" }), answer(202, {})];
    const cloud = new Cloud((_, number) => replies[number - 1] ?? busy);
    await cloud.api.post("/snapshots", {});
    assert.equal(cloud.sent.length, 2);
    assert.deepEqual(cloud.clock.sleeps, [7000]);
  });

  it("are repeated five times at most, and not beyond the deadline", async () => {
    const cloud = new Cloud(() => answer(503, "down"));
    assert.equal((await failure(cloud.api.get("/x", item))).name, "RetryableError");
    assert.equal(cloud.sent.length, 5);
    const short = new Cloud(() => answer(429, "slow", { "retry-after": "20" }));
    const deadline = new Deadline(short.clock, 30);
    assert.equal((await failure(short.api.get("/x", item, { deadline }))).name, "RateLimitedError");
    assert.equal(short.sent.length, 3);
  });

  for (const [what, reply] of [
    ["whose answer is lost", new AmbiguousError("lost", facts)],
    ["that a gateway breaks off", answer(504, "<html>")],
    ["after which the service fails", answer(500, { computeFault: { message: "erred", code: 500 } })],
    ["whose answer cannot be read", answer(202, "{")],
  ] as const) {
    it(`are never sent again: a write ${what}`, async () => {
      for (const method of ["post", "put"] as const) {
        const cloud = new Cloud(() => reply);
        assert.equal((await failure(cloud.api[method]("/snapshots", {}))).name, "AmbiguousError");
        assert.equal(cloud.sent.length, 1);
      }
      const cloud = new Cloud(() => reply);
      assert.equal((await failure(cloud.api.delete("/snapshots/s"))).name, "AmbiguousError");
      assert.equal(cloud.sent.length, 1);
    });
  }

  it("that were never sent are sent again, writes too", async () => {
    const cloud = new Cloud((_, number) => (number < 3 ? new RetryableError("refused", facts) : answer(202, {})));
    await cloud.api.post("/snapshots", {});
    assert.equal(cloud.sent.length, 3);
  });

  it("with an answer of another shape are an error, and a write is in doubt", async () => {
    const cloud = new Cloud(() => answer(200, { snapshot: { id: 7 } }));
    const schema = z.object({ snapshot: item });
    const read = await failure(cloud.api.get("/snapshots/s", schema));
    assert.equal(read.name, "FinalError");
    assert.match(read.message, /GET \/snapshots\/s \(snapshot\.id:/);
    assert.equal((await failure(cloud.api.post("/snapshots", {}, schema))).name, "AmbiguousError");
  });
});

describe("the origin of block storage", () => {
  it("is host, port and project, and the endpoint is known without asking", async () => {
    const cloud = new Cloud(() => busy);
    assert.equal(await cloud.api.origin(), `volume:8776/${project}`);
    assert.equal(cloud.api.endpoint(), "volume:8776");
    assert.deepEqual(cloud.lines, []);
  });
});

describe("microversions of block storage", () => {
  const versions = answer(300, { versions: [{ id: "v3.0", version: "3.43", min_version: "3.0" }] });

  it("are asked for once, at the root", async () => {
    const cloud = new Cloud(() => versions);
    const asked = ["3.0", "3.42", "3.43", "3.44", "4.0"].map((one) => cloud.api.supports(one));
    assert.deepEqual(await Promise.all(asked), [true, true, true, false, false]);
    assert.deepEqual(cloud.lines, ["GET /"]);
  });

  it("are asked for again where that failed", async () => {
    const cloud = new Cloud((_, number) => (number <= 5 ? answer(503, "down") : versions));
    assert.equal((await failure(cloud.api.supports("3.43"))).name, "RetryableError");
    assert.equal(await cloud.api.supports("3.43"), true);
  });

  it("that are missing are named with what needs them", async () => {
    const cloud = new Cloud(() => versions);
    await cloud.api.demand("3.43", "metadata of a backup");
    const refused = await failure(cloud.api.demand("3.66", "a forced snapshot"));
    assert.deepEqual(
      [refused.name, refused.message],
      ["RefusedError", `a forced snapshot requires block storage API version 3.66; ${volumes} supports 3.0 to 3.43.`],
    );
  });
});

/** A service that pages as Cinder does: newest first, a next link on every full page, 404 for a marker that is gone. */
class Shelf {
  deleteAfter = new Map<number, string>();

  constructor(
    public ids: string[],
    private readonly most: number,
    private readonly linksName = "snapshots_links",
  ) {}

  reply({ path }: Sent, number: number) {
    const query = new URL(path, volumes).searchParams;
    const marker = query.get("marker");
    const at = marker === null ? 0 : this.ids.indexOf(marker) + 1;
    if (marker !== null && at === 0) return notFound;
    const size = Math.min(Number(query.get("limit") ?? this.most), this.most);
    const found = this.ids.slice(at, at + size);
    const gone = this.deleteAfter.get(number);
    this.ids = this.ids.filter((id) => id !== gone);
    const href = `http://inside.invalid/v2/other/snapshots?limit=${size}&marker=${found.at(-1)}&name=lost`;
    const links = found.length === size ? { [this.linksName]: [{ rel: "next", href }] } : {};
    return answer(200, { snapshots: found.map((id) => ({ id })), ...links });
  }
}

describe("lists of block storage", () => {
  const listed = async (shelf: Shelf, query: Record<string, string> = {}) => {
    const cloud = new Cloud((sent, number) => shelf.reply(sent, number));
    const found = await cloud.api.list("/snapshots", "snapshots", query, item);
    return { ids: found.map(({ id }) => id), cloud };
  };

  it("are complete, whatever the size of a page", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 13 }), async (count, most) => {
        const ids = Array.from({ length: count }, (_, at) => `s${at}`);
        assert.deepEqual((await listed(new Shelf(ids, most))).ids, ids);
      }),
    );
  });

  it("ask for the next page with marker and limit alone, at the address that was asked first", async () => {
    const { cloud } = await listed(new Shelf(["a", "b", "c"], 2), { name: "x y", limit: "2" });
    assert.deepEqual(cloud.lines, [
      `GET ${prefix}/snapshots?name=x+y&limit=2`,
      `GET ${prefix}/snapshots?name=x+y&limit=2&marker=b`,
    ]);
    assert.deepEqual(new Set(cloud.sent.map(({ origin }) => origin)), new Set([volumes]));
  });

  it("follow links whatever name they have", async () => {
    const { ids } = await listed(new Shelf(["a", "b", "c"], 1, "snapshot_links"));
    assert.deepEqual(ids, ["a", "b", "c"]);
  });

  it("begin anew where the object that marks a page is deleted meanwhile", async () => {
    const shelf = new Shelf(["a", "b", "c", "d"], 2);
    shelf.deleteAfter.set(1, "b");
    const { ids, cloud } = await listed(shelf);
    assert.deepEqual(ids, ["a", "c", "d"]);
    assert.equal(cloud.sent.length, 4);
  });

  it("do not begin anew for ever", async () => {
    const full = { snapshots: [{ id: "a" }], snapshots_links: [{ rel: "next", href: "http://x/?marker=a&limit=1" }] };
    const cloud = new Cloud(({ path }) => (path.includes("marker") ? notFound : answer(200, full)));
    assert.equal((await failure(cloud.api.list("/snapshots", "snapshots", {}, item))).name, "NotFoundError");
    assert.equal(cloud.sent.length, 10);
  });

  it("notice a service that turns in a circle", async () => {
    const full = { snapshots: [{ id: "a" }], snapshots_links: [{ rel: "next", href: "http://x/?marker=a&limit=1" }] };
    const cloud = new Cloud(() => answer(200, full));
    assert.equal(codeOf(await failure(cloud.api.list("/snapshots", "snapshots", {}, item))), "unexpected-response");
    assert.equal(cloud.sent.length, 2);
  });

  it("of something that is not there are an error, not an empty list", async () => {
    const cloud = new Cloud(() => notFound);
    assert.equal((await failure(cloud.api.list("/snapshots", "snapshots", {}, item))).name, "NotFoundError");
    const strange = new Cloud(() => answer(200, { volumes: [] }));
    assert.equal((await failure(strange.api.list("/snapshots", "snapshots", {}, item))).name, "FinalError");
  });
});
