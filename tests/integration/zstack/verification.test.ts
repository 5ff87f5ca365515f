import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf, membersOf, out, stores } from "../../support/backups";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import { type JsonObject, type ProcessOptions, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const { db1 } = defaultFixture.vmInstances;
const [dataVolume] = db1.dataVolumeUuids;
const extraVolume = defaultFixture.volumes.detached;
const dying: ProcessOptions = { engineAlive: async () => false };
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe("the verification", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);

  const kinds = pointsOf(simulated, backups);

  /** Something that a creation leaves wrong, and how it goes away without anybody's doing in the program. */
  interface Fault {
    readonly kind: PointName;
    readonly what: string;
    readonly check: string;
    readonly says: RegExp;
    /** Before the creation, or after a creation that could not hand its object over. */
    readonly late?: true;
    cause(): Promise<void>;
    mend?(id: string): Promise<void>;
  }

  const sizes = (uuid: string, actualSize: number): Promise<void> => backups.patch("volumes", uuid, { actualSize });
  const rows = async () => (await simulated.control.state()).volumeSnapshots;
  const rowOf = async (volumeUuid: string): Promise<string> =>
    (await backups.rows()).find((one) => one.volumeUuid === volumeUuid)?.uuid ?? "";
  const attach = (action: "POST" | "DELETE"): Promise<unknown> =>
    simulated.control.job(
      action,
      action === "POST"
        ? `/v1/volumes/${extraVolume.uuid}/vm-instances/${db1.uuid}`
        : `/v1/volumes/${extraVolume.uuid}/vm-instances`,
    );

  const faults: readonly Fault[] = [
    {
      kind: "snapshot",
      what: "is empty",
      check: "size",
      says: /volume snapshot [0-9a-f]{32} has a size of 0 bytes/,
      cause: () => sizes(volumes.root, 0),
      mend: (id) => backups.patch("snapshots", id, { size: 5 }),
    },
    {
      kind: "group",
      what: "has an empty member",
      check: "size",
      says: /volume snapshot [0-9a-f]{32} of volume snapshot group [0-9a-f]{32} has a size of 0 bytes/,
      cause: () => sizes(dataVolume, 0),
      async mend() {
        for (const one of (await rows()).filter(({ size }) => size === 0)) {
          await backups.patch("snapshots", one.uuid, { size: 5 });
        }
      },
    },
    {
      kind: "group",
      what: "has a member that is not ready",
      check: "status",
      says: /volume snapshot [0-9a-f]{32} of volume snapshot group [0-9a-f]{32} is Error, not Ready/,
      late: true,
      cause: async () => backups.patch("snapshots", (await rows())[1]?.uuid ?? "", { status: "Error" }),
      async mend() {
        for (const one of await rows()) await backups.patch("snapshots", one.uuid, { status: "Ready" });
      },
    },
    {
      kind: "group",
      what: "has lost a member",
      check: "members",
      says: /has no snapshot of DATA-for-db-1-1/,
      late: true,
      async cause() {
        const lost = (await rows()).find((one) => one.volumeUuid === dataVolume);
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${lost?.uuid}`);
      },
    },
    {
      kind: "group",
      what: "leaves a volume out",
      check: "members",
      says: /has no snapshot of archive/,
      late: true,
      cause: async () => void (await attach("POST")),
      mend: async () => void (await attach("DELETE")),
    },
    {
      kind: "volumeBackup",
      what: "is empty",
      check: "size",
      says: /volume backup [0-9a-f]{32} has a size of 0 bytes/,
      cause: () => sizes(volumes.data, 0),
      mend: (id) => backups.patch("backups", id, { size: 5 }),
    },
    {
      kind: "volumeBackup",
      what: "has no Ready copy where it was asked for",
      check: "copies",
      says: new RegExp(`has no Ready copy on backupStorageUuid ${stores.first}`),
      late: true,
      cause: async () =>
        backups.patch("backupRefs", `${await rowOf(volumes.data)}/${stores.first}`, { status: "Error" }),
      mend: (id) => backups.patch("backupRefs", `${id}/${stores.first}`, { status: "Ready" }),
    },
    {
      kind: "vmBackup",
      what: "has an empty member",
      check: "size",
      says: new RegExp(`volume backup [0-9a-f]{32} of volume ${dataVolume} in VM backup [0-9a-f]{32} has a size of 0`),
      cause: () => sizes(dataVolume, 0),
      mend: async () => backups.patch("backups", await rowOf(dataVolume), { size: 5 }),
    },
    {
      kind: "vmBackup",
      what: "has no Ready copy of a member",
      check: "copies",
      says: new RegExp(`has no Ready copy on backupStorageUuid ${stores.first}`),
      late: true,
      cause: async () => backups.patch("backupRefs", `${await rowOf(dataVolume)}/${stores.first}`, { status: "Error" }),
      mend: async () => backups.patch("backupRefs", `${await rowOf(dataVolume)}/${stores.first}`, { status: "Ready" }),
    },
    {
      kind: "vmBackup",
      what: "leaves a volume out",
      check: "members",
      says: new RegExp(`VM backup [0-9a-f]{32} has no backup of volume ${extraVolume.uuid}`),
      late: true,
      cause: async () => void (await attach("POST")),
      mend: async () => void (await attach("DELETE")),
    },
  ];

  async function failing({ kind, says, late, cause }: Fault, more: JsonObject = {}): Promise<Resource> {
    const { open, inputs } = kinds[kind];
    if (late === true) {
      const dead = new Resource(inputs(more)).up(open(dying));
      await assert.rejects(dead, { code: "engine-gone" });
    }
    await cause();
    const resource = new Resource(inputs(more));
    await assert.rejects(resource.up(open()), { message: says });
    return resource;
  }

  const objects = async (): Promise<number> => (await rows()).length + (await backups.rows()).length;

  for (const fault of faults) {
    const { kind, what, check, says, mend } = fault;
    const { open, inputs } = kinds[kind];

    describe(`of a ${kind} that ${what}`, () => {
      it("keeps it with the reason, and every run looks again", async () => {
        const resource = await failing(fault);
        assert.ok(resource.unfinished);
        assert.equal(out(resource, "verifiedAt"), undefined);
        const [id, before] = [idOf(resource), await objects()];
        await assert.rejects(resource.up(open()), { message: says });
        await resource.refresh(open());
        await assert.rejects(resource.up(open()), { message: says });
        assert.deepEqual([idOf(resource), await objects()], [id, before], "nothing else was made, nothing is gone");
        if (mend === undefined) return;
        await mend(id);
        assert.equal(await resource.up(open()), "updated");
        assert.match(String(out(resource, "verifiedAt")), iso);
        assert.equal(out(resource, "problems"), undefined);
        assert.equal(await resource.up(open()), "same");
        assert.equal(await resource.refresh(open()), "same");
      });

      it(`passes with verify: { ${check}: false }`, async () => {
        const resource = await failing(fault);
        resource.inputs = inputs({ verify: { [check]: false } });
        assert.equal(await resource.up(open()), "updated");
        assert.match(String(out(resource, "verifiedAt")), iso);
        assert.equal(await resource.up(open()), "same");
        await resource.refresh(open());
        assert.equal(await resource.up(open()), "same");
      });
    });
  }

  for (const name of pointNames) {
    const { open, inputs } = kinds[name];

    it(`of a ${name} has a date that stays until it is verified again`, async () => {
      const resource = new Resource(inputs());
      await resource.up(open());
      const at = out(resource, "verifiedAt");
      assert.match(String(at), iso);
      assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 3_600_000, `${String(at)} is not now`);
      await new Promise((resolve) => setTimeout(resolve, 3));
      assert.equal(await resource.refresh(open()), "same");
      resource.inputs = inputs({ userTags: ["a"] });
      assert.equal(await resource.up(open()), "updated");
      assert.equal(out(resource, "verifiedAt"), at);
    });

    it(`of a ${name} sends nothing when what it insists on changes`, async () => {
      const resource = new Resource(inputs());
      await resource.up(open());
      const before = JSON.stringify(await simulated.control.requests());
      for (const verify of [{ size: false }, { size: true, status: false }, undefined]) {
        resource.inputs = inputs(verify === undefined ? {} : { verify });
        assert.equal(await resource.up(open()), "updated");
        assert.deepEqual(out(resource, "verify"), verify);
      }
      assert.equal(JSON.stringify(await simulated.control.requests()), before);
    });

    it(`of a ${name} is silent about a state that an earlier version wrote`, async () => {
      const resource = new Resource(inputs());
      await resource.up(open());
      const { verifiedAt: _, ...older } = resource.state?.outputs ?? {};
      resource.state = { id: idOf(resource), inputs: resource.inputs, outputs: older };
      assert.equal(await resource.up(open()), "same");
      assert.equal(await resource.refresh(open()), "same");
      assert.equal(await resource.up(open()), "same");
    });
  }

  it("names a volume that was attached when the creation looked", async () => {
    const vm = (await simulated.control.state()) as unknown as {
      vmInstances: { uuid: string; allVolumes: JsonObject[] }[];
    };
    const seen = vm.vmInstances.find((one) => one.uuid === db1.uuid);
    const answer = { ...seen, allVolumes: [...(seen?.allVolumes ?? []), { ...extraVolume, type: "Data" }] };
    for (const [kind, says] of [
      ["group", /has no snapshot of archive/],
      ["vmBackup", new RegExp(`has no backup of volume ${extraVolume.uuid}`)],
    ] as const) {
      await simulated.control.fault({
        match: { method: "GET", route: "/v1/vm-instances/{uuid}" },
        action: { type: "respond", status: 200, body: JSON.stringify({ inventories: [answer] }) },
      });
      const resource = new Resource(kinds[kind].inputs());
      await assert.rejects(resource.up(kinds[kind].open()), { message: says });
      assert.equal(out(resource, "complete"), false);
      assert.equal(await resource.up(kinds[kind].open()), "updated", "it was never really attached");
      assert.equal(out(resource, "complete"), true);
    }
  });

  it("does not hold an adopted one to the volumes that its VM has now", async () => {
    const uuid = await backups.strangersVmBackup(db1.rootVolumeUuid);
    await attach("POST");
    const resource = new Resource(backups.vmInputs({ resourceUuid: uuid, adopt: true }));
    assert.equal(await resource.up(backups.vm()), "created");
    assert.equal(membersOf(resource).length, 3);
  });

  it("is refused by name for a check that there is not", async () => {
    const resource = new Resource(kinds.snapshot.inputs({ verify: { members: false } }));
    await assert.rejects(resource.up(kinds.snapshot.open()), { message: /verify: the checks are status, size/ });
    resource.inputs = kinds.snapshot.inputs({ verify: { size: "no" } });
    await assert.rejects(resource.up(kinds.snapshot.open()), { message: /verify\.size: give true or false/ });
    assert.deepEqual(await simulated.control.requests(), []);
  });
});
