// Jobs on several objects that end one after the other: who looks in between sees some of them done.

import assert from "node:assert/strict";
import { defaultFixture } from "../../simulator";
import { type Client, client, jobOf, stopAll } from "./support";

const { db1 } = defaultFixture.vmInstances;
const store = defaultFixture.backupStorages.imageStore1.uuid;
const quarter = 1000;

const jobs: { what: string; submit(api: Client): Promise<string>; done(api: Client): Promise<number> }[] = [
  {
    what: "members of a VM backup become Ready",
    submit: async (api) => {
      const params = { name: "b", backupStorageUuid: store };
      return jobOf(await api.send("POST", `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`, { params }));
    },
    done: async (api) => (await api.query("/volume-backups?q=status%3DReady")).length,
  },
  {
    what: "members of a group are reverted to",
    submit: async (api) => {
      await api.job("PUT", `/v1/vm-instances/${db1.uuid}/actions`, { stopVmInstance: {} });
      const params = { name: "g", rootVolumeUuid: db1.rootVolumeUuid };
      const group = String((await api.inventory("POST", "/v1/volume-snapshots/group", { params }))["uuid"]);
      await api.inventory("POST", "/v1/volume-snapshots/group", { params });
      const body = { revertVmFromSnapshotGroup: {} };
      return jobOf(await api.send("PUT", `/v1/volume-snapshots/group/${group}/actions`, body));
    },
    // The older ones are those without a parent.
    done: async (api) => {
      const rows = await api.query("/volume-snapshots?q=latest%3Dtrue");
      return rows.filter((row) => row["parentUuid"] === undefined).length;
    },
  },
];

describe("one by one", () => {
  afterEach(stopAll);

  for (const { what, submit, done } of jobs) {
    it(what, async () => {
      const api = await (await client({ jobDuration: { backup: 4 * quarter, revert: 4 * quarter, all: 0 } })).login();
      const job = await submit(api);
      const seen = [await done(api)];
      for (let step = 0; step < 3; step++) {
        await api.control("POST", "/clock", { advanceMs: quarter });
        seen.push(await done(api));
      }
      assert.deepEqual(seen, [0, 1, 2, 3]);
      assert.equal((await api.send("GET", `/v1/api-jobs/${job}`)).status, 202);
      await api.control("POST", "/clock", { advanceMs: quarter });
      assert.equal((await api.wait(job)).status, 200);
    });
  }
});
