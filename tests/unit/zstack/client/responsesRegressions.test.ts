import assert from "node:assert/strict";
import {
  AmbiguousError,
  FinalError,
  type RequestError,
  RetryableError,
  SessionError,
} from "../../../../provider/http/errors";
import { redact, registerSecret } from "../../../../provider/http/redact";
import { parseResponse } from "../../../../provider/zstack/client/responses";
import { zstackSettings } from "../../../../provider/zstack/config";
import {
  ancestors,
  descendants,
  type SnapshotNode,
  SnapshotTreeIndex,
} from "../../../../provider/zstack/snapshotTree/tree";
import { failures } from "../../core/lifecycle/declared";
import { explicit, password, settingsOf, zstack } from "../configured";
import { CannedApi } from "../snapshotTree/forest";

const errorText = (code: string, more: object = {}): string =>
  JSON.stringify({ error: { code, description: "An operation failed", details: "volume is busy", ...more } });

const read = (status: number, text: string, write: boolean, headers: Readonly<Record<string, string>> = {}) =>
  parseResponse(
    { status, text, headers },
    { request: `${write ? "POST" : "GET"} /v1/x`, write, base: "http://cloud:8080/zstack" },
  );

function condition(...given: Parameters<typeof read>): RequestError {
  try {
    read(...given);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error as RequestError;
  }
  return assert.fail("the answer was taken");
}

describe("an error body of somebody who is not the platform", () => {
  for (const status of [502, 504]) {
    for (const code of ["SYS.1006", "SYS.1003", "ID.1001", "ID.1000"]) {
      it(`is no verdict: ${status} with ${code}`, () => {
        assert.equal(condition(status, errorText(code), true).constructor, AmbiguousError);
        assert.equal(condition(status, errorText(code), false).constructor, RetryableError);
      });
    }
  }

  it("does not keep a 429 from being repeated when the server wishes", () => {
    for (const write of [true, false]) {
      const error = condition(429, errorText("SYS.1006"), write, { "retry-after": "3" });
      assert.ok(error instanceof RetryableError);
      assert.equal(error.retryAfter, 3000);
    }
  });

  it("does not keep a 401 from renewing the session", () => {
    for (const write of [true, false]) {
      assert.equal(condition(401, errorText("SYS.1006"), write).constructor, SessionError);
    }
  });

  it("is a verdict with the status that the platform gives it", () => {
    for (const status of [400, 500, 503]) {
      assert.equal(condition(status, errorText("SYS.1006"), true).constructor, FinalError);
    }
  });
});

describe("an answer of nothing", () => {
  for (const text of ["", " ", "\r\n"]) {
    it(`is running with 202 and no result with 200 (${JSON.stringify(text)})`, () => {
      assert.deepEqual(read(202, text, false), {});
      assert.deepEqual(read(202, text, true), {});
      assert.equal(condition(200, text, false).constructor, RetryableError);
      assert.equal(condition(200, text, true).constructor, AmbiguousError);
    });
  }

  it("is said to be nothing", () => {
    assert.match(condition(200, "", false).message, /answered GET \/v1\/x with nothing \(HTTP 200\)/);
  });
});

describe("the innermost words", () => {
  const message = (error: object): string => condition(503, JSON.stringify({ error }), true).message;

  for (const [what, error, text] of [
    [
      "of a cause that only describes come after the details outside",
      { code: "A", details: "disk is full", cause: { code: "B", description: "An operation failed" } },
      "disk is full (A)",
    ],
    [
      "are details wherever they stand, not descriptions",
      { code: "A", description: "outer", cause: { code: "B", details: "middle", cause: { description: "inner" } } },
      "middle (A)",
    ],
    [
      "are the innermost description where there are no details at all",
      { code: "A", description: "outer", cause: { code: "B", description: "inner" } },
      "inner (A)",
    ],
    [
      "are not empty ones",
      { code: "A", details: "outer", cause: { code: "B", details: "", description: "inner" } },
      "outer (A)",
    ],
    ["are no numbers", { code: "A", details: "outer", cause: { code: "B", details: 5 } }, "outer (A)"],
    ["stop at a cause that is a text", { code: "A", details: "outer", cause: "a text" }, "outer (A)"],
    ["stop at an empty list of causes", { code: "A", details: "outer", causes: [] }, "outer (A)"],
  ] as const) {
    it(what, () => assert.equal(message(error), text));
  }
});

