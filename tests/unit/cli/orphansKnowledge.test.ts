import assert from "node:assert/strict";
import fc from "fast-check";
import { refusal } from "../../../cli/orphans/changes";
import { knowledgeOf } from "../../../cli/stack/knowledge";

const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const shown = (value: unknown) => ({ [signature]: secret, plaintext: JSON.stringify(value) });
const hidden = { [signature]: secret, ciphertext: "v1:abc" };

type JsonObject = Record<string, unknown>;

const uuid = fc.stringMatching(/^[0-9a-f]{32}$/);
const single = fc.constantFrom("zstack:VolumeSnapshot", "zstack:VmBackup", "cinder:VolumeBackup");
const series = fc.constantFrom("zstack:VolumeSnapshotSeries", "zstack:VmBackupSeries", "cinder:VolumeSnapshotSeries");

/** An entry of the state, and the ids of the objects that it holds. */
interface Entry {
  readonly entry: JsonObject;
  readonly held: readonly string[];
}

type Door = "dynamic" | "plugin";

/** The same resource as the state of either door has it. */
function entryOf(door: Door, type: string, name: string, id: string, outputs: JsonObject): JsonObject {
  const dynamic = `pulumi-nodejs:dynamic/${type}`;
  const own = door === "dynamic" ? dynamic : `snapshots:${type}`;
  const urnOf = (one: string): string => `urn:pulumi:dev::project::${one}::${name}`;
  const seed = { __seed: `/org/${urnOf(dynamic)}` };
  const inputs = { ...(door === "dynamic" ? seed : {}), name };
  return { urn: urnOf(own), type: own, id, inputs, outputs: { ...inputs, ...seed, ...outputs } };
}

const door = fc.constantFrom<Door>("dynamic", "plugin");

const name = fc.stringMatching(/^[a-z]{1,5}$/);
const ofOne: fc.Arbitrary<Entry> = fc
  .record({ door, type: single, name, id: uuid })
  .map(({ door, type, name, id }) => ({ entry: entryOf(door, type, name, id, { uuid: id }), held: [id] }));
const ofSeries: fc.Arbitrary<Entry> = fc
  .record({
    door,
    type: series,
    name,
    uuids: fc.uniqueArray(uuid, { maxLength: 4 }),
    begun: fc.option(uuid, { nil: undefined }),
  })
  .map(({ door, type, name, uuids, begun }) => {
    const history = uuids.map((one) => ({
      [type.startsWith("cinder:") ? "id" : "uuid"]: one,
      name: "n",
      triggerDigest: "d",
    }));
    const pending = begun === undefined ? undefined : { uuid: begun, job: "j", name: "n", triggerDigest: "d" };
    const outputs = { history, current: history[0], __series: { count: uuids.length, pending } };
    const entry = JSON.parse(JSON.stringify(entryOf(door, type, name, `series-${name}`, outputs))) as JsonObject;
    return { entry, held: begun === undefined ? uuids : [...uuids, begun] };
  });
const ofAnother: fc.Arbitrary<Entry> = uuid.map((id) => ({
  entry: { urn: "urn:pulumi:dev::project::other:index:Thing::x", type: "other:index:Thing", id },
  held: [id],
}));

/** Values of an entry that become secrets, vanish, or turn into something else. */
type Change = (value: unknown) => unknown;
const change: fc.Arbitrary<Change> = fc.constantFrom<Change>(
  shown,
  (value) => shown(shown(value)),
  () => hidden,
  () => ({ [signature]: "a signature of another kind", plaintext: "[]" }),
  () => ({ [signature]: secret, plaintext: "no JSON" }),
  () => undefined,
  () => null,
  () => "text",
  () => ({}),
  () => [{}],
);

