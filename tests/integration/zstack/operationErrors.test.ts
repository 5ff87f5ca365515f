import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { declare, declareAs, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const vm = defaultFixture.vmInstances.db1.uuid;

/** What the server says under its general code for a failed operation, and what helps. */
const cases: readonly (readonly [details: string, code: string | undefined])[] = [
  [`volume[uuid:${volumes.root}] is not in status Ready, current is Deleted, cant create snapshot`, "wrong-state"],
  [`volume[uuid:${volumes.root}] is not in state Enabled, current is Disabled, cant create snapshot`, "wrong-state"],
  ["云盘的云主机未处于停止状态，当前状态是Running", "wrong-state"],
  ["permission denied, the account[uuid:a] is not the owner of the resource[uuid:b, type:VolumeVO]", "not-permitted"],
  ["权限不足，账户[uuid:a]不是资源[uuid:b]的所有者", "not-permitted"],
  [
    "the primary storage[uuid:p, name:ceph] is not in status of Connected, current status is Disconnected",
    "storage-unavailable",
  ],
  ["主存储[uuid:p]失联", "storage-unavailable"],
  ["the host[uuid:h] is disconnected", "host-unavailable"],
  ["unable to reach the agent on 10.0.0.1", "host-unavailable"],
  ["operation error, because:on purpose, disk on fire", undefined],
  ["操作错误，因为on purpose, disk on fire", undefined],
];

describe("a failed operation (SYS.1006)", () => {
  const simulated = new Simulated();
  const kinds = {
    snapshot: () => ({
      process: simulated.process(),
      resource: new Resource(declare("snap", { volumeUuid: volumes.root })),
      path: `/v1/volumes/${volumes.root}/volume-snapshots`,
      named: `volumeUuid: the server rejected the request for volume ${volumes.root}`,
    }),
    group: () => ({
      process: simulated.process(),
      resource: new Resource(declareAs("VolumeSnapshotGroup", "group", { vmInstanceUuid: vm })),
      path: "/v1/volume-snapshots/group",
      named: `vmInstanceUuid: the server rejected the request for VM ${vm}`,
    }),
  };

  for (const [kind, open] of Object.entries(kinds)) {
    for (const [details, expected] of cases) {
      it(`of a ${kind} is followed by what helps, or by nothing: ${details}`, async () => {
        const { process, resource, path, named } = open();
        await simulated.control.fault({
          match: { method: "POST", path },
          action: { type: "failJob", code: "SYS.1006", details },
        });
        await assert.rejects(resource.up(process), ({ message, code }: Error & { code?: string }) => {
          assert.ok(message.includes(`${named}: ${details} (SYS.1006)`), message);
          assert.equal(code, expected ?? "refused-by-platform");
          assert.equal(message.endsWith("(SYS.1006)"), expected === undefined, message);
          return true;
        });
      });
    }
  }
});
