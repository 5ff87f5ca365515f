import assert from "node:assert/strict";
import type { RestoreOptions } from "../../cli/restore/options";
import { Resource } from "../support/providerProcess";
import { restoreCommand, type Told } from "../support/restoreCommand";
import type { Row } from "./support/platform";
import { CinderTests, declareVolume, idOf } from "./support/provider";
import { CinderReverts, volumeRestores, volumeReverts } from "./support/reverts";
import { type Harm, harm, type Match, type Passed } from "./support/tap";

describe("pulumi-snapshots restore on OpenStack", () => {
  const cinder = new CinderTests();
  const write: Match = { service: "volume", method: "POST" };

  /** Through the tap, as a user whose shell has the variables of openrc. */
  const restore = (id: string, more: Partial<RestoreOptions> = {}): Promise<Told> => {
    const { username, password, projectName } = cinder.member.user;
    const user = { OS_USERNAME: username, OS_PASSWORD: password, OS_PROJECT_NAME: projectName };
    const place = { OS_AUTH_URL: cinder.tap.identity, OS_REGION_NAME: cinder.lab.description.region };
    return restoreCommand({ ...user, ...place }, id, more, 10);
  };

  /** What kills the process, and whether it has. */
  let deadly: { fatal(passed: Passed): boolean; isDead: boolean } | undefined;

  /** The process is killed right after the first request that is `fatal`. */
  async function killedAfter(fatal: (passed: Passed) => boolean, work: () => Promise<unknown>): Promise<void> {
    const killing = { fatal, isDead: false };
    deadly = killing;
    const kill: Harm = async (exchange) => {
      if (deadly?.isDead === true) return exchange.drop();
      if (deadly?.fatal(exchange.passed) !== true) return exchange.deliver(await exchange.forward());
      deadly.isDead = true;
      await harm.loseAnswer(exchange);
    };
    if (cinder.tap.left === 0) cinder.tap.inject({}, kill, { times: Number.POSITIVE_INFINITY });
    await assert.rejects(work());
    assert.ok(killing.isDead);
    deadly = undefined;
  }

  const isRestore = ({ method, body }: Passed): boolean => method === "POST" && /^\{"(?:revert|restore)":/.test(body);
  const isCreation = ({ method, path }: Passed): boolean => method === "POST" && path === "/volumes";
  const isOwnerTag = ({ method, body }: Passed): boolean =>
    method === "POST" && body.includes("pulumi_snapshots_owner");

  for (const kind of [volumeReverts, volumeRestores]) {
    describe(`from one of the ${kind.points}`, () => {
      const reverts = new CinderReverts(cinder, kind);
      /** Volumes that the command made beside the old one. */
      const made = async (): Promise<Row[]> =>
        (await cinder.member.list("volumes")).filter(({ name }) => name === "copy");

      afterEach(async () => {
        await reverts.clear();
        for (const { id } of await made()) await cinder.member.remove("volumes", id);
      });

      it("in place shows everything first, and restores once for each time that it is asked", async () => {
        const point = await reverts.point();
        const shown = await restore(point.id, { dryRun: true });
        assert.deepEqual([shown.code, shown.told["restored"]], [0, false]);
        const { summary, steps } = shown.told["plan"] as { summary: string; steps: string[] };
        const volume = `volume "volume" (${cinder.volume})`;
        assert.match(summary, /overwriting volume .* of 1 GiB with volume .* of 2\d{3}-\d\d-\d\dT.*Z/);
        assert.equal(steps.length, 2);
        assert.deepEqual(shown.told["notes"], [`${volume}: 1 GiB, status "available"`]);
        const refused = await restore(point.id, { yes: false });
        assert.deepEqual([refused.code, refused.told["restored"]], [1, false]);
        assert.equal(cinder.tap.count(write), 0);

        const first = await restore(point.id);
        assert.deepEqual([first.code, first.told["restored"]], [0, true]);
        await reverts.assertDone(point, "", point.id);
        const [copy] = await reverts.safetyVolumes();
        assert.equal((first.told["outputs"] as { safetyVolumeId?: string }).safetyVolumeId, copy?.id);
        const next = (first.told["next"] as string[]).join("\n");
        assert.ok(next.includes(`openstack server add volume <server> ${cinder.volume}`), next);
        assert.ok(next.includes(`openstack volume delete ${copy?.id}`), next);

        reverts.overwrite("once more");
        const second = await restore(point.id, { safetySnapshot: false });
        assert.match((second.told["notes"] as string[])[1] ?? "", /restored from this restore point already, at 2/);
        assert.equal(reverts.accepted(), 2);
        assert.equal(reverts.content(), reverts.expected);
        assert.equal((await reverts.safetyVolumes()).length, 1);
      });

      it("in place is continued when it was killed after it had sent the request", async () => {
        const point = await reverts.point();
        await killedAfter(isRestore, () => restore(point.id));
        const shown = await restore(point.id, { dryRun: true });
        assert.match((shown.told["plan"] as { summary: string }).summary, /^continuing the restore that began at 2/);
        assert.equal((await restore(point.id)).code, 0);
        await reverts.assertDone(point, "", point.id);
      });

      it("to a new volume shows it, makes it, and leaves it to a stack that adopts it", async () => {
        const point = await reverts.point();
        const newVolume = { size: 2, volumeType: undefined, availabilityZone: "nova" };
        const options = { to: "new-volume", name: "copy", newVolume } as const;
        const shown = await restore(point.id, { ...options, dryRun: true });
        const { summary, steps } = shown.told["plan"] as { summary: string; steps: string[] };
        assert.match(summary, /^making a new volume "copy" from volume .*"point".*Z.*; nothing is overwritten$/);
        assert.match(steps[0] ?? "", /of 2 GiB in zone nova with the data of/);
        assert.equal(cinder.tap.count(write), 0);
        const { code, told } = await restore(point.id, options);
        const { id } = told["outputs"] as { id: string };
        const [row, ...others] = await made();
        assert.deepEqual([code, row?.id, row?.size, row?.status, others], [0, id, 2, "available", []]);
        assert.equal(reverts.content(id).slice(0, 40), reverts.expected.slice(0, 40));
        assert.match(row?.metadata["pulumi_snapshots_retained"] ?? "", /::copy$/);
        assert.equal(row?.metadata["pulumi_snapshots_owner"], undefined);
        const adopting = { [kind.input]: point.id, volumeId: id, adopt: true };
        const resource = new Resource(declareVolume("copy", adopting));
        await resource.up(cinder.process().volumes);
        assert.equal(idOf(resource), id);
      });

      it("to a new volume is continued with the one that a killed command has made", async () => {
        const point = await reverts.point();
        const options = { to: "new-volume", name: "copy" } as const;
        await killedAfter(isCreation, () => restore(point.id, options));
        await killedAfter(isOwnerTag, () => restore(point.id, options));
        await restore(point.id, options);
        const [row, ...others] = await made();
        assert.deepEqual(others, []);
        assert.match(row?.metadata["pulumi_snapshots_retained"] ?? "", /::copy$/);
        assert.equal(cinder.tap.passed.filter(isCreation).length, 1);
      });

      it("has no VM to make, and says what to do", async () => {
        const point = await reverts.point();
        const message = /one volume.*Nova.*--to new-volume.*openstack server create --volume/;
        await assert.rejects(restore(point.id, { to: "new-vm" }), { code: "usage-error", message });
      });
    });
  }

  const snapshots = new CinderReverts(cinder, volumeReverts);

  it("refuses what the platform would refuse, before anything is sent", async () => {
    const point = await snapshots.point();
    const refused = async (code: string, message: RegExp, more: Partial<RestoreOptions> = {}, id = point.id) => {
      await assert.rejects(restore(id, { dryRun: true, ...more }), { code, message });
      assert.equal(cinder.tap.count(write), 0);
    };
    await refused("usage-error", /--when-running.*detached volumes only/, { whenRunning: "stop" });
    await refused("usage-error", /--backup-storage is for ZStack/, { backupStorageUuid: "0".repeat(32) });
    const small = { size: 1, volumeType: undefined, availabilityZone: undefined };
    await cinder.member.attach(cinder.volume);
    await refused("wrong-state", /attached to server 5eed0000.*Detach/);
    await cinder.member.detach(cinder.volume);
    await refused("not-found", /is volume "volume".*list --all/, {}, cinder.volume);
    await refused("not-found", /no volume snapshot or volume backup/, {}, "00000000-0000-4000-8000-000000000000");
    const newer = await cinder.member.make("snapshots", { volume_id: cinder.volume, name: "newer" });
    await refused("not-newest", /--to new-volume/);
    await cinder.member.remove("snapshots", newer.id);
    await cinder.admin.resetStatus("snapshots", point.id, "error");
    await refused("wrong-state", /"error"/);
    await refused("wrong-state", /"error" and has to be available/, { to: "new-volume" });
    await cinder.admin.resetStatus("snapshots", point.id, "available");
    await cinder.member.call("POST", `/volumes/${cinder.volume}/action`, { "os-extend": { new_size: 2 } });
    await cinder.member.settled("volumes", cinder.volume);
    const larger = await cinder.member.make("snapshots", { volume_id: cinder.volume, name: "larger" });
    await refused("usage-error", /--size 1: .* 2 GiB/, { to: "new-volume", newVolume: small }, larger.id);
    cinder.lab.turn({ max_microversion: "3.39" });
    await refused("unsupported-by-platform", /3\.40/);
  });

  it("names its options where nothing tells how an earlier run ended", async () => {
    const point = await snapshots.point();
    cinder.tap.inject(volumeReverts.request, harm.reset, { times: 9 });
    await assert.rejects(restore(point.id), { code: "outcome-unknown", message: /Repeat the command/ });
    await cinder.member.call("PUT", `/snapshots/${point.id}`, { snapshot: { name: "renamed" } });
    cinder.tap.reset();
    const message = /give --on-unknown rerun to restore it now, or leave it if it is as it should be\.$/;
    await assert.rejects(restore(point.id), { code: "outcome-unknown", message });
    assert.equal(snapshots.accepted(), 0);
    await restore(point.id, { onUnknown: "rerun" });
    assert.equal(snapshots.accepted(), 1);
    assert.equal(snapshots.content(), snapshots.expected);
    await snapshots.clear();
  });

  it("says before it asks that a service is too old for a backup as the source", async () => {
    const { id } = await cinder.member.make("backups", { volume_id: cinder.volume });
    for (const version of ["3.42", "3.46"]) {
      cinder.lab.turn({ max_microversion: version });
      const refused = { code: "unsupported-by-platform", message: /3\.47/ };
      await assert.rejects(restore(id, { to: "new-volume", dryRun: true }), refused);
    }
  });

  it("finds the cloud in clouds.yaml", async () => {
    const point = await snapshots.point();
    const environment = { OS_CLIENT_CONFIG_FILE: cinder.lab.cloudsYaml, OS_CLOUD: "member" };
    const { code, told } = await restoreCommand(environment, point.id, { dryRun: true });
    assert.deepEqual([code, told["restored"]], [0, false]);
    const stranger = restoreCommand({ ...environment, OS_CLOUD: "stranger" }, point.id, { dryRun: true });
    await assert.rejects(stranger, { code: "not-found" });
  });
});
