import assert from "node:assert/strict";
import { after, before } from "mocha";
import { Control } from "../../support/control";
import { declareAs, ProviderProcess, Resource } from "../../support/providerProcess";
import { type Diverted, type Passed, Wire } from "../../support/wire";
import { Deletions, idOf, membersOf, rootVolume, vm } from "./support";

const marks = ({ method, path }: Passed): boolean => method === "POST" && path.startsWith("/v1/user-tags");

/** What is deleted while another restore point of the stack is based on it, and the snapshot that goes meanwhile. */
const cases: Readonly<
  Record<string, { readonly kind: "VolumeSnapshot" | "VolumeSnapshotGroup"; readonly ungrouped?: true }>
> = {
  "a snapshot": { kind: "VolumeSnapshot" },
  "a group": { kind: "VolumeSnapshotGroup" },
  "a member of a group that was ungrouped outside": { kind: "VolumeSnapshotGroup", ungrouped: true },
};

for (const serverVersion of ["5.1.0", "5.2.1"])
  describe(`what goes before it is marked as postponed, on ${serverVersion}`, () => {
    const simulated = new Deletions({ serverVersion });
    let tap: (request: Passed) => Promise<Diverted | undefined>;
    let wire: Wire;
    let url = "";

    before(async () => {
      wire = new Wire(simulated.control.url, undefined, (request) => tap(request));
      url = await wire.open();
    });
    after(() => wire.close());

    for (const [what, { kind, ungrouped }] of Object.entries(cases))
      it(`is deleted, whatever the server says of the mark: ${what}`, async () => {
        tap = async () => undefined;
        const making = new ProviderProcess(new Control(url));
        const source = kind === "VolumeSnapshot" ? { volumeUuid: rootVolume } : { vmInstanceUuid: vm.uuid };
        const parent = new Resource(declareAs(kind, "parent", source));
        await parent.up(making);
        if (ungrouped) await simulated.control.job("DELETE", `/v1/volume-snapshots/ungroup/${idOf(parent)}`);
        await new Resource(declareAs("VolumeSnapshot", "child", { volumeUuid: rootVolume })).up(making);
        await making.end();
        const goes = kind === "VolumeSnapshot" ? idOf(parent) : membersOf(parent)[0];
        let met = 0;
        tap = async (request) => {
          if (!marks(request)) return undefined;
          met += 1;
          await simulated.control.job("DELETE", `/v1/volume-snapshots/${goes}`);
          return undefined;
        };
        const deleting = new ProviderProcess(new Control(url));
        await parent.destroy(deleting);
        await deleting.end();
        assert.equal(met, 1);
        assert.deepEqual(await simulated.left(), []);
      });
  });
