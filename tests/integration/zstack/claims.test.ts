import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

describe("the claim of an adoption", () => {
  const simulated = new Simulated();

  async function adopting(): Promise<{ uuid: string; resource: Resource }> {
    const uuid = await simulated.control.strangersSnapshot(volumes.root);
    return {
      uuid,
      resource: new Resource(declare("snap", { volumeUuid: volumes.root, resourceUuid: uuid, adopt: true })),
    };
  }

  const claims = async (uuid: string): Promise<string[]> =>
    (await simulated.control.tags(uuid)).filter((tag) => tag.startsWith("pulumi::claim::"));

  it("is written by a later run where the first could not write it", async () => {
    const { uuid, resource } = await adopting();
    const refused = { type: "failJob", code: "ID.1002", details: "permission denied" };
    await simulated.control.fault({ match: { method: "POST", route: "/v1/user-tags" }, times: 10, action: refused });
    await assert.rejects(resource.up(simulated.process()), { message: /permission/ });
    await simulated.control.clearFaults();
    assert.equal(await resource.up(simulated.process()), "updated");
    assert.deepEqual(await claims(uuid), [`pulumi::claim::${resource.state?.outputs["__claim"]}`]);
    await resource.destroy(simulated.process());
    assert.equal(await simulated.control.snapshot(uuid), undefined);
  });

  it("is not missed by a delete where somebody took it off", async () => {
    const { uuid, resource } = await adopting();
    await resource.up(simulated.process());
    const { userTags } = await simulated.control.state();
    const adoptionId = userTags.find((tag) => tag.resourceUuid === uuid && tag.tag.startsWith("pulumi::claim::"));
    await simulated.control.job("DELETE", `/v1/tags/${adoptionId?.uuid}`);
    await resource.refresh(simulated.process());
    assert.equal(await resource.up(simulated.process()), "updated", "it is written again");
    assert.equal((await claims(uuid)).length, 1);
    await resource.destroy(simulated.process());
    assert.equal(await simulated.control.snapshot(uuid), undefined);
  });

  it("lets no other resource of the stack take an object back that it no longer holds", async () => {
    const first = new Resource(declare("first", { volumeUuid: volumes.root }));
    await first.up(simulated.process());
    const uuid = first.state?.id;
    const second = new Resource(declare("second", { volumeUuid: volumes.root, resourceUuid: uuid, adopt: true }));
    await second.up(simulated.process());
    first.inputs = declare("first", { volumeUuid: volumes.root, name: "renamed" });
    await assert.rejects(first.up(simulated.process()), { code: "object-taken", message: /::second/ });
    assert.equal((await simulated.control.snapshot(uuid ?? ""))?.name, "second");
  });
});

describe("messages", () => {
  const simulated = new Simulated();

  it("name a resource with colons in its name", async () => {
    const resource = new Resource(declare("a::b:c", { volumeUuid: "0123456789ab4cde8f0123456789abcd" }));
    await assert.rejects(resource.up(simulated.process()), { message: /^zstack\.VolumeSnapshot "a::b:c"/ });
  });

  it("never print what stands before an @ in the host", async () => {
    const resource = new Resource(declare("snap", { volumeUuid: volumes.root }));
    await resource.up(simulated.process());
    const process = simulated.process({ configuration: { "zstack:host": "admin:hunter2secret@cloud" } });
    for (const operation of [() => resource.refresh(process), () => resource.destroy(process)]) {
      await assert.rejects(operation(), (error: Error) => !error.message.includes("hunter2secret"));
    }
  });
});
