import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { assertReadPath, readPaths } from "../../../../provider/zstack/client/readPaths";
import { sources } from "../../architecture/sources";

const uuid = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 });

/** Paths with GET that a running server answered with what was asked for, as a template. */
function recorded(): Set<string> {
  const folder = join(__dirname, "../../../simulator/recordings");
  const lines = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "");
  return new Set(
    lines.flatMap((line) => {
      const { method, path, status } = JSON.parse(line) as { method: string; path: string; status: number };
      if (method !== "GET" || status !== 200) return [];
      return (path.split("?")[0] ?? "").replace(/[0-9a-f]{32}/g, "{uuid}");
    }),
  );
}

/** Of the vendor's documentation and the server's source: the recorded server has no such objects, or was not asked. */
const unrecorded: readonly string[] = [
  "/v1/accounts/quota/{uuid}/usages",
  "/v1/backup-storage/{uuid}",
  "/v1/management-nodes/platform-timezone",
  "/v1/primary-storage",
  "/v1/system-tags",
  "/v1/vm-instances",
  "/v1/vm-instances/{uuid}",
  "/v1/volume-backups",
  "/v1/volume-backups/{uuid}",
];

describe("a GET to ZStack", () => {
  it("goes to paths that are only read, by what a running server did or its source says", () => {
    const seen = recorded();
    assert.deepEqual(
      readPaths.filter((path) => !seen.has(path) && !unrecorded.includes(path)),
      [],
    );
  });

  it("is documented nowhere for another path", () => {
    const files = sources("provider/zstack", "provider/core", "sdk", "cli");
    const named = files.flatMap(({ text }) => [...text.matchAll(/@API GET (\/v1\S*)/g)].map(([, path]) => path));
    assert.ok(named.length > 20);
    const known: readonly (string | undefined)[] = readPaths;
    assert.deepEqual(
      named.filter((path) => !known.includes(path)),
      [],
    );
  });

  it("is sent by the client of the API alone, which refuses all others", () => {
    const sending = sources("provider/zstack", "provider/core", "sdk", "cli").filter(({ text }) =>
      /method: "GET"/.test(text),
    );
    assert.deepEqual(
      sending.map(({ path }) => path),
      ["provider/zstack/client/client.ts"],
    );
  });

  it("of a path that belongs to a single API is refused before it is sent", () => {
    const kinds = ["primary-storage", "images", "zones", "clusters", "hosts", "disk-offerings", "user-tags", "volumes"];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        uuid,
        fc.constantFrom("", "/actions", "/x", "?q=uuid=1"),
        (kind, id, rest) => {
          const path = `/v1/${kind}/${id}${rest}`;
          const read = ["volumes", "images"].includes(kind) && !rest.startsWith("/");
          if (read) assertReadPath(path);
          else assert.throws(() => assertReadPath(path), /not a known read-only path/, path);
        },
      ),
    );
    for (const path of ["/v1/volumes/", "/v1", "", "/v1/volumes/../primary-storage/a", "/v1//volumes"]) {
      assert.throws(() => assertReadPath(path), path);
    }
  });
});
