import assert from "node:assert/strict";
import fc from "fast-check";
import { Settings } from "../../../../provider/core/contract/settings";
import { ownPrefixes, readOwnershipTags } from "../../../../provider/core/identity/identity";
import { jsonClean } from "../../../../provider/core/json";
import { difference } from "../../../../provider/core/lifecycle/diff";
import { volumeSchema } from "../../../../provider/zstack/models/volume";
import { restoredVolume } from "../../../../provider/zstack/restoredVolume/resource";

type Observed = Parameters<typeof restoredVolume.toOutputs>[0];
type Inputs = Readonly<Record<string, unknown>>;

const [snapshot, backup, vm, otherVm, store] = ["a", "b", "c", "d", "e"].map((digit) => digit.repeat(32));
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const inventory = {
  uuid: "1".repeat(32),
  name: "restored",
  type: "Data",
  format: "qcow2",
  primaryStorageUuid: "2".repeat(32),
  size: 1024,
  status: "Ready",
  createDate: "Nov 27, 2026 10:51:15 AM",
};

function observed(more: Inputs = {}, ...tags: readonly string[]): Observed {
  const seen = { ...volumeSchema.parse(jsonClean({ ...inventory, ...more })), ...attached(more) };
  return {
    id: seen.uuid,
    object: { inventory: seen, rows: tags.map((tag, index) => ({ uuid: `${index}`, resourceUuid: seen.uuid, tag })) },
    ready: seen.status === "Ready",
    ownership: readOwnershipTags(tags),
    tags: tags.filter((tag) => !ownPrefixes.some((prefix) => tag.startsWith(prefix))).sort(),
  };
}

const attached = ({ attachedVmUuid }: Inputs) => (typeof attachedVmUuid === "string" ? { attachedVmUuid } : {});

const refused = (inputs: Inputs): string[] => restoredVolume.rules(inputs, {}).map(({ property }) => property);

describe("rules of a restored volume", () => {
  it("want exactly one source, whatever else is given", () => {
    assert.deepEqual(refused({}), ["volumeSnapshotUuid"]);
    assert.deepEqual(refused({ volumeSnapshotUuid: snapshot }), []);
    assert.deepEqual(refused({ volumeBackupUuid: backup }), []);
    assert.deepEqual(refused({ volumeSnapshotUuid: snapshot, volumeBackupUuid: backup }), ["volumeBackupUuid"]);
    const { reason = "" } = restoredVolume.rules({}, {})[0] ?? {};
    assert.match(reason, /volumeSnapshotUuid or volumeBackupUuid/);
  });

  it("count a source that is not known yet as given", () => {
    assert.deepEqual(refused({ volumeSnapshotUuid: unknown }), []);
    assert.deepEqual(refused({ volumeSnapshotUuid: unknown, volumeBackupUuid: backup }), ["volumeBackupUuid"]);
  });

  it("refuse storages with a snapshot, and a uuid with a backup unless it is adopted", () => {
    const both = { primaryStorageUuid: store, backupStorageUuid: store };
    assert.deepEqual(refused({ volumeSnapshotUuid: snapshot, ...both }), ["primaryStorageUuid", "backupStorageUuid"]);
    assert.deepEqual(refused({ volumeBackupUuid: backup, ...both }), []);
    const named = { volumeBackupUuid: backup, resourceUuid: inventory.uuid };
    assert.deepEqual(refused(named), ["resourceUuid"]);
    assert.deepEqual(refused({ ...named, adopt: true }), []);
    assert.deepEqual(refused({ ...named, adopt: unknown }), []);
    assert.deepEqual(refused({ volumeSnapshotUuid: snapshot, resourceUuid: inventory.uuid }), []);
  });
});

describe("a change of a restored volume", () => {
  const settings = new Settings(() => undefined, {});
  const before = { name: "restored", volumeBackupUuid: backup, attachTo: vm };
  const replaces = (news: Inputs) => difference(restoredVolume, settings, inventory.uuid, { ...before }, news);

  it("of the source, the primary storage or triggers replaces it, create first", () => {
    for (const more of [
      { volumeBackupUuid: snapshot },
      { volumeBackupUuid: undefined, volumeSnapshotUuid: snapshot },
      { primaryStorageUuid: store },
      { triggers: ["2"] },
    ]) {
      const { replaces: by, deleteBeforeReplace } = replaces({ ...before, ...more });
      assert.deepEqual([by.sort(), deleteBeforeReplace], [Object.keys(more).sort(), false]);
    }
  });

  it("of everything else is made in place", () => {
    for (const more of [
      { attachTo: otherVm },
      { attachTo: undefined },
      { name: "b" },
      { description: "d" },
      { userTags: ["a"] },
      { backupStorageUuid: store },
      { expungeOnDelete: true },
      { deletionPolicy: "retain" },
    ]) {
      assert.deepEqual(replaces({ ...before, ...more }), { changes: true, replaces: [], deleteBeforeReplace: false });
    }
    assert.equal(replaces(before).changes, false);
  });
});

describe("outputs of a restored volume", () => {
  it("keep size and date, and name a VM only as long as this resource's attachment lasts", () => {
    const first = restoredVolume.toOutputs(observed({ vmInstanceUuid: vm, attachedVmUuid: vm }), {});
    assert.deepEqual([first["attachedVmUuid"], first["size"]], [vm, 1024]);
    const later = restoredVolume.toOutputs(observed({ vmInstanceUuid: vm, size: 4096 }), first);
    assert.deepEqual(jsonClean(later), jsonClean(first));
    for (const more of [{}, { vmInstanceUuid: otherVm }])
      assert.equal(restoredVolume.toOutputs(observed(more), first)["attachedVmUuid"], undefined);
    assert.equal(restoredVolume.toOutputs(observed({ vmInstanceUuid: vm }), {})["attachedVmUuid"], undefined);
  });

  it("show as drift only what was declared, and never the source", () => {
    const declared = fc.record(
      { description: fc.string(), userTags: fc.constant(["a"]), attachTo: fc.constantFrom(vm, otherVm) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(declared, fc.constantFrom(undefined, vm), (inputs, vmInstanceUuid) => {
        const all = { name: "restored", volumeSnapshotUuid: snapshot, ...inputs };
        const shown = restoredVolume.toInputs(observed({ vmInstanceUuid, description: "other" }, "x"), all);
        assert.deepEqual(Object.keys(shown).sort(), ["name", ...Object.keys(inputs)].sort());
        if (inputs.attachTo !== undefined) assert.equal(shown["attachTo"], vmInstanceUuid);
      }),
    );
  });

  it("name why another volume is not the declared one", () => {
    const ctx = { inputs: { name: "restored", primaryStorageUuid: store } } as unknown as Parameters<
      typeof restoredVolume.mismatch
    >[0];
    assert.match(restoredVolume.mismatch(ctx, observed()) ?? "", /is on primary storage 2+, not on/);
    assert.match(restoredVolume.mismatch(ctx, observed({ type: "Root" })) ?? "", /is a Root volume/);
    assert.equal(restoredVolume.mismatch(ctx, observed({ primaryStorageUuid: store })), undefined);
    assert.equal(restoredVolume.mismatch(ctx, observed({ primaryStorageUuid: undefined })), undefined);
  });
});
