import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import {
  declare,
  declareAs,
  type JsonObject,
  type Place,
  type ProcessOptions,
  Resource,
} from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

const db = defaultFixture.vmInstances.db1;
const dataVolume = db.dataVolumeUuids[0];

interface Member {
  readonly volumeUuid: string;
  readonly volumeName: string;
  readonly deviceId: number;
  readonly volumeSnapshotUuid: string;
  readonly volumeSnapshotName: string;
}

describe("a volume snapshot group", () => {
  const simulated = new Simulated();
  const groups = (options: ProcessOptions = {}) => simulated.process(options);
  const inputs = (more: JsonObject = {}, place: Place = {}, name = "grp") =>
    declareAs("VolumeSnapshotGroup", name, { vmInstanceUuid: db.uuid, ...more }, place);

  async function made(more: JsonObject = {}, name = "grp"): Promise<Resource> {
    const resource = new Resource(inputs(more, {}, name));
    await resource.up(groups());
    return resource;
  }

  const idOf = (resource: Resource): string => resource.state?.id ?? "";
  const membersOf = (resource: Resource): Member[] => (resource.state?.outputs["members"] ?? []) as Member[];
  const left = async () => (await simulated.control.state()).volumeSnapshots;

  async function strangersGroup(): Promise<string> {
    const body = { params: { rootVolumeUuid: db.rootVolumeUuid, name: "nightly" } };
    const result = await simulated.control.job("POST", "/v1/volume-snapshots/group", body);
    return (result["inventory"] as { uuid: string }).uuid;
  }

  it("takes all volumes of a VM at once and lists them by device", async () => {
    const resource = await made({ description: "d", userTags: ["a"] });
    const members = membersOf(resource);
    assert.deepEqual(
      members.map((member) => member.volumeUuid),
      [db.rootVolumeUuid, ...db.dataVolumeUuids],
    );
    assert.deepEqual(
      members.map((member) => member.deviceId),
      [...members.map((member) => member.deviceId)].sort((a, b) => a - b),
    );
    assert.equal(resource.state?.outputs["complete"], true);
    assert.equal(resource.state?.outputs["snapshotCount"], 3);
    assert.equal(resource.state?.outputs["vmInstanceUuid"], db.uuid);
    assert.ok(members.every((member) => member.volumeSnapshotName.startsWith("grp-")));
    assert.deepEqual(await simulated.control.tags(idOf(resource)), [
      "a",
      "pulumi::org/project/dev::zstack.VolumeSnapshotGroup::grp",
    ]);
    assert.equal(await resource.up(groups()), "same");
    assert.equal(await resource.refresh(groups()), "same");
  });

  it("takes the root volume in place of the VM, without a difference afterwards", async () => {
    const declared = inputs({ vmInstanceUuid: undefined, rootVolumeUuid: db.rootVolumeUuid });
    delete declared["vmInstanceUuid"];
    const resource = new Resource(declared);
    await resource.up(groups());
    assert.equal(resource.state?.outputs["vmInstanceUuid"], db.uuid);
    assert.equal(await resource.up(groups()), "same");
    assert.equal(await resource.refresh(groups()), "same");
    assert.equal(resource.state?.inputs["vmInstanceUuid"], undefined, "never declared, so not an input");
    assert.equal(await resource.up(groups()), "same");
  });

  for (const [what, more, message] of [
    [
      "neither VM nor root volume",
      { vmInstanceUuid: undefined },
      /give the VM with vmInstanceUuid, or its root volume/,
    ],
    ["both VM and root volume", { rootVolumeUuid: db.rootVolumeUuid }, /remove one of the two/],
    ["an unknown VM", { vmInstanceUuid: "0123456789ab4cde8f0123456789abcd" }, /vmInstanceUuid: VM \w+ not found/],
    [
      "a data volume as root volume",
      { vmInstanceUuid: undefined, rootVolumeUuid: dataVolume },
      /rootVolumeUuid: volume .* is a Data volume, not a root volume/,
    ],
  ] as const) {
    it(`refuses ${what}, before anything is sent`, async () => {
      const declared = JSON.parse(JSON.stringify(inputs(more))) as JsonObject;
      await assert.rejects(new Resource(declared).up(groups()), { message });
      assert.equal((await left()).length, 0);
      assert.equal(await simulated.control.countOf("POST", "/v1/volume-snapshots/group"), 0);
    });
  }

  it("changes name, description and tags in place", async () => {
    const resource = await made({ description: "d", userTags: ["a"] });
    const id = idOf(resource);
    resource.inputs = inputs({ name: "renamed", userTags: ["b"] });
    assert.equal(await resource.up(groups()), "updated");
    assert.equal(idOf(resource), id);
    const [group] = (await simulated.control.state()).volumeSnapshotGroups;
    assert.equal(group?.name, "renamed");
    assert.equal(group?.description, "");
    assert.ok((await simulated.control.tags(id)).includes("b"));
  });

  it("takes over what an interrupted run left", async () => {
    const dying = groups({ engineAlive: async () => false });
    await assert.rejects(new Resource(inputs()).up(dying), { code: "engine-gone" });
    const resource = await made();
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 1);
    assert.equal((await left()).length, 3);
    assert.equal(idOf(resource), (await simulated.control.state()).volumeSnapshotGroups[0]?.uuid);
  });

  it("makes one group despite a lost answer", async () => {
    await simulated.control.fault({
      match: { method: "POST", route: "/v1/volume-snapshots/group" },
      action: { type: "dropAfter" },
    });
    await made();
    assert.equal((await left()).length, 3);
  });

  it("goes with all its members", async () => {
    const resource = await made();
    await resource.destroy(groups());
    assert.equal((await left()).length, 0);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 0);
  });

  it("is put off as a whole while a newer group of the stack lives, and swept with it", async () => {
    const resource = await made({ triggers: [1] });
    const first = idOf(resource);
    resource.inputs = inputs({ triggers: [2] });
    const process = groups();
    assert.equal(await resource.up(process), "replaced");
    assert.equal((await left()).length, 6);
    assert.ok((await simulated.control.tags(first)).some((tag) => tag.startsWith("pulumi::deferred-delete::")));
    assert.ok(process.lines.some((line) => line.includes(first) && line.includes("postponed")));
    await resource.destroy(groups());
    assert.equal((await left()).length, 0);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 0);
  });

  it("is put off for single snapshots of the stack, and goes with the last of them", async () => {
    const group = await made();
    const onRoot = new Resource(declare("on-root", { volumeUuid: db.rootVolumeUuid }));
    const onData = new Resource(declare("on-data", { volumeUuid: dataVolume }));
    await onRoot.up(simulated.process());
    await onData.up(simulated.process());
    await group.destroy(groups());
    assert.equal((await left()).length, 5);
    await onRoot.destroy(simulated.process());
    assert.equal((await left()).length, 4, "one member still has a child");
    await onData.destroy(simulated.process());
    assert.equal((await left()).length, 0);
  });

  it("refuses by name while a stranger's snapshot or group depends on it", async () => {
    const resource = await made();
    const nightly = await strangersGroup();
    await assert.rejects(resource.destroy(groups()), {
      code: "foreign-dependents",
      message: new RegExp(`${nightly} "nightly" \\(owner unknown\\)`),
    });
    assert.equal((await left()).length, 6);
    assert.ok((await simulated.control.tags(idOf(resource))).every((tag) => !tag.includes("deferred")));
  });

  it("keeps a single snapshot from taking a foreign group along", async () => {
    const single = new Resource(declare("single", { volumeUuid: db.rootVolumeUuid }));
    await single.up(simulated.process());
    const nightly = await strangersGroup();
    await assert.rejects(single.destroy(simulated.process()), {
      code: "foreign-dependents",
      message: new RegExp(nightly),
    });
    assert.equal((await left()).length, 4);
  });

  it("deletes members of detached volumes one by one", async () => {
    const resource = await made();
    await simulated.control.job("DELETE", `/v1/volumes/${dataVolume}/vm-instances`);
    await resource.destroy(groups());
    assert.deepEqual(await left(), []);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 0);
  });

  it("shows a lost member, warns at each run, and does not replace by itself", async () => {
    const resource = await made();
    const lost = membersOf(resource).find((member) => member.volumeUuid === dataVolume);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${lost?.volumeSnapshotUuid}`);
    assert.equal(await resource.refresh(groups()), "changed");
    assert.equal(resource.state?.outputs["complete"], false);
    const process = groups();
    assert.equal(await resource.up(process), "updated");
    const warnings = process.lines.filter((line) => line.includes("warning"));
    assert.equal(warnings.length, 1, process.lines.join("\n"));
    assert.match(warnings[0] ?? "", new RegExp(`has no snapshot of ${lost?.volumeName}`));
    assert.equal(await resource.refresh(groups()), "same");
    await resource.destroy(groups());
    assert.deepEqual(await left(), []);
  });

  it("is gone with its root snapshot, and a destroy still removes the members that are left", async () => {
    const resource = await made();
    const root = membersOf(resource)[0]?.volumeSnapshotUuid;
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 0);
    assert.equal((await left()).length, 2);
    await resource.destroy(groups());
    assert.deepEqual(await left(), []);
  });

  it("leaves a former member alone that belongs to something else now", async () => {
    const resource = await made();
    const [root, data] = membersOf(resource).map((member) => member.volumeSnapshotUuid);
    await simulated.control.job("DELETE", `/v1/volume-snapshots/${root}`);
    const adopted = new Resource(declare("adopted", { volumeUuid: dataVolume, resourceUuid: data, adopt: true }));
    await adopted.up(simulated.process());
    await resource.destroy(groups());
    assert.deepEqual(
      (await left()).map((one) => one.uuid),
      [data],
    );
  });

  it("keeps its members under the ungroup policy", async () => {
    const resource = await made({ deletionPolicy: "ungroup" });
    await resource.destroy(groups());
    assert.equal((await left()).length, 3);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups.length, 0);
  });

  it("is kept under the retain policy, and foreign from then on", async () => {
    const older = new Resource(declare("older", { volumeUuid: db.rootVolumeUuid }));
    await older.up(simulated.process());
    const resource = await made({ deletionPolicy: "retain" });
    await resource.destroy(groups());
    assert.equal((await left()).length, 4);
    await assert.rejects(older.destroy(simulated.process()), { code: "foreign-dependents" });
  });

  it("takes the subtree under the cascade policy", async () => {
    const resource = await made({ deletionPolicy: "cascade" });
    await strangersGroup();
    await resource.destroy(groups());
    assert.deepEqual(await left(), []);
  });

  it("reports members that the server could not delete, although it answers 200", async () => {
    const resource = await made();
    const [member] = membersOf(resource);
    const results = [
      {
        snapshotUuid: member?.volumeSnapshotUuid,
        volumeUuid: member?.volumeUuid,
        success: false,
        error: { code: "SYS.1006", description: "An operation failed", details: "host is down" },
      },
    ];
    await simulated.control.fault({
      match: { method: "GET", route: "/v1/api-jobs/{uuid}" },
      action: { type: "respond", status: 200, body: JSON.stringify({ results }) },
    });
    await assert.rejects(resource.destroy(groups()), { code: "partly-deleted", message: /host is down/ });
    assert.ok(resource.state);
  });

  it("adopts a group by its uuid, of the same VM only", async () => {
    const uuid = await strangersGroup();
    const wrong = new Resource(
      inputs({ vmInstanceUuid: defaultFixture.vmInstances.web1.uuid, resourceUuid: uuid, adopt: true }),
    );
    await assert.rejects(wrong.up(groups()), { message: /vmInstanceUuid/ });
    const resource = await made({ resourceUuid: uuid, adopt: true });
    assert.equal(idOf(resource), uuid);
    assert.equal((await simulated.control.state()).volumeSnapshotGroups[0]?.name, "grp");
  });
});
