import assert from "node:assert/strict";
import { declare, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

const mark = "pulumi::org/project/dev::zstack.VolumeSnapshot::snap";
const idOf = (resource: Resource): string => resource.state?.id ?? "";

describe("a tag in the way of an owner tag", () => {
  const simulated = new Simulated();

  /** A snapshot whose owner tag was replaced by `tag` past the provider, by the administrator. */
  async function remarked(tag: string): Promise<Resource> {
    const resource = new Resource(declare("snap", { volumeUuid: volumes.root }));
    await resource.up(simulated.process());
    const { userTags } = await simulated.control.state();
    for (const row of userTags.filter((one) => one.resourceUuid === idOf(resource)))
      await simulated.control.job("DELETE", `/v1/tags/${row.uuid}`);
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: idOf(resource), tag };
    await simulated.control.job("POST", "/v1/user-tags", { params });
    return resource;
  }

  for (const tag of [mark.toUpperCase(), mark.replace("pulumi", "Pulumi")]) {
    it(`is replaced where it differs only in case: ${tag}`, async () => {
      const resource = await remarked(tag);
      assert.equal(await resource.refresh(simulated.process()), "changed");
      await resource.up(simulated.process());
      assert.deepEqual(await simulated.control.tags(idOf(resource)), [mark]);
    });
  }

  it("is another resource's where it differs only in the case of the name", async () => {
    const resource = await remarked(mark.replace("::snap", "::SNAP"));
    await resource.refresh(simulated.process());
    await assert.rejects(resource.up(simulated.process()), { code: "object-taken", message: /::SNAP/ });
  });

  it("is named, with who can delete it, where another account has written it", async () => {
    const tag = mark.replace("pulumi", "Pulumi");
    const resource = await remarked(tag);
    await resource.refresh(simulated.process());
    const details = "permission denied, the account[uuid:a] is not the owner of the tag[uuid:b]";
    await simulated.control.fault({
      match: { method: "DELETE", route: "/v1/tags/{uuid}" },
      action: { type: "failJob", code: "ID.1002", details },
    });
    await assert.rejects(resource.up(simulated.process()), (error: Error) => {
      assert.ok(error.message.includes(`cannot delete tag "${tag}" of ${idOf(resource)}`), error.message);
      assert.match(error.message, /deleted by that account or by the administrator/);
      return true;
    });
  });
});
