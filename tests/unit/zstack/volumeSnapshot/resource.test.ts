import assert from "node:assert/strict";
import fc from "fast-check";
import { ownPrefixes, readOwnershipTags } from "../../../../provider/core/identity/identity";
import { jsonClean } from "../../../../provider/core/json";
import { snapshotSchema } from "../../../../provider/zstack/models/volumeSnapshot";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";

type Observed = Parameters<typeof volumeSnapshot.toOutputs>[0];

const inventory = {
  uuid: "a".repeat(32),
  name: "before 2.0",
  volumeUuid: "b".repeat(32),
  treeUuid: "c".repeat(32),
  primaryStorageUuid: "d".repeat(32),
  volumeType: "Root",
  format: "qcow2",
  size: 1024,
  latest: true,
  distance: 3,
  status: "Ready",
  createDate: "Nov 21, 2026 9:15:53 AM",
};

/** The snapshot as the server shows it, with these tags on it; undefined takes a field away. */
function observed(more: Readonly<Record<string, unknown>> = {}, ...tags: readonly string[]): Observed {
  const seen = snapshotSchema.parse(jsonClean({ ...inventory, ...more }));
  return {
    id: seen.uuid,
    object: {
      inventory: seen,
      rows: tags.map((tag, index) => ({ uuid: `${index}`, resourceUuid: seen.uuid, tag })),
    },
    ready: seen.status === "Ready",
    ownership: readOwnershipTags(tags),
    tags: tags.filter((tag) => !ownPrefixes.some((prefix) => tag.startsWith(prefix))).sort(),
  };
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === "object") {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}

describe("outputs of a volume snapshot", () => {
  const outputs = {
    uuid: inventory.uuid,
    volumeType: "Root",
    primaryStorageUuid: inventory.primaryStorageUuid,
    format: "qcow2",
    size: 1024,
    createDate: "Nov 21, 2026 9:15:53 AM",
  };

  it("are what the server recorded at its creation, and nothing that others change", () => {
    assert.deepEqual(volumeSnapshot.toOutputs(observed(), {}), outputs);
  });

  it("stay as they are while siblings come and go, and others ask for the size", () => {
    const later = observed({
      size: 77,
      latest: false,
      distance: 9,
      treeUuid: "e",
      parentUuid: "f",
      status: "Deleting",
    });
    assert.deepEqual(volumeSnapshot.toOutputs(later, outputs), outputs);
  });

  it("stay as they are where the volume is deleted", () => {
    const later = observed({
      volumeUuid: undefined,
      primaryStorageUuid: undefined,
      format: undefined,
      volumeType: undefined,
    });
    assert.deepEqual(volumeSnapshot.toOutputs(later, outputs), outputs);
  });

  it("do not take a size of nothing for no size", () => {
    assert.equal(volumeSnapshot.toOutputs(observed({ size: 5 }), { size: 0 })["size"], 0);
  });

  it("change nothing that they are made from, and are the same every time", () => {
    const seen = frozen(observed({}, "b", "a"));
    const olds = frozen({ ...outputs, size: 1 });
    assert.deepEqual(volumeSnapshot.toOutputs(seen, olds), volumeSnapshot.toOutputs(seen, olds));
  });
});

