import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

describe("an object that was handed over and that no state may hold", () => {
  const simulated = new Simulated();
  const declared = () => declare("snap", { volumeUuid: volumes.root });

  it("is not named where there is none", async () => {
    const process = simulated.process();
    await new Resource(declared()).up(process);
    assert.deepEqual(process.lines, []);
  });
});

describe("an engine that dies while the marks are being read", () => {
  const simulated = new Simulated();

  it("leaves no mark: the object is taken over by the next run", async () => {
    let asked = 0;
    // Alive when the marking begins, gone when the mark is to be written.
    const dying = simulated.process({ engineAlive: async () => ++asked === 1 });
    const inputs = declare("snap", { volumeUuid: volumes.root });
    await assert.rejects(new Resource(inputs).up(dying), { code: "engine-gone" });
    assert.equal(asked, 2);
    const resource = new Resource(inputs);
    await resource.up(simulated.process());
    const { volumeSnapshots } = await simulated.control.state();
    assert.deepEqual(
      volumeSnapshots.map((one) => one.uuid),
      [resource.state?.id],
    );
  });
});