/** All places in a value, as paths. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))];
}

function changedAt(value: unknown, [first, ...rest]: readonly string[], by: Change): unknown {
  if (first === undefined) return by(value);
  const copy: JsonObject | unknown[] = Array.isArray(value) ? [...value] : { ...(value as JsonObject) };
  Object.assign(copy, { [first]: changedAt((value as JsonObject)[first], rest, by) });
  return copy;
}

const damages = fc.array(fc.record({ at: fc.nat(), place: fc.nat(), by: change }), { maxLength: 4 });
const states = fc.record({
  entries: fc.array(fc.oneof(ofOne, ofSeries, ofAnother), { maxLength: 5 }),
  operations: fc.array(fc.record({ of: fc.oneof(ofOne, ofSeries), isNew: fc.boolean() }), { maxLength: 2 }),
  damages,
});

describe("what a state holds of restore points", () => {
  it("is known completely, or nothing may be changed", () => {
    const met = { whole: 0, refused: 0 };
    fc.assert(
      fc.property(states, ({ entries, operations, damages }) => {
        let resources: unknown = entries.map((one) => one.entry);
        for (const { at, place, by } of damages) {
          // Types tell whose an entry is, and a series without a point that it has begun is another state, not a damaged one.
          const places = placesIn(resources).filter(
            (path) =>
              path.length > 1 &&
              !(path.length === 2 && path[1] === "id") &&
              !["type", "pending"].includes(path.at(-1) ?? ""),
          );
          const path = places[(at * 31 + place) % Math.max(1, places.length)];
          if (path !== undefined) resources = changedAt(resources, path, by);
        }
        // The engine writes a resource that is only to be made without id and outputs.
        const pending_operations = operations.map(({ of: { entry }, isNew }) => ({
          type: isNew ? "creating" : "updating",
          resource: isNew ? { ...entry, id: "", outputs: {} } : entry,
        }));
        const known = knowledgeOf(JSON.parse(JSON.stringify({ deployment: { resources, pending_operations } })));
        const held = [
          ...entries.flatMap((one) => one.held),
          ...operations.flatMap(({ of, isNew }) => (isNew ? [] : of.held)),
        ];
        for (const id of held)
          assert.ok(refusal(id, { status: "unmanaged" }, known), `${id} is held and may be deleted`);
        if (operations.length > 0) assert.ok(refusal("0".repeat(32), { status: "interrupted" }, known));
        if (known.unreadable.length > 0) {
          met.refused += 1;
          assert.equal(refusal("0".repeat(32), { status: "deferred" }, known)?.code, "state-unreadable");
        } else {
          met.whole += 1;
          for (const id of held) assert.ok(known.ids.has(id), `${id} is listed`);
        }
        assert.doesNotMatch(known.unreadable.join(), /no JSON/, "a part of a secret is shown");
      }),
      { numRuns: 3000 },
    );
    assert.ok(met.whole > 300 && met.refused > 300, JSON.stringify(met));
  });

  const type = "pulumi-nodejs:dynamic/zstack:VolumeSnapshotSeries";
  const urn = `urn:pulumi:dev::project::${type}::nightly`;
  const inputs = { __seed: `/org/${urn}` };
  for (const [what, entry, message] of [
    ["a history that is still encrypted", { outputs: { history: hidden } }, /exported without its secrets/],
    ["no history", { outputs: {} }, /^urn:.*: history: /],
    ["a point without uuid", { outputs: { history: [{ name: "n" }] } }, /history\.0\.uuid/],
    ["a history that is no list", { outputs: { history: "[]" } }, /history: /],
    ["no outputs", {}, /history: /],
    [
      "a damaged seed",
      { inputs: { __seed: hidden }, outputs: { history: [], __series: { count: 0 } } },
      /without its secrets/,
    ],
    ["no book", { outputs: { history: [] } }, /__series: /],
    ["no id", { id: undefined, outputs: { history: [], __series: { count: 0 } } }, /has no id/],
  ] as const) {
    it(`is not known from a series with ${what}`, () => {
      const resources = [{ urn, type, id: "series-1", inputs, ...entry }];
      const { unreadable } = knowledgeOf({ deployment: { resources } });
      assert.equal(unreadable.length, 1);
      assert.match(unreadable[0] ?? "", message);
    });
  }

  it("is nothing in a state without resources, and unknown in what is no state", () => {
    assert.deepEqual(knowledgeOf({ deployment: {} }).ids, new Set());
    assert.deepEqual(knowledgeOf({ deployment: { resources: null, pending_operations: null } }).unreadable, []);
    for (const text of [{}, { deployment: [] }, null, { deployment: { resources: "none" } }])
      assert.throws(() => knowledgeOf(text), { code: "state-unreadable" });
    assert.equal(knowledgeOf({ deployment: { resources: [17] } }).unreadable.length, 1);
    assert.equal(knowledgeOf({ deployment: { pending_operations: [{}] } }).unreadable.length, 1);
  });
});
