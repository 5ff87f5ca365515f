import assert from "node:assert/strict";
import { identityOf, identityPrefix, ownerOf, parseSeed } from "../../../provider/core/identity/identity";
import type { JsonObject } from "../../../provider/core/json";
import { jobKey, jobUuid } from "../../../provider/zstack/client/jobIds";
import { defaultFixture } from "../../../simulator";
import { Backups, stores } from "../../support/backups";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import { hurriedClock, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

// Whatever is come by instead of being made under this very call is compared with what is declared.

const { web1, db1 } = defaultFixture.vmInstances;

/** A request for an object of the kind; `differing` says how it is not what is declared. */
interface ResourceDefinition {
  readonly declared: JsonObject;
  /** Inputs from which the identity follows. */
  readonly replacing: readonly string[];
  path(more: JsonObject): string;
  readonly params: JsonObject;
  readonly differing: Readonly<Record<string, JsonObject>>;
}

const kinds: Readonly<Record<PointName, ResourceDefinition>> = {
  snapshot: {
    declared: { volumeUuid: volumes.root },
    replacing: ["volumeUuid"],
    path: ({ volumeUuid = volumes.root }) => `/v1/volumes/${volumeUuid}/volume-snapshots`,
    params: {},
    differing: { volumeUuid: { volumeUuid: volumes.data } },
  },
  group: {
    declared: { vmInstanceUuid: db1.uuid },
    replacing: ["vmInstanceUuid"],
    path: () => "/v1/volume-snapshots/group",
    params: { rootVolumeUuid: db1.rootVolumeUuid },
    differing: { vmInstanceUuid: { rootVolumeUuid: web1.rootVolumeUuid } },
  },
  volumeBackup: {
    declared: { volumeUuid: volumes.data, backupStorageUuid: stores.first, mode: "full" },
    replacing: ["volumeUuid", "backupStorageUuid"],
    path: ({ volumeUuid = volumes.data }) => `/v1/volumes/${volumeUuid}/volume-backups`,
    params: { backupStorageUuid: stores.first, mode: "full" },
    differing: {
      volumeUuid: { volumeUuid: volumes.root },
      backupStorageUuid: { backupStorageUuid: stores.second },
      mode: { mode: undefined },
    },
  },
  vmBackup: {
    declared: { vmInstanceUuid: db1.uuid, backupStorageUuid: stores.first, mode: "full" },
    replacing: ["vmInstanceUuid", "backupStorageUuid"],
    path: ({ volumeUuid = db1.rootVolumeUuid }) => `/v1/volumes/${volumeUuid}/vm-backups`,
    params: { backupStorageUuid: stores.first, mode: "full" },
    differing: {
      vmInstanceUuid: { volumeUuid: web1.rootVolumeUuid },
      backupStorageUuid: { backupStorageUuid: stores.second },
      mode: { mode: undefined },
    },
  },
};

const long = 20 * 60 * 1000;

for (const kindName of pointNames) {
  const kind = kinds[kindName];

  describe(`a ${kindName} that this call did not make`, () => {
    const simulated = new Simulated();
    const backups = new Backups(simulated);
    const point = pointsOf(simulated, backups)[kindName];
    const inputs = (more: JsonObject = {}) => point.inputs({ ...kind.declared, ...more });

    const identity = (): string => {
      const { __seed: seed, ...given } = inputs();
      const replacing = Object.fromEntries(kind.replacing.map((name) => [name, given[name]]));
      return identityOf(parseSeed(seed), replacing);
    };
    const job = (attempt = 1): string =>
      jobUuid(jobKey({ by: "account", name: "admin", password: "password" }), identity(), attempt);
    const prefix = (): string => identityPrefix(ownerOf(parseSeed(inputs()["__seed"]), ""), identity());
    /** A uuid as the provider would choose one. */
    const fitting = (): string => `${prefix()}8${"0123456789abcde"}`;

    async function submit(more: JsonObject, resourceUuid: string, id?: string): Promise<void> {
      const { volumeUuid, ...params } = { ...kind.params, ...more };
      const body = { params: { name: "theirs", ...params, resourceUuid } };
      await simulated.control.submit("POST", kind.path(more), body, id);
    }

    const isThere = async (uuid: string): Promise<boolean> =>
      JSON.stringify(await simulated.control.state()).includes(uuid);
    const untouched = async (uuid: string): Promise<void> => {
      assert.ok(await isThere(uuid), "it is still there");
      const state = JSON.stringify(await simulated.control.state());
      assert.ok(state.includes('"theirs'), "it has its name");
      const { userTags } = await simulated.control.state();
      const rows =
        kindName === "vmBackup"
          ? (await backups.rows()).filter((one) => one.groupUuid === uuid).map((one) => one.uuid)
          : [uuid];
      assert.deepEqual(
        userTags.filter((tag) => rows.includes(tag.resourceUuid)).map((tag) => tag.tag),
        [],
      );
    };

    /** Another backup, so that one without a declared mode is an increment. */
    async function base(field: string): Promise<void> {
      if (field !== "mode") return;
      if (kindName === "vmBackup") await backups.strangersVmBackup(db1.rootVolumeUuid);
      else await backups.strangersBackup(volumes.data);
    }

    /** Ways by which an object comes that was not made under this call; each ends with what `up` holds. */
    const ways: Readonly<
      Record<string, (more: JsonObject) => Promise<{ uuid: string; resource: Resource; error?: unknown }>>
    > = {
      async "left by an interrupted run, unmarked"(more) {
        const uuid = fitting();
        await submit(more, uuid, job());
        await simulated.control.idle();
        return { uuid, resource: await up() };
      },
      async "result of a job that has ended"(more) {
        const uuid = fitting();
        await submit(more, uuid, job());
        await simulated.control.idle();
        // Lists are behind: only the job tells of it.
        await hidden();
        return { uuid, resource: await up() };
      },
      async "result of a job that is joined while it runs"(more) {
        const uuid = fitting();
        await simulated.control.fault({ match: { method: "POST" }, action: { type: "slowJob", ms: long } });
        await submit(more, uuid, job());
        const resource = new Resource(inputs());
        const process = point.open();
        const running = resource.up(process);
        await until(() => process.lines.some((line) => /joining the creation|taking over/.test(line)));
        await simulated.control.advance(long);
        await running;
        return { uuid, resource };
      },
      async "result of another's job under our id, where our answer was lost"(more) {
        const uuid = fitting();
        const create = { method: "POST", path: kind.path({}) };
        await simulated.control.fault({ match: create, action: { type: "dropBefore" } });
        const clock = hurriedClock();
        let submitted = false;
        const meanwhile = {
          now: () => clock.now(),
          sleep: async (ms: number): Promise<void> => {
            if (!submitted && (await simulated.control.faultsLeft()) === 0) {
              submitted = true;
              await submit(more, uuid, job());
            }
            await clock.sleep(ms);
          },
        };
        const resource = new Resource(inputs());
        await resource.up(point.open({ clock: meanwhile }));
        assert.ok(submitted);
        return { uuid, resource };
      },
    };

    /** The next list of objects of this kind is empty, as it is where it was read right before. */
    const hidden = (): Promise<void> =>
      simulated.control.fault({
        match: { method: "GET", path: listOf[kindName] },
        action: { type: "respond", status: 200, body: { inventories: [] } },
      });
    const up = async (): Promise<Resource> => {
      const resource = new Resource(inputs());
      await resource.up(point.open());
      return resource;
    };

    for (const [way, comeBy] of Object.entries(ways)) {
      it(`is taken where it is what is declared: ${way}`, async () => {
        const { uuid, resource } = await comeBy({});
        assert.equal(resource.state?.id, uuid);
      });
      for (const [field, more] of Object.entries(kind.differing)) {
        it(`is not taken where ${field} differs: ${way}`, async () => {
          await base(field);
          const { uuid, resource } = await comeBy(more);
          assert.ok(resource.state);
          assert.notEqual(resource.state.id, uuid);
          await untouched(uuid);
        });
      }
    }

    const uuid = "5f0e6a1b2c3d4e5f8a9b0c1d2e3f4a5b";
    const adopting = () => new Resource(inputs({ resourceUuid: uuid, adopt: true }));

    it("is adopted where it is what is declared", async () => {
      await submit({}, uuid);
      await simulated.control.idle();
      const resource = adopting();
      await resource.up(point.open());
      assert.equal(resource.state?.id, uuid);
    });

    /** An entry as an unfinished creation leaves it in state. */
    async function unfinished(): Promise<Resource> {
      const resource = await up();
      const outputs = { ...resource.state?.outputs, __job: job(), uuid };
      await resource.destroy(point.open());
      resource.state = { id: uuid, inputs: inputs(), outputs };
      resource.unfinished = true;
      return resource;
    }

    it("is resumed where it is what is declared", async () => {
      const resource = await unfinished();
      await submit({}, uuid);
      await simulated.control.idle();
      assert.equal(await resource.up(point.open()), "updated");
      assert.equal(resource.state?.id, uuid);
    });

    for (const [field, more] of Object.entries(kind.differing)) {
      it(`is not adopted where ${field} differs`, async () => {
        await base(field);
        await submit(more, uuid);
        await simulated.control.idle();
        await assert.rejects(adopting().up(point.open()), { message: /adopt: / });
        await untouched(uuid);
      });

      it(`is neither resumed nor deleted as unfinished where ${field} differs`, async () => {
        const resource = await unfinished();
        await base(field);
        await submit(more, uuid);
        await simulated.control.idle();
        await assert.rejects(resource.up(point.open()), { code: "not-as-declared" });
        await untouched(uuid);
        await resource.destroy(point.open());
        await untouched(uuid);
      });
    }
  });
}

const listOf: Readonly<Record<PointName, string>> = {
  snapshot: "/v1/volume-snapshots",
  group: "/v1/volume-snapshots/group",
  volumeBackup: "/v1/volume-backups",
  vmBackup: "/v1/volume-backups",
};

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the condition did not come true");
}
