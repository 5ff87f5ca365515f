// Sections 4.1, 4.3 and 4.4: statuses and texts of the REST layer, error codes, missing resources.

import assert from "node:assert/strict";
import { sha512 } from "../support";
import { absent, match, type Row, root } from "./row";

const create = `/v1/volumes/${root}/volume-snapshots`;
const named = { params: { name: "x" } };

export const errorRows: Row[] = [
  {
    section: "4.1",
    row: "400: Authorization missing or of another kind",
    check: async (at) => {
      await at.text(400, /^Authorization type must be 'OAuth'$/, "GET", "/v1/volumes", undefined, {
        Authorization: "Basic x",
      });
      at.api.session = "";
      await at.text(400, /^missing header 'Authorization'$/, "GET", "/v1/volumes");
    },
  },
  {
    section: "4.1",
    row: "400: X-Job-UUID, duplicate job uuid",
    check: async (at) => {
      await at.text(400, /^Invalid header\[X-Job-UUID\]/, "POST", create, named, { "X-Job-UUID": "short" });
      const headers = { "X-Job-UUID": "z".repeat(32) };
      assert.equal((await at.api.send("POST", create, named, headers)).status, 202);
      await at.text(400, /^Duplicate job uuid\[z{32}\]$/, "POST", create, named, headers);
    },
  },
  {
    section: "4.1",
    row: "400: no action key",
    check: async (at) => {
      const path = `/v1/volume-snapshots/${absent}/actions`;
      await at.text(400, new RegExp(`^the body doesn't contain action mapping to the URL\\[${path}\\]$`), "PUT", path, {
        nope: {},
      });
    },
  },
  {
    section: "4.1",
    row: "400: type errors",
    check: async (at) => {
      const backup = `/v1/volumes/${root}/volume-backups`;
      await at.text(400, /^\[networkReadBandwidth\] field is excepted/, "POST", backup, {
        params: { networkReadBandwidth: "x" },
      });
      const group = { params: { withMemory: "maybe" } };
      await at.text(
        400,
        /^Invalid value for boolean field \[withMemory\], \[maybe\]/,
        "POST",
        "/v1/volume-snapshots/group",
        group,
      );
      await at.text(
        400,
        /^Invalid query parameter\[deleteMode\]/,
        "DELETE",
        `/v1/volume-snapshots/${absent}?deleteMode=a&deleteMode=b`,
      );
    },
  },
  {
    section: "4.1",
    row: "400: query parameters",
    check: async (at) => {
      await at.text(400, /'limit' must be an integer$/, "GET", "/v1/volumes?limit=x");
      await at.text(400, /'start' must be an integer$/, "GET", "/v1/volumes?start=x");
      await at.text(400, /doesn't contain any query operator/, "GET", "/v1/volumes?q=name");
    },
  },
  { section: "4.1", row: "403: access keys", why: "walked in auth.test.ts, on a simulator with keys" },
  {
    section: "4.1",
    row: "404: no api mapping; the job has been expired",
    check: async (at) => {
      await at.text(404, /^no api mapping to \/v1\/nothing$/, "GET", "/v1/nothing");
      await at.text(404, /^the job has been expired$/, "GET", `/v1/api-jobs/${absent}`);
    },
  },
  {
    section: "4.1",
    row: "405: method, and any but GET on a job; single-API paths ignore the method",
    check: async (at) => {
      await at.text(
        405,
        /^The method\[POST\] is not allowed for the path/,
        "POST",
        `/v1/volume-snapshots/${absent}`,
        {},
      );
      await at.text(405, /^only GET method is allowed/, "POST", `/v1/api-jobs/${absent}`, {});
      assert.equal((await at.api.send("POST", "/v1/volume-snapshots", { params: {} })).status, 200);
    },
  },
  { section: "4.1", row: "429: rate limit of newer servers", why: "not simulated; a `respond` fault gives the answer" },
  {
    section: "4.1",
    row: "500: malformed JSON, empty body on an actions path, X-API-Timeout",
    check: async (at) => {
      await at.text(500, /^java\.io\.EOFException/, "POST", create, "{bad");
      await at.text(500, /"m" is null$/, "PUT", `/v1/volume-snapshots/${absent}/actions`, "");
      await at.text(500, /^For input string: "abc"$/, "POST", create, named, { "X-API-Timeout": "abc" });
    },
  },
  {
    section: "4.1",
    row: "503: failures of an API, sync and polled",
    check: async (at) => {
      const sync = await at.api.send("GET", "/v1/volumes?sort=nope");
      match(sync, "SYS.1000", /ZQLError/);
      assert.ok(!("causes" in (sync.json["error"] as object)));
      const polled = await at.api.job("POST", create, { params: {} });
      match(polled, "SYS.1007", /mandatory/);
      assert.equal(Object.keys(polled.json["error"] as object)[0], "causes");
    },
  },
  {
    section: "4.3",
    row: "SYS.1000",
    check: async (at) =>
      match(await at.api.send("GET", "/v1/volumes?q=nope%3D1"), "SYS.1000", /not having field\[nope\]/),
  },
  { section: "4.3", row: "SYS.1001", why: "walked in jobs.test.ts, with the simulated clock" },
  { section: "4.3", row: "SYS.1002", why: "no call of the recordings gives it; a `failJob` fault does" },
  {
    section: "4.3",
    row: "SYS.1003",
    check: async (at) => {
      const text = new RegExp(`^invalid field\\[volumeUuid\\], resource\\[uuid:${absent}, type:VolumeVO\\] not found$`);
      await at.fails("SYS.1003", text, "POST", `/v1/volumes/${absent}/volume-snapshots`, named);
      const list = /^invalid field\[backupStorageUuids\], resource\[uuids:\[x\], type:BackupStorageVO\] not found$/;
      await at.fails("SYS.1003", list, "DELETE", `/v1/vm-backups/${absent}?backupStorageUuids=x`);
    },
  },
  {
    section: "4.3",
    row: "SYS.1004",
    check: async (at) => {
      const uuid = await at.snapshot();
      await at.api.control("POST", "/objects", { references: { volumeSnapshotUuid: uuid, volumeUuids: ["v"] } });
      const reply = await at.api.job("DELETE", `/v1/volume-snapshots/${uuid}`);
      match(reply, "SYS.1004", /./);
      const { cause } = reply.json["error"] as { cause: { code: string; causes: { code: string; details: string }[] } };
      assert.equal(cause.code, "VOLUME_SNAPSHOT.1002");
      assert.equal(cause.causes[0]?.code, "SYS.1006");
      assert.match(cause.causes[0]?.details ?? "", /^snapshot or its desendant has reference volume\[uuids:/);
    },
  },
  {
    section: "4.3",
    row: "SYS.1006",
    check: async (at) => {
      await at.patch("volumes", root, { status: "Migrating" });
      await at.fails(
        "SYS.1006",
        /is not in status Ready, current is Migrating, cant create snapshot$/,
        "POST",
        create,
        named,
      );
    },
  },
  {
    section: "4.3",
    row: "SYS.1007",
    check: async (at) => {
      await at.fails("SYS.1007", /expected was <= 255, actual was 256$/, "POST", create, {
        params: { name: "n".repeat(256) },
      });
      await at.fails("SYS.1007", /^resourceUuid\[bad\] is not a valid uuid\./, "POST", create, {
        params: { name: "x", resourceUuid: "bad" },
      });
    },
  },
  {
    section: "4.3",
    row: "ID.1000, ID.1001",
    check: async (at) => {
      const logInByAccount = { accountName: "admin", password: sha512("wrong") };
      match(
        await at.api.send("PUT", "/v1/accounts/login", { logInByAccount }),
        "ID.1000",
        /wrong account name or password/,
      );
      at.api.session = absent;
      match(await at.api.send("GET", "/v1/volumes"), "ID.1001", /Session expired/);
      await at.fails("ID.1001", /Session expired/, "POST", create, named);
    },
  },
  { section: "4.3", row: "ID.1002, ID.1003, ID.1006", why: "walked in auth.test.ts, with several accounts" },
  {
    section: "4.3",
    row: "VOLUME_SNAPSHOT.1000",
    check: async (at) => {
      await at.api.control("POST", "/faults", { match: { method: "POST" }, action: { type: "stallJob" } });
      await at.api.send("POST", create, named);
      const [row] = await at.count("/volume-snapshots", 1);
      const path = `/v1/volume-snapshots/${String(row?.["uuid"])}/actions`;
      const text =
        /'s status\[Creating\] is not allowed for message\[.*APIRevertVolumeFromSnapshotMsg\], allowed status\[Ready\]$/;
      await at.fails("VOLUME_SNAPSHOT.1000", text, "PUT", path, { revertVolumeFromSnapshot: {} });
    },
  },
  {
    section: "4.3",
    row: "VOLUME_SNAPSHOT.1001/1002, VOL_BACKUP.1000, TAG.1000, VOLUME.1000",
    why: "no call of the recordings gives them; a `failJob` fault does",
  },
  {
    section: "4.4",
    row: "GET of a missing one: 200, empty",
    check: async (at) => {
      for (const path of ["volume-snapshots", "volume-snapshots/group", "volume-backups", "volumes", "user-tags"]) {
        assert.equal((await at.api.send("GET", `/v1/${path}/${absent}`)).text, '{"schema":{},"inventories":[]}');
      }
    },
  },
  {
    section: "4.4",
    row: "PUT action on a missing one: SYS.1003",
    check: async (at) => {
      const path = `/v1/volume-snapshots/${absent}/actions`;
      await at.fails("SYS.1003", /type:VolumeSnapshotVO\] not found/, "PUT", path, {
        updateVolumeSnapshot: { name: "x" },
      });
    },
  },
  {
    section: "4.4",
    row: "POST on a missing volume or backup storage: SYS.1003",
    check: async (at) => {
      const body = { params: { name: "b", backupStorageUuid: absent } };
      await at.fails(
        "SYS.1003",
        /type:BackupStorageVO\] not found/,
        "POST",
        `/v1/volumes/${root}/volume-backups`,
        body,
      );
    },
  },
  {
    section: "4.4",
    row: "DELETE of a missing snapshot, group, ungroup: 200; a malformed uuid: SYS.1003",
    check: async (at) => {
      for (const path of ["volume-snapshots", "volume-snapshots/group", "volume-snapshots/ungroup"]) {
        assert.deepEqual(await at.done("DELETE", `/v1/${path}/${absent}`), {});
        await at.fails(
          "SYS.1003",
          /^invalid value\[not-a-uuid\] of field \[uuid\]$/,
          "DELETE",
          `/v1/${path}/not-a-uuid`,
        );
      }
    },
  },
  {
    section: "4.4",
    row: "DELETE of a missing VM backup: 200",
    check: async (at) => at.done("DELETE", "/v1/vm-backups/anything"),
  },
  {
    section: "4.4",
    row: "DELETE of a missing volume backup: SYS.1003",
    check: async (at) =>
      at.fails("SYS.1003", /type:VolumeBackupVO\] not found/, "DELETE", `/v1/volume-backups/${absent}`),
  },
  {
    section: "4.4",
    row: "DELETE of a missing tag: 200",
    check: async (at) => at.done("DELETE", "/v1/tags/not-a-uuid"),
  },
];
