import assert from "node:assert/strict";
import fc from "fast-check";
import { Settings } from "../../../../provider/core/contract/settings";
import { ownPrefixes, readOwnershipTags } from "../../../../provider/core/identity/identity";
import { difference } from "../../../../provider/core/lifecycle/diff";
import { vmSchema } from "../../../../provider/zstack/models/vm";
import { volumeSchema } from "../../../../provider/zstack/models/volume";
import { canBeMadeWith } from "../../../../provider/zstack/restoredVm/dataVolumes";
import { restoredVm } from "../../../../provider/zstack/restoredVm/resource";

type Observed = Parameters<typeof restoredVm.toOutputs>[0];
type Context = Parameters<typeof restoredVm.verify>[0];
type Inputs = Readonly<Record<string, unknown>>;

const [source, other, offering, network, cluster] = ["a", "b", "c", "d", "e"].map((digit) => digit.repeat(32));
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const sizes = { cpuNum: 1, memorySize: 1024 };
const group = { volumeSnapshotGroupUuid: source, ...sizes, clusterUuid: cluster };
const root = { volumeBackupUuid: source, instanceOfferingUuid: offering, l3NetworkUuids: [network] };

const refused = (inputs: Inputs): string[] => restoredVm.rules(inputs, {}).map(({ property }) => property);

function observed(more: Inputs = {}, ...tags: readonly string[]): Observed {
  const vm = vmSchema.parse({ uuid: "1".repeat(32), name: "copy", state: "Stopped", rootVolumeUuid: other, ...more });
  const seen = { ...vm, ...more };
  return {
    id: vm.uuid,
    object: { inventory: seen, rows: tags.map((tag, index) => ({ uuid: `${index}`, resourceUuid: vm.uuid, tag })) },
    ready: true,
    ownership: readOwnershipTags(tags),
    tags: tags.filter((tag) => !ownPrefixes.some((prefix) => tag.startsWith(prefix))).sort(),
  };
}

describe("rules of a restored VM", () => {
  it("want exactly one source", () => {
    assert.deepEqual(refused({ ...sizes, clusterUuid: cluster }), ["volumeSnapshotGroupUuid"]);
    assert.deepEqual(refused(group), []);
    assert.deepEqual(refused(root), []);
    assert.deepEqual(refused({ vmBackupUuid: unknown, ...sizes, clusterUuid: cluster }), []);
    assert.deepEqual(refused({ ...group, vmBackupUuid: source }), ["vmBackupUuid"]);
    assert.deepEqual(refused({ ...group, volumeBackupUuid: unknown }), ["volumeBackupUuid"]);
  });

  it("want an offering, or CPUs and memory, and not both: the server would ignore the latter", () => {
    const { cpuNum: _cpuNum, ...oneSize } = group;
    assert.deepEqual(refused(oneSize), ["cpuNum"]);
    assert.deepEqual(refused({ ...oneSize, memorySize: undefined }), ["cpuNum"]);
    assert.deepEqual(refused({ ...group, memorySize: undefined }), ["memorySize"]);
    assert.deepEqual(refused({ ...group, instanceOfferingUuid: offering }), ["cpuNum", "memorySize"]);
    assert.deepEqual(
      refused({ ...group, cpuNum: undefined, memorySize: undefined, instanceOfferingUuid: unknown }),
      [],
    );
    assert.deepEqual(refused({ ...group, cpuNum: unknown }), []);
  });

  it("want networks, or a place; the backup of a root volume needs an offering and a network", () => {
    assert.deepEqual(refused({ ...group, clusterUuid: undefined }), ["l3NetworkUuids"]);
    assert.deepEqual(refused({ ...group, clusterUuid: undefined, l3NetworkUuids: [] }), ["l3NetworkUuids"]);
    for (const place of [{ zoneUuid: cluster }, { hostUuid: unknown }, { l3NetworkUuids: [unknown] }])
      assert.deepEqual(refused({ ...group, clusterUuid: undefined, ...place }), []);
    assert.deepEqual(refused({ ...root, l3NetworkUuids: [], clusterUuid: cluster }), ["l3NetworkUuids"]);
    assert.deepEqual(refused({ ...root, cpuNum: 1 }), ["cpuNum"]);
    assert.deepEqual(refused({ ...root, instanceOfferingUuid: undefined }), ["instanceOfferingUuid"]);
    const byDefault = { ...group, l3NetworkUuids: [network], defaultL3NetworkUuid: network };
    assert.deepEqual(refused(byDefault), []);
    assert.deepEqual(refused({ ...byDefault, defaultL3NetworkUuid: other }), ["defaultL3NetworkUuid"]);
    assert.deepEqual(refused({ ...byDefault, defaultL3NetworkUuid: unknown }), []);
    assert.deepEqual(refused({ ...byDefault, l3NetworkUuids: undefined }), ["defaultL3NetworkUuid"]);
  });

  it("refuse what the source does not have, and ask nothing of a VM that is adopted", () => {
    assert.deepEqual(refused({ ...group, backupStorageUuid: other }), ["backupStorageUuid"]);
    assert.deepEqual(refused({ ...root, backupStorageUuid: other }), []);
    const storage = { primaryStorageUuidForDataVolume: other };
    assert.deepEqual(refused({ ...group, ...storage }), ["primaryStorageUuidForDataVolume"]);
    assert.deepEqual(refused({ ...root, ...storage }), ["primaryStorageUuidForDataVolume"]);
    assert.deepEqual(refused({ vmBackupUuid: source, ...sizes, clusterUuid: cluster, ...storage }), []);
    assert.deepEqual(refused({ volumeBackupUuid: source, adopt: true }), []);
  });
});

