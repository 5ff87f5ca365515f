import assert from "node:assert/strict";
import type { RestoreOptions } from "../../../cli/restore/options";
import { Backups, stores } from "../../support/backups";
import { Control } from "../../support/control";
import type { JsonObject } from "../../support/providerProcess";
import { restoreCommand, type Told } from "../../support/restoreCommand";
import { Reverts } from "../../support/reverts";
import { Simulated } from "../../support/simulated";
import { type Passed, type Tap, Wire } from "../../support/wire";

/** `-- --full`: every position, not a few. */
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

/** Positions of an interruption in the usual run. */
const sampled = 3;

const { first: local, second: remote } = stores;
const isRecover = ({ method, body }: Passed): boolean => method === "PUT" && body.includes('"recover');

for (const kind of ["volume", "VM"] as const) {
  describe(`pulumi-snapshots restore from a ${kind} backup of which only a remote storage has a copy`, () => {
    const simulated = new Simulated();
    const reverts = new Reverts(simulated);
    const backups = new Backups(simulated);
    const members = async (): Promise<string[]> => (await backups.rows()).map(({ uuid }) => uuid);

    async function restore(
      point: string,
      more: Partial<RestoreOptions> = {},
      { host, port }: Pick<Control, "host" | "port"> = simulated.control,
    ): Promise<Told> {
      const account = { ZSTACK_ACCOUNT_NAME: "admin", ZSTACK_ACCOUNT_PASSWORD: "password" };
      return restoreCommand({ ZSTACK_HOST: host, ZSTACK_PORT: port, ...account }, point, more);
    }

    /** One run whose requests are seen; `cut`: after so many of them the command dies. */
    async function over(
      work: (control: Control) => Promise<unknown>,
      cut?: number,
      tap?: Tap,
    ): Promise<readonly Passed[]> {
      const ending = cut === undefined ? undefined : { requests: cut, ended: () => undefined };
      const wire = new Wire(simulated.control.url, ending, tap);
      await work(new Control(await wire.open())).catch((error: unknown) => {
        if (cut === undefined) throw error;
      });
      await wire.close();
      return wire.passed;
    }

    async function tag(storage: string, text: string): Promise<void> {
      const params = { resourceType: "ImageStoreBackupStorageVO", resourceUuid: storage, tag: text };
      await simulated.control.job("POST", "/v1/system-tags", { params });
    }

    /** What the loss of the first storage leaves. */
    async function scene(): Promise<string> {
      const { vmBackupUuid, volumeBackupUuid } = await reverts.point(
        kind === "VM" ? "VM to backup" : "volume to backup",
      );
      await tag(remote, "remotebackup");
      const params = { srcBackupStorageUuid: local, dstBackupStorageUuid: remote };
      for (const uuid of await members()) {
        const body = { syncBackupFromImageStoreBackupStorage: params };
        await simulated.control.job("PUT", `/v1/volume-backups/${uuid}/actions`, body);
        await simulated.control.deleteBackup(`volume-backups/${uuid}`, local);
        assert.deepEqual(await backups.copies(uuid), [remote]);
      }
      await reverts.stop();
      return String(vmBackupUuid ?? volumeBackupUuid);
    }

    const recoveries = async (): Promise<number> =>
      ((await simulated.control.state()).jobs as { api: string }[]).filter(({ api }) => api.startsWith("Recover"))
        .length;

    const stepsOf = ({ told }: Told): string[] => (told["plan"] as { steps: string[] }).steps;

    it("shows that it recovers it first and how long that may take, and asks for as long", async () => {
      const point = await scene();
      const shown = await restore(point, { dryRun: true });
      const [recovery, ...steps] = stepsOf(shown);
      assert.match(recovery ?? "", new RegExp(`^Recover .*${point}.* from .*${remote}.* to .*${local}.*24 h.*30 min`));
      assert.equal(steps.length, 2);
      assert.equal(await recoveries(), 0);
      assert.equal((await restore(point, { yes: false })).code, 1);
      assert.equal(await recoveries(), 0);

      const passed = await over((control) => restore(point, {}, control));
      const [asked, ...more] = passed.filter(isRecover);
      assert.deepEqual(more, []);
      const [params] = Object.values(JSON.parse(asked?.body ?? "{}") as Record<string, JsonObject>);
      assert.deepEqual(params, { srcBackupStorageUuid: local, dstBackupStorageUuid: remote }, "src receives");
      assert.equal(asked?.headers["x-api-timeout"], "86400");
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
      for (const uuid of await members()) assert.deepEqual(await backups.copies(uuid), [local, remote]);
    });

    /** A command that is killed once the server has begun to recover, which takes it so long. */
    async function killedWhileRecovering(point: string, ms: number): Promise<void> {
      const path = `/v1/${kind === "VM" ? "vm" : "volume"}-backups/${point}/actions`;
      await simulated.control.fault({ match: { method: "PUT", path }, action: { type: "slowJob", ms } });
      let isDead = false;
      const tap: Tap = async (passed) => {
        const diverted = isDead ? ({ cut: true, taken: false } as const) : undefined;
        isDead ||= isRecover(passed);
        return diverted;
      };
      await over((control) => restore(point, {}, control).catch(() => undefined), undefined, tap);
      assert.equal(await recoveries(), 1);
    }

    it("waits for the copy of a command that was killed, and recovers it once", async function () {
      this.timeout(60_000);
      const point = await scene();
      await killedWhileRecovering(point, 4000);
      const [step] = stepsOf(await restore(point, { dryRun: true }));
      // The simulator shows no record of a VM backup's copy until its end.
      if (kind === "volume") assert.match(step ?? "", new RegExp(`^Wait until the copy of .*${point}.*${local}`));
      const { code } = await restore(point);
      assert.equal(code, 0);
      assert.equal(await recoveries(), 1);
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
    });

    it("takes the copy whose recovery ends while the next command looks for it", async function () {
      this.timeout(60_000);
      const point = await scene();
      await killedWhileRecovering(point, 3000);
      const untilDone: Tap = async ({ path }) => {
        if (path.startsWith("/v1/api-jobs/")) await simulated.control.idle();
        return undefined;
      };
      await over((control) => restore(point, {}, control), undefined, untilDone);
      assert.equal(await recoveries(), 1);
    });

    it("recovers it again if the server was restarted meanwhile, which never ends the job", async function () {
      this.timeout(60_000);
      const point = await scene();
      await killedWhileRecovering(point, 60_000);
      await simulated.control.clock({ stepMs: 10_000 });
      await simulated.control.restart();
      assert.equal((await restore(point)).code, 0);
      assert.equal(await recoveries(), 2);
      assert.deepEqual(await reverts.jobs(), { accepted: 1, done: 1 });
    });

    it("goes on where it was, wherever it was killed: one recovery, and one restore", async function () {
      this.timeout(full ? 600_000 : 60_000);
      const requests = (await over((control) => scene().then((point) => restore(point, {}, control)))).length;
      const all = Array.from({ length: requests }, (_, index) => index + 1);
      const chosen = all.filter((at) => full || at % Math.ceil(requests / sampled) === 0);
      for (const at of chosen) {
        await simulated.control.reset();
        const point = await scene();
        await over((control) => restore(point, {}, control), at);
        await simulated.control.idle();
        await restore(point).catch((error: unknown) => {
          throw new Error(`request ${at} of ${requests}: ${error}`);
        });
        assert.equal(await recoveries(), 1, `request ${at} of ${requests}`);
        const { done } = await reverts.jobs();
        // Where only the end was lost, the repeated command is a second restore that was asked for.
        assert.ok(done === 1 || at > requests - 3, `request ${at} of ${requests}: ${done} restores`);
      }
    });

    it("makes a new object of it too", async () => {
      const point = await scene();
      const to = kind === "VM" ? "new-vm" : "new-volume";
      assert.match(stepsOf(await restore(point, { to, dryRun: true }))[0] ?? "", /^Recover /);
      assert.equal((await restore(point, { to })).code, 0);
      assert.equal(await recoveries(), 1);
    });

    it("recovers it to the storage that is named", async () => {
      const point = await scene();
      const third = await backups.thirdStore();
      await restore(point, { backupStorageUuid: third });
      for (const uuid of await members()) assert.deepEqual(await backups.copies(uuid), [remote, third].sort());
      await simulated.control.reset();
    });

    it("recovers nothing while another storage has a copy that can be read", async () => {
      const point = String(Object.values(await reverts.point(kind === "VM" ? "VM to backup" : "volume to backup"))[1]);
      await tag(remote, "remotebackup");
      await reverts.stop();
      assert.equal((await restore(point)).code, 0);
      assert.equal(await recoveries(), 0);
    });

    it("says which storage to repair where there is none to recover to", async () => {
      const point = await scene();
      await backups.patch("backupStorages", local, { status: "Disconnected" });
      const message = new RegExp(`${remote}.*does not restore.*${local} .* is Disconnected`);
      await assert.rejects(restore(point, { dryRun: true }), { code: "no-complete-copy", message });
      await backups.patch("backupStorages", local, { status: "Connected" });
    });
  });
}
