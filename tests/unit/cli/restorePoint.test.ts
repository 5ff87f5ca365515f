import assert from "node:assert/strict";
import { pointInStack } from "../../../cli/restore/point";
import { Connections } from "../../../cli/state/connection";
import type { StateResource } from "../../../cli/state/exportedStack";

const uuid = (digit: string): string => digit.repeat(32);
const id = (digit: string): string => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join("-");

/** A resource of a state, through the provider of its platform. */
const resource = (token: string, name: string, outputs: Record<string, unknown>, ownId = uuid("f")): StateResource => {
  const type = `pulumi-nodejs:dynamic/${token.replace(".", ":")}`;
  return { urn: `urn:pulumi:dev::web::${type}::${name}`, type, id: ownId, outputs };
};

const providerType = "pulumi:providers:pulumi-nodejs";
const openstack: StateResource = {
  ...{ urn: `urn:pulumi:dev::web::${providerType}::elsewhere`, type: providerType, id: "p" },
  inputs: { "snapshots:provider": "cinder" },
};

describe("the restore point that a command means", () => {
  const history = [{ uuid: uuid("1"), name: "a" }, { uuid: uuid("2") }];
  const cinderHistory = [{ id: id("1") }, { id: id("2") }];
  const resources: StateResource[] = [
    openstack,
    resource("zstack.VolumeSnapshotSeries", "nightly", { history, current: history[0] }, uuid("e")),
    resource("zstack.VolumeSnapshotGroup", "group", { groupUuid: uuid("5") }),
    resource("zstack.VolumeSnapshot", "damaged", { history: "damaged" }, uuid("4")),
    resource("zstack.RestoredVolume", "copy", {}, uuid("6")),
    { ...resource("cinder.VolumeBackup", "full", {}, id("3")), provider: `${openstack.urn}::p` },
    resource("cinder.VolumeSnapshotSeries", "hourly", { history: cinderHistory, current: cinderHistory[0] }, uuid("d")),
    resource("cinder.VolumeRevert", "back", {}, uuid("c")),
    resource("cinder.VolumeSnapshotSeries", "lost", { history: [] }, uuid("b")),
  ];
  const exported = { deployment: { resources } };
  const stack = { exported, connections: new Connections(exported, {}, {}) };
  const found = (text: string): string[] => {
    const point = pointInStack(text, stack);
    return [point.platform, point.id, point.connection.name];
  };
  const own = "the stack's connection";
  const explicit = 'provider "elsewhere"';

  it("is that of the resource with this name, of a series the newest, on the platform of its type", () => {
    assert.deepEqual(found("nightly"), ["zstack", uuid("1"), own]);
    assert.deepEqual(found("group"), ["zstack", uuid("5"), own]);
    assert.deepEqual(found("damaged"), ["zstack", uuid("4"), own]);
    assert.deepEqual(found("full"), ["cinder", id("3"), explicit]);
    assert.deepEqual(found("hourly"), ["cinder", id("1"), own]);
  });

  it("is an id, through the provider of what holds it, the older ones of a series as well", () => {
    assert.deepEqual(found(uuid("2")), ["zstack", uuid("2"), own]);
    assert.deepEqual(found(uuid("5")), ["zstack", uuid("5"), own]);
    assert.deepEqual(found(id("2")), ["cinder", id("2"), own]);
    assert.deepEqual(found(id("3")), ["cinder", id("3"), explicit]);
    assert.deepEqual(found(uuid("9")), ["zstack", uuid("9"), own]);
    assert.deepEqual(found(id("9")), ["cinder", id("9"), own]);
  });

  it("is nothing that a resource restored, and the names that there are are named", () => {
    for (const name of ["copy", "back", "night"]) {
      const message = /it has nightly, group, damaged, full, hourly, lost\. Give/;
      assert.throws(() => pointInStack(name, stack), { code: "not-found", message });
    }
    assert.throws(() => pointInStack("lost", stack), { code: "invalid-input" });
    const two = { ...stack, exported: { deployment: { resources: [...resources, ...resources] } } };
    assert.throws(() => pointInStack("full", two), { code: "several-matches" });
  });
});
