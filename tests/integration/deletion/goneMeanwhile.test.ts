import assert from "node:assert/strict";
import { after, before } from "mocha";
import { Control } from "../../support/control";
import { declareAs, ProviderProcess, Resource } from "../../support/providerProcess";
import { type Diverted, type Passed, Wire } from "../../support/wire";
import { Deletions, idOf, rootVolume } from "./support";

const marks = ({ method, path }: Passed): boolean => method === "POST" && path.startsWith("/v1/user-tags");

for (const serverVersion of ["5.1.0", "5.2.1"])
  describe(`a snapshot that goes, with what is based on it, before it is marked as postponed, on ${serverVersion}`, () => {
    const simulated = new Deletions({ serverVersion });
    let tap: (request: Passed) => Promise<Diverted | undefined>;
    let wire: Wire;
    let url = "";

    before(async () => {
      wire = new Wire(simulated.control.url, undefined, (request) => tap(request));
      url = await wire.open();
    });
    after(() => wire.close());

    it("is deleted, whatever the server says of the mark", async () => {
      tap = async () => undefined;
      const process = new ProviderProcess(new Control(url));
      const [parent, child] = ["parent", "child"].map(
        (name) => new Resource(declareAs("VolumeSnapshot", name, { volumeUuid: rootVolume })),
      );
      assert.ok(parent !== undefined && child !== undefined);
      await parent.up(process);
      await child.up(process);
      await process.end();
      tap = async (request) => {
        if (marks(request)) await simulated.control.job("DELETE", `/v1/volume-snapshots/${idOf(parent)}`);
        return undefined;
      };
      const deleting = new ProviderProcess(new Control(url));
      await parent.destroy(deleting);
      await deleting.end();
      assert.deepEqual(await simulated.left(), []);
    });
  });