describe("a chain of 3000 snapshots", () => {
  const length = 3000;
  const look = async (): Promise<SnapshotTreeIndex> => {
    let tree: object = { inventory: { uuid: "s0", status: "Ready" }, children: [] };
    for (let index = 1; index < length; index += 1) {
      tree = { inventory: { uuid: `s${index}`, status: "Ready" }, children: [tree] };
    }
    return SnapshotTreeIndex.look(new CannedApi([{ uuid: "t", tree }]), { volumeUuid: "v" });
  };
  const node = (treeIndex: SnapshotTreeIndex, index: number): SnapshotNode =>
    treeIndex.get(`s${index}`) ?? assert.fail();

  it("is read, and known from both ends", async () => {
    const treeIndex = await look();
    assert.equal(treeIndex.all.length, length);
    assert.equal(descendants(node(treeIndex, length - 1)).length, length - 1);
    assert.equal(ancestors(node(treeIndex, 0)).length, length - 1);
    assert.deepEqual(descendants(node(treeIndex, 0)), []);
    assert.equal(ancestors(node(treeIndex, 0)).at(-1)?.inventory.uuid, `s${length - 1}`);
  });

  it("may have trees of nothing beside it", async () => {
    const rows = [{ uuid: "a", tree: null }, { uuid: "b" }];
    assert.deepEqual((await SnapshotTreeIndex.look(new CannedApi(rows), { volumeUuid: "v" })).all, []);
  });

  it("is refused where one of it makes no sense", async () => {
    const tree = { inventory: { uuid: "a", status: "Ready" }, children: [{ children: [] }] };
    await assert.rejects(SnapshotTreeIndex.look(new CannedApi([{ uuid: "t", tree }]), { volumeUuid: "v" }));
  });
});

describe("secrets", () => {
  it("that overlap leave nothing of each other", () => {
    registerSecret("§1-ABCDEF");
    registerSecret("DEFGHI-1§");
    assert.equal(redact("x §1-ABCDEFGHI-1§ y"), "x [secret] y");
    assert.equal(redact("§1-ABCDEF DEFGHI-1§"), "[secret] [secret]");
  });

  it("that overlap with themselves leave nothing", () => {
    registerSecret("§2§2§2");
    assert.equal(redact("§2§2§2§2"), "[secret]");
    assert.equal(redact("§2§2§2§2§2§2"), "[secret]");
  });

  for (const host of [
    "admin:hunter-4-two@cloud",
    "admin:p@ss@hunter-4-two@cloud",
    "http://admin:hunter-4-two@cloud:8080/zstack",
    "hunter-4-two\n@cloud",
  ]) {
    it(`in a host are never printed: ${JSON.stringify(host)}`, () => {
      const account = { accountName: "admin", accountPassword: password };
      for (const settings of [
        settingsOf(zstack({ host, ...account })),
        settingsOf(explicit({ host, ...account })),
        settingsOf(zstack(account), { ZSTACK_HOST: host }),
      ]) {
        assert.throws(
          () => zstackSettings(settings),
          (error: unknown) => {
            assert.ok(error instanceof Error);
            assert.match(error.message, /(host|HOST) is "…@cloud.*"; give a host name or address alone/);
            assert.ok(!error.message.includes("hunter"), error.message);
            return true;
          },
        );
      }
    });
  }
});

describe("control characters at the ends of a text", () => {
  const ends = ["\u0000", "\u0001", "\u0008", "\u001b", "\u001f"];

  it("are refused, because the server cuts them off", () => {
    for (const one of ends) {
      for (const text of [`${one}web`, `web${one}`, one]) {
        const found = [
          ...failures({ name: text }),
          ...failures({ description: text }),
          ...failures({ userTags: [text] }),
        ];
        assert.deepEqual(
          found.map((failure) => failure.property),
          ["name", "description", "userTags.0"],
          JSON.stringify(text),
        );
        for (const { reason } of found) assert.match(reason, /whitespace/);
      }
    }
  });

  it("stay where they are in the middle", () => {
    for (const one of ends) assert.deepEqual(failures({ description: `a${one}b` }), []);
  });
});
