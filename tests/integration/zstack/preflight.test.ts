import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { uuidFor } from "../../../simulator/core/ids";
import { Backups } from "../../support/backups";
import { declare, declareAs, type ProcessOptions, type ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const { web1, db1 } = defaultFixture.vmInstances;
const usages = { method: "GET", route: "/v1/accounts/quota/{uuid}/usages" };
const configuration = { method: "GET", route: "/v1/global-configurations" };
const snapshots = { method: "GET", route: "/v1/volume-snapshots" };
const create = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" };
const createBackup = { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-backups" };

const jane = { "zstack:accountName": "jane", "zstack:accountPassword": "secret" };
const key = { id: "LTAIabcdefgh", secret: "SECRETSECRETSECRET" };
const byKey = {
  "zstack:accountName": undefined,
  "zstack:accountPassword": undefined,
  "zstack:accessKeyId": key.id,
  "zstack:accessKeySecret": key.secret,
};

describe("before a creation", () => {
  const simulated = new Simulated({
    accounts: [
      { name: "admin", password: "password" },
      { name: "jane", password: "secret" },
    ],
    accessKeys: [key],
  });
  const backups = new Backups(simulated);
  const ofJane = (): ProviderProcess => simulated.process({ configuration: jane });
  const groups = (options: ProcessOptions): ProviderProcess => simulated.process(options);
  const snapshot = (name = "snap", volumeUuid: string = volumes.root) => new Resource(declare(name, { volumeUuid }));
  const count = ({ method, route }: typeof usages) => simulated.control.countOf(method, route);
  const warnings = (process: ProviderProcess) => process.lines.filter((line) => line.includes("warning:"));

  /** Gives Jane the machines and their volumes, and so what is made of them. */
  async function given(): Promise<void> {
    const columns = { accountUuid: uuidFor("account jane") };
    for (const vm of [web1, db1]) {
      await backups.patch("vmInstances", vm.uuid, columns);
      for (const uuid of [vm.rootVolumeUuid, ...vm.dataVolumeUuids]) await backups.patch("volumes", uuid, columns);
    }
  }

  async function taken(amount: number, volumeUuid: string = db1.rootVolumeUuid): Promise<void> {
    await simulated.control.objects({ volumeSnapshots: { volumeUuid, count: amount } });
  }

  describe("of many resources", () => {
    it("asks once for the quota, and once for chains at their end", async () => {
      await given();
      const process = ofJane();
      const all = [web1, db1].flatMap((vm) => [vm.rootVolumeUuid, ...vm.dataVolumeUuids]);
      const resources = Array.from({ length: 20 }, (_, index) => snapshot(`s${index}`, all[index % all.length]));
      await Promise.all(resources.map((one) => one.up(process)));
      assert.equal(await count(create), 20);
      assert.deepEqual([await count(usages), await count(configuration), await count(snapshots)], [1, 1, 3]);
      assert.deepEqual(warnings(process), []);
    });

    it("asks for no quota as the administrator, and for nothing at all before backups", async () => {
      await snapshot().up(simulated.process());
      assert.deepEqual([await count(usages), await count(configuration)], [0, 1]);
      await backups.madeVolume();
      await backups.madeVm();
      assert.deepEqual([await count(usages), await count(configuration)], [0, 1]);
    });

    it("asks once for the quotas before backups", async () => {
      await given();
      const process = backups.volume({ configuration: jane });
      const named = (name: string) => new Resource(backups.volumeInputs({}, {}, name));
      await Promise.all(["a", "b", "c"].map((name) => named(name).up(process)));
      assert.deepEqual([await count(createBackup), await count(usages), await count(configuration)], [3, 1, 0]);
    });

    it("asks for no quota with an access key, whose account only the server knows", async () => {
      await snapshot().up(simulated.process({ configuration: byKey }));
      assert.deepEqual([await count(create), await count(usages), await count(configuration)], [1, 0, 1]);
    });
  });

  describe("that the quota has no room for", () => {
    it("refuses, names the numbers and the ways on, and sends nothing", async () => {
      await given();
      await taken(200);
      const resource = snapshot();
      await assert.rejects(resource.up(ofJane()), {
        code: "quota-exceeded",
        message:
          /"snap": create failed: quota snapshot\.volume\.num: the account uses 200 of 200, and this needs 1 more; delete .*orphans/,
      });
      assert.equal(resource.state, undefined);
      assert.equal(await count(create), 0);
    });

    it("refuses nothing on an old answer", async () => {
      await given();
      await taken(200);
      const process = ofJane();
      await assert.rejects(snapshot().up(process), { message: /needs 1 more/ });
      const [one] = (await simulated.control.state()).volumeSnapshots.filter((row) => row.parentUuid !== undefined);
      await simulated.control.job("DELETE", `/v1/volume-snapshots/${one?.uuid}`);
      await snapshot().up(process);
      assert.equal(await count(usages), 2);
    });

    it("makes as many as there is room for, and refuses the others together", async () => {
      await given();
      await taken(198);
      const process = ofJane();
      const resources = ["a", "b", "c", "d", "e"].map((name) => snapshot(name));
      const results = await Promise.allSettled(resources.map((one) => one.up(process)));
      assert.deepEqual(results.map((one) => one.status).sort(), [
        "fulfilled",
        "fulfilled",
        "rejected",
        "rejected",
        "rejected",
      ]);
      assert.equal(await count(create), 2);
    });

    it("counts each member of a group and of a VM backup", async () => {
      await given();
      await taken(198, web1.rootVolumeUuid);
      const group = new Resource(declareAs("VolumeSnapshotGroup", "group", { vmInstanceUuid: db1.uuid }));
      await assert.rejects(group.up(groups({ configuration: jane })), {
        message: /"group": create failed: quota .* uses 198 of 200, and this needs 3 more/,
      });
      const process = backups.volume({ configuration: jane });
      for (let index = 0; index < 18; index += 1) {
        await new Resource(backups.volumeInputs({}, {}, `b${index}`)).up(process);
      }
      await assert.rejects(new Resource(backups.vmInputs()).up(backups.vm({ configuration: jane })), {
        message: /quota volume\.backup\.num: the account uses 18 of 20, and this needs 3 more/,
      });
      assert.equal(await simulated.control.countOf("POST", "/v1/volume-snapshots/group"), 0);
      assert.equal(await simulated.control.countOf("POST", "/v1/volumes/{rootVolumeUuid}/vm-backups"), 0);
    });

    it("refuses a backup where all of the size is used, and says where it may not be enough", async () => {
      await given();
      const first = new Resource(backups.volumeInputs({}, {}, "first"));
      await first.up(backups.volume({ configuration: jane }));
      await backups.patch("backups", first.state?.id ?? "", { size: 10 * 2 ** 40 - 2 ** 30 });
      const process = backups.volume({ configuration: jane });
      await new Resource(backups.volumeInputs({}, {}, "second")).up(process);
      assert.equal(warnings(process).length, 1);
      assert.match(
        warnings(process)[0] ?? "",
        /VolumeBackup "second": warning: quota volume\.backup\.size: with this creation the account uses up to 102\d\d\.\d GiB of 10240\.0 GiB, which may exceed the quota; /,
      );
      await backups.patch("backups", first.state?.id ?? "", { size: 10 * 2 ** 40 });
      const later = backups.volume({ configuration: jane });
      await assert.rejects(new Resource(backups.volumeInputs({}, {}, "third")).up(later), {
        message: /quota volume\.backup\.size: the account uses 102\d\d\.\d GiB of 10240\.0 GiB, and this needs more; /,
      });
      assert.equal(await count(createBackup), 2);
    });

    it("says once in a run that nearly all is used", async () => {
      await given();
      await taken(180);
      const process = ofJane();
      for (const name of ["a", "b"]) await snapshot(name).up(process);
      assert.deepEqual(warnings(process).length, 1);
      assert.match(
        warnings(process)[0] ?? "",
        /snapshot\.volume\.num: with this creation the account uses up to 181 of 200, which is close/,
      );
    });

    it("says what helps where the server is the one who finds out", async () => {
      const details = "quota exceeding. …";
      await simulated.control.fault({ match: create, action: { type: "failJob", code: "ID.1003", details } });
      await assert.rejects(snapshot().up(simulated.process()), {
        code: "quota-exceeded",
        message: /quota exceeding/,
      });
    });
  });

  describe("that began before", () => {
    it("takes over what an interrupted run left, whatever the quota says", async () => {
      await given();
      const dying = simulated.process({ configuration: jane, engineAlive: async () => false });
      await assert.rejects(snapshot().up(dying), { code: "engine-gone" });
      const [left] = (await simulated.control.state()).volumeSnapshots;
      await taken(199);
      const resource = snapshot();
      await resource.up(ofJane());
      assert.equal(resource.state?.id, left?.uuid);
    });

    it("joins the creation of a run that overlaps with it and takes the last there is", async () => {
      await given();
      await taken(199);
      await simulated.control.fault({ match: usages, times: 1, action: { type: "delay", ms: 1000 } });
      const [slow, quick] = [snapshot(), snapshot()];
      const waiting = slow.up(ofJane());
      while ((await simulated.control.faultsLeft()) > 0);
      await quick.up(ofJane());
      await waiting;
      assert.equal(slow.state?.id, quick.state?.id);
      assert.equal((await simulated.control.state()).volumeSnapshots.length, 200);
    });
  });

  describe("on a server that does not tell", () => {
    for (const [what, status, body] of [
      ["does not know the question", 404, "no api mapping to /v1/…"],
      ["refuses the question", 403, "access denied"],
      ["fails at it", 503, '{"error":{"code":"SYS.1000","description":"internal","details":"no field distance"}}'],
      ["answers something else", 200, '{"usages":"none","inventories":[{}]}'],
    ] as const) {
      for (const match of [usages, configuration, snapshots]) {
        it(`creates all the same, where ${match.route} ${what}`, async () => {
          await given();
          // The first query for snapshots is the one for the identity.
          const skip = match === snapshots ? 1 : 0;
          const action = { type: "respond", status, body };
          await simulated.control.fault({ match, skip, times: 1, action });
          const process = ofJane();
          await Promise.all([snapshot("a").up(process)]);
          assert.equal(await simulated.control.faultsLeft(), 0);
          assert.equal(await count(create), 1);
          assert.deepEqual(process.lines, []);
          await snapshot("b").up(process);
          assert.equal(await count(match), match === snapshots ? 3 : 1, "it is not asked again in this run");
        });
      }
    }
  });
});
