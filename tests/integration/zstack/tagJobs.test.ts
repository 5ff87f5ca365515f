import assert from "node:assert/strict";
import { systemClock } from "../../../provider/http/clock";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const polls = ["GET", "/v1/api-jobs/{uuid}"] as const;
const tags = { method: "GET", route: "/v1/user-tags" };
const retained = "pulumi-retained::org/project/dev::zstack.VolumeSnapshot::snap";

async function made(simulated: Simulated): Promise<{ readonly resource: Resource; readonly id: string }> {
  const inputs = { volumeUuid: volumes.root, deletionPolicy: "retain" };
  const resource = new Resource(declare("snap", inputs));
  await resource.up(simulated.process({ clock: systemClock }));
  return { resource, id: resource.state?.id ?? "" };
}

describe("jobs that write and delete tags", () => {
  const simulated = new Simulated({ jobDuration: { tag: 0, all: 5 } });

  it("are not asked for if the tags show what they have done", async () => {
    const { resource, id } = await made(simulated);
    const before = await simulated.control.countOf(...polls);
    await resource.destroy(simulated.process({ clock: systemClock }));
    assert.equal((await simulated.control.countOf(...polls)) - before, 0);
    assert.deepEqual(await simulated.control.tags(id), [retained]);
  });

  it("are asked for if the tags cannot be read", async () => {
    const { resource, id } = await made(simulated);
    const before = await simulated.control.countOf(...polls);
    // The first three looks decide what is to be written.
    const action = { type: "respond", status: 400, body: "not now" };
    await simulated.control.fault({ match: tags, skip: 3, times: 2, action });
    await resource.destroy(simulated.process({ clock: systemClock }));
    assert.equal(await simulated.control.faultsLeft(), 0);
    assert.equal((await simulated.control.countOf(...polls)) - before, 2);
    assert.deepEqual(await simulated.control.tags(id), [retained]);
  });
});

describe("jobs that write and delete tags and take their time", () => {
  const simulated = new Simulated({ jobDuration: { tag: 200, all: 5 } });

  it("are asked for after a first look at the tags", async () => {
    const { resource, id } = await made(simulated);
    const before = await simulated.control.countOf(...polls);
    await resource.destroy(simulated.process({ clock: systemClock }));
    assert.ok((await simulated.control.countOf(...polls)) > before);
    assert.deepEqual(await simulated.control.tags(id), [retained]);
  });
});
