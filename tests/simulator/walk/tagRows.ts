// Sections 1.5 and 1.6: tags and the helpers.

import assert from "node:assert/strict";
import type { Json } from "../support";
import { absent, fixture, keys, match, type Row, root } from "./row";

const tagOn = (resourceUuid: string, tag = "k::v", resourceType = "VolumeSnapshotVO") => ({
  params: { resourceType, resourceUuid, tag },
});

export const tagRows: Row[] = [
  {
    section: "1.5",
    row: "CreateUserTag",
    check: async (at) => {
      const uuid = await at.snapshot();
      const made = await at.api.inventory("POST", "/v1/user-tags", tagOn(uuid));
      assert.deepEqual([made["tag"], made["type"], made["resourceUuid"]], ["k::v", "User", uuid]);
      await at.fails("SYS.1006", /^Duplicated Tag\[tag:K::V/, "POST", "/v1/user-tags", tagOn(uuid, "K::V"));
      await at.fails("SYS.1007", /^no resource type\[NopeVO\]/, "POST", "/v1/user-tags", tagOn(uuid, "x", "NopeVO"));
      await at.fails("SYS.1003", /type:ResourceVO\] not found/, "POST", "/v1/user-tags", tagOn(absent));
    },
  },
  {
    section: "1.5",
    row: "CreateSystemTag",
    check: async (at) => {
      const tag = "volumeMaxIncrementalSnapshotNum::2";
      const made = await at.api.inventory("POST", "/v1/system-tags", tagOn(root, tag, "VolumeVO"));
      assert.deepEqual([made["type"], made["inherent"]], ["System", false]);
      for (const name of ["a", "b", "c"]) await at.snapshot(name);
      await at.count("/volume-snapshots/trees", 2);
      await at.fails(
        "SYS.1007",
        /no system tag matches\[foo::bar\]/,
        "POST",
        "/v1/system-tags",
        tagOn(root, "foo::bar", "VolumeVO"),
      );
    },
  },
  {
    section: "1.5",
    row: "QueryUserTag / QuerySystemTag",
    check: async (at) => {
      const uuid = await at.uuid("POST", "/v1/user-tags", tagOn(await at.snapshot()));
      await at.count(`/user-tags/${uuid}`, 1);
      await at.count("/user-tags?q=tag~%3Dk%25", 1);
      await at.count("/system-tags", 0);
    },
  },
  {
    section: "1.5",
    row: "UpdateSystemTag",
    check: async (at) => {
      const uuid = await at.uuid(
        "POST",
        "/v1/system-tags",
        tagOn(root, "volumeMaxIncrementalSnapshotNum::2", "VolumeVO"),
      );
      const body = { updateSystemTag: { tag: "volumeMaxIncrementalSnapshotNum::3" } };
      const made = await at.api.inventory("PUT", `/v1/system-tags/${uuid}/actions`, body);
      assert.equal(made["tag"], "volumeMaxIncrementalSnapshotNum::3");
    },
  },
  {
    section: "1.5",
    row: "DeleteTag",
    check: async (at) => {
      const uuid = await at.uuid("POST", "/v1/user-tags", tagOn(await at.snapshot()));
      for (let round = 0; round < 2; round++)
        assert.deepEqual(await at.done("DELETE", `/v1/tags/${uuid}?deleteMode=Permissive`), {});
      await at.count("/user-tags", 0);
    },
  },
  {
    section: "1.5",
    row: "CreateTag (pattern) / QueryTag / UpdateTag",
    check: async (at) => {
      const uuid = await at.pattern();
      await at.count(`/tags/${uuid}`, 1);
      const made = await at.api.inventory("PUT", `/v1/tags/${uuid}/actions`, { updateTag: { color: "#ff0000" } });
      assert.equal(made["color"], "#ff0000");
    },
  },
  {
    section: "1.5",
    row: "AttachTagToResources / Detach",
    check: async (at) => {
      const tag = await at.pattern();
      const uuid = await at.snapshot();
      const { results } = await at.done("POST", `/v1/tags/${tag}/resources`, { params: { resourceUuids: [uuid] } });
      assert.equal((results as Record<string, Json>[])[0]?.["success"], true);
      const [row] = await at.count(`/user-tags?q=resourceUuid%3D${uuid}`, 1);
      assert.equal(row?.["tagPatternUuid"], tag);
      assert.deepEqual(await at.done("DELETE", `/v1/tags/${tag}/resources?resourceUuids=${uuid}`), {});
      await at.count("/user-tags", 0);
    },
  },
  {
    section: "1.5",
    row: "tagUuids on create",
    check: async (at) => {
      const tag = await at.pattern();
      const uuid = await at.api.snapshot(root, "s", { tagUuids: [tag] });
      await at.count(`/user-tags?q=resourceUuid%3D${uuid}&q=tagPatternUuid%3D${tag}`, 1);
    },
  },
  {
    section: "1.5",
    row: "tags vanish with their resource",
    check: async (at) => {
      const uuid = await at.snapshot();
      await at.done("POST", "/v1/user-tags", tagOn(uuid));
      await at.done("DELETE", `/v1/volume-snapshots/${uuid}`);
      await at.count("/user-tags", 0);
    },
  },
  { section: "1.6", row: "GET /volumes[/{uuid}]", check: async (at) => at.count(`/volumes/${root}`, 1) },
  {
    section: "1.6",
    row: "GET /vm-instances[/{uuid}]",
    check: async (at) => {
      const [row] = await at.count(`/vm-instances/${fixture.vmInstances.db1.uuid}`, 1);
      assert.equal(Object.keys(row?.["allVolumes"] ?? []).length, 3);
    },
  },
  {
    section: "1.6",
    row: "GET /backup-storage[/{uuid}], GET /backup-storage/image-store",
    check: async (at) => {
      await at.count("/backup-storage", 3);
      const stores = await at.count("/backup-storage/image-store", 2);
      keys(stores[0], ["hostname", "sshPort", "attachedZoneUuids"]);
    },
  },
  {
    section: "1.6",
    row: "getVersion without authorization",
    check: async (at) => {
      at.api.session = "";
      const { text } = await at.api.send("PUT", "/v1/management-nodes/actions", { getVersion: {} });
      assert.equal(text, '{"success":true,"version":"5.2.1"}');
    },
  },
  {
    section: "1.6",
    row: "GET /zql: one query sentence",
    check: async (at) => {
      await at.snapshot("it's");
      const ask = async (zql: string) => (await at.api.send("GET", `/v1/zql?zql=${encodeURIComponent(zql)}`)).json;
      const [found] = (await ask("query volumesnapshot.name where name='it\\'s' and volume.name like 'ROOT%'"))[
        "results"
      ] as Json[];
      assert.deepEqual(found, { inventories: [{ name: "it's", distance: 0 }] });
      const sentence =
        "query volume.uuid,name where type in ('Root', 'Data') return with (total) order by name desc limit 1 offset 1";
      const [page] = (await ask(sentence))["results"] as Record<string, Json>[];
      assert.equal(page?.["total"], 8);
      match(await at.api.send("GET", "/v1/zql?zql=query%20nope"), "SYS.1000", /cannot find inventory/);
      match(await at.api.send("GET", "/v1/zql?zql=query%20volume%20where"), "SYS.1000", /ParseCancellationException/);
    },
  },
];