describe("inputs of a volume snapshot, as they are refreshed", () => {
  const inputs = (declared: Readonly<Record<string, unknown>>, seen = observed()) =>
    volumeSnapshot.toInputs(frozen(seen), frozen({ ...declared }));

  it("show a new name", () => {
    assert.deepEqual(inputs({ name: "old" }), { name: "before 2.0" });
  });

  it("show a description only where one was declared", () => {
    const described = observed({ description: "from outside" });
    assert.deepEqual(inputs({ name: "x" }, described), { name: "before 2.0" });
    assert.deepEqual(inputs({ description: "mine" }, described), { name: "before 2.0", description: "from outside" });
    assert.deepEqual(inputs({ description: "mine" }), { name: "before 2.0", description: "" });
    assert.deepEqual(inputs({ description: "" }), { name: "before 2.0", description: "" });
  });

  it("show tags only where they were declared, and never our own", () => {
    const marked = observed({}, "pulumi::acme/shop/dev::zstack.VolumeSnapshot::web", "b", "a", "pulumi-retained::x");
    assert.deepEqual(inputs({}, marked), { name: "before 2.0" });
    assert.deepEqual(inputs({ userTags: [] }, marked)["userTags"], ["a", "b"]);
  });

  it("keep the declared order of tags, with what is new behind them", () => {
    const tagged = observed({}, "a", "b", "c", "d");
    assert.deepEqual(inputs({ userTags: ["c", "a"] }, tagged)["userTags"], ["c", "a", "b", "d"]);
    assert.deepEqual(inputs({ userTags: ["d", "c", "b", "a"] }, tagged)["userTags"], ["d", "c", "b", "a"]);
    assert.deepEqual(inputs({ userTags: ["x", "b"] }, tagged)["userTags"], ["b", "a", "c", "d"]);
  });

  it("show exactly the tags that there are, in any order the server has them", () => {
    const tag = fc.stringMatching(/^[a-z]{1,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(tag), fc.uniqueArray(tag), (declared, present) => {
        const shown = inputs({ userTags: declared }, observed({}, ...present))["userTags"];
        assert.ok(Array.isArray(shown));
        assert.deepEqual([...shown].sort(), [...present].sort());
        const kept = declared.filter((one) => present.includes(one));
        assert.deepEqual(shown.slice(0, kept.length), kept);
        const reversed = inputs({ userTags: declared }, observed({}, ...[...present].reverse()))["userTags"];
        assert.deepEqual(reversed, shown);
      }),
    );
  });
});

describe("what a volume snapshot is checked for", () => {
  const ctx = { inputs: { volumeUuid: inventory.volumeUuid } } as unknown as Parameters<
    typeof volumeSnapshot.verify
  >[0];

  it("is that it is ready and not empty", () => {
    assert.deepEqual(volumeSnapshot.verify(ctx, observed()), []);
    assert.deepEqual(volumeSnapshot.verify(ctx, observed({ status: "Creating", size: 0 })), [
      { check: "status", reason: `volume snapshot ${inventory.uuid} is Creating, not Ready` },
    ]);
    const somewhere = { size: 0, primaryStorageInstallPath: "/a" };
    assert.deepEqual(volumeSnapshot.verify(ctx, observed(somewhere)), [
      { check: "size", reason: `volume snapshot ${inventory.uuid} has a size of 0 bytes` },
    ]);
    const unknown = (given: Record<string, unknown>) => {
      const one = observed(given);
      return { ...one, object: { ...one.object, inventory: { ...one.object.inventory, sizeUnknown: true } } };
    };
    assert.deepEqual(volumeSnapshot.verify(ctx, unknown(somewhere)), []);
    const reason = `volume snapshot ${inventory.uuid} is Ready, but has a size of 0 bytes and no path on its primary storage`;
    assert.deepEqual(volumeSnapshot.verify(ctx, unknown({ size: 0 })), [{ check: "status", reason }]);
  });

  it("is, for adoption, that it is ready and of the declared volume", () => {
    assert.equal(volumeSnapshot.mismatch(ctx, observed()), undefined);
    assert.equal(volumeSnapshot.unadoptable(ctx, observed()), undefined);
    assert.match(volumeSnapshot.unadoptable(ctx, observed({ status: "Deleting" })) ?? "", /is Deleting, not Ready/);
    assert.match(
      volumeSnapshot.mismatch(ctx, observed({ volumeUuid: "x" })) ?? "",
      /belongs to volume x, not to volumeUuid b/,
    );
    assert.match(
      volumeSnapshot.mismatch(ctx, observed({ volumeUuid: undefined })) ?? "",
      /belongs to a deleted volume, not to volumeUuid/,
    );
  });
});
