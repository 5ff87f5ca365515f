import assert from "node:assert/strict";
import { codeOf } from "../../../provider/http/errorCodes";
import { Backups, stores } from "../../support/backups";
import { Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

/** Inputs that are system tags on the platform, which takes them on a backup storage only. */
const inputs = [
  ["backupNetworkCidr", "10.0.0.0/8", "backup::network::cidr::10.0.0.0/8"],
  [
    "fsInfo",
    { type: "nfs", url: "host:/nas", options: "vers=3" },
    "fsInfo::type::nfs::url::host:/nas::options::vers=3",
  ],
  ["parallelismDegree", 2, "volumeLiveBackup::parallelismDegree::2"],
  ["systemTags", ["ephemeral::x", "foo::bar"], "foo::bar"],
] as const;

for (const [serverVersion, code] of [
  ["5.2.1", "SYS.1000"],
  ["5.4.0", "SYS.1007"],
] as const) {
  describe(`system tags of a backup on ${serverVersion}`, () => {
    const simulated = new Simulated({ serverVersion });
    const backups = new Backups(simulated);

    for (const kind of ["volume", "vm"] as const) {
      for (const [input, value, tag] of inputs) {
        it(`are refused for a ${kind} backup with ${input}, which says how to tag the backup storage instead`, async () => {
          const more = { [input]: value };
          const resource = new Resource(kind === "volume" ? backups.volumeInputs(more) : backups.vmInputs(more));
          const process = kind === "volume" ? backups.volume() : backups.vm();
          await assert.rejects(resource.up(process), (error: Error) => {
            const { message } = error;
            assert.equal(codeOf(error), "unsupported-by-platform");
            assert.match(message, new RegExp(`create failed: ${input}: `));
            const how = `with resourceType "ImageStoreBackupStorageVO", resourceUuid "${stores.first}" and tag "${tag}"`;
            assert.ok(message.includes(how), message);
            assert.ok(message.includes(code), message);
            return true;
          });
          assert.equal(resource.state, undefined);
          assert.deepEqual(await backups.rows(), []);
        });
      }
    }
  });
}
