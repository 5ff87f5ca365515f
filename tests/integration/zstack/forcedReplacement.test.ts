import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

describe("a forced replacement (`up --replace`)", () => {
  const simulated = new Simulated();

  it("does not ask anybody to delete the object that it replaces", async () => {
    const resource = new Resource(declare("snap", { volumeUuid: volumes.root }));
    await resource.up(simulated.process());
    const old = resource.state;
    assert.ok(old);
    const process = simulated.process();
    // The engine compares nothing: it makes a new one, then deletes the old one.
    await process.handler.create(resource.inputs);
    await process.handler.delete(old.id, old.outputs);
    const said = process.lines.filter((line) => line.includes("already exists"));
    assert.equal(said.length, 1, process.lines.join("\n"));
    assert.ok(said[0]?.includes(old.id));
    assert.doesNotMatch(said.join(), /delete it|stays/);
    assert.match(said.join(), /If it is not being replaced, .*pulumi-snapshots orphans/);
  });
});