describe("a change of a restored VM", () => {
  const settings = new Settings(() => undefined, {});
  const before = { name: "copy", ...group };
  const change = (more: Inputs) => difference(restoredVm, settings, source ?? "", before, { ...before, ...more });

  it("of the source or triggers replaces it, create first", () => {
    for (const more of [{ volumeSnapshotGroupUuid: other }, { triggers: ["2"] }]) {
      const { replaces, deleteBeforeReplace } = change(more);
      assert.notDeepEqual(replaces, []);
      assert.equal(deleteBeforeReplace, false);
    }
  });

  it("of anything else never replaces it: what it holds by then would be lost", () => {
    for (const more of [
      { cpuNum: 2 },
      { memorySize: 2048 },
      { clusterUuid: other },
      { l3NetworkUuids: [network] },
      { strategy: "InstantStart" },
      { name: "other" },
      { deletionPolicy: "retain" },
    ]) {
      assert.deepEqual(change(more).replaces, [], JSON.stringify(more));
    }
  });
});

describe("a data volume", () => {
  const vm = { createDate: "Nov 27, 2026 10:51:15 AM" };
  const volume = (more: Inputs) =>
    volumeSchema.parse({ uuid: other, name: "DATA-for-copy-1", type: "Data", createDate: vm.createDate, ...more });

  it("can have been made with its VM by its name or its date, and in doubt not", () => {
    const older = "Nov 27, 2026 10:51:14 AM";
    const fromGroup = `data-volume-from-snapshot-${source}`;
    for (const [more, made] of [
      [{}, true],
      [{ createDate: older }, false],
      [{ createDate: undefined }, false],
      [{ createDate: older, name: fromGroup }, true],
      [{ createDate: older, name: `${fromGroup}x` }, false],
      [{ isShareable: true }, false],
      [{ type: "Root" }, false],
    ] as const) {
      assert.equal(canBeMadeWith(vm, volume(more)), made, JSON.stringify(more));
    }
    assert.equal(canBeMadeWith({ createDate: undefined }, volume({})), false);
  });
});

describe("outputs of a restored VM", () => {
  const ctx = (outputs: Inputs = {}) => ({ inputs: group, outputs }) as unknown as Context;

  it("keep the data volumes that were made with it, whatever is attached later", () => {
    const first = restoredVm.toOutputs(observed({ made: [source, other].reverse() }), {});
    assert.deepEqual(first["dataVolumeUuids"], [source, other].sort());
    const disk = { uuid: network, type: "Data" };
    assert.deepEqual(restoredVm.toOutputs(observed({ allVolumes: [disk] }), first), first);
  });

  it("say which data volumes a new VM lacks, and nothing about an older one", () => {
    const checks = (more: Inputs, outputs: Inputs = {}) =>
      restoredVm.verify(ctx(outputs), observed(more)).map(({ check }) => check);
    assert.deepEqual(checks({ made: [other], expected: 1 }), []);
    assert.deepEqual(checks({ made: [other], expected: undefined }), []);
    assert.deepEqual(checks({ made: [], expected: 1 }), ["members"]);
    assert.deepEqual(checks({ made: [other, source], expected: 1 }), ["members"]);
    assert.deepEqual(checks({ state: "Created", made: [], expected: 0 }), ["status"]);
    assert.deepEqual(checks({ state: "Unknown", made: [], expected: 1 }, { verifiedAt: "2026-11-27" }), []);
  });

  it("show as drift only what was declared, and never the source, sizes or networks", () => {
    const declared = fc.record({ description: fc.string(), userTags: fc.constant(["a"]) }, { requiredKeys: [] });
    fc.assert(
      fc.property(declared, (given) => {
        const all = { name: "copy", ...group, ...given };
        const shown = restoredVm.toInputs(observed({ cpuNum: 8, description: "other", state: "Running" }, "x"), all);
        assert.deepEqual(Object.keys(shown).sort(), ["name", ...Object.keys(given)].sort());
      }),
    );
  });
});
