import assert from "node:assert/strict";
import { Backups, idOf } from "../../support/backups";
import { pointNames, pointsOf } from "../../support/points";
import { Resource } from "../../support/providerProcess";
import { Simulated } from "../../support/simulated";

describe("a state with a value that nobody can read", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const points = pointsOf(simulated, backups);

  const deletions = async (): Promise<number> =>
    (await simulated.control.requests())
      .filter(({ method, route }) => method === "DELETE" && !route.includes("sessions"))
      .reduce((sum, { count }) => sum + count, 0);

  for (const name of pointNames) {
    for (const policy of ["keep", "Retain", 7, ["retain"], {}]) {
      it(`does not delete a ${name} whose deletionPolicy is ${JSON.stringify(policy)}`, async () => {
        const { open, inputs } = points[name];
        const resource = new Resource(inputs());
        await resource.up(open());
        assert.ok(resource.state);
        resource.state.outputs["deletionPolicy"] = policy;
        await assert.rejects(resource.destroy(open()), { code: "invalid-input", message: /deletionPolicy: / });
        assert.equal(await deletions(), 0);
        assert.notEqual(await resource.refresh(open()), "gone");
        assert.equal(await resource.up(open()), "updated", "the one way out that the error names");
        await resource.destroy(open());
        assert.notEqual(await deletions(), 0);
      });
    }
  }

  it("puts nothing into a request in place of an id that it does not hold", async () => {
    const { open, inputs } = points.snapshot;
    const resource = new Resource(inputs());
    await resource.up(open());
    delete resource.state?.outputs["volumeUuid"];
    await assert.rejects(resource.destroy(open()), { code: "invalid-input", message: /volumeUuid: / });
    assert.equal(await deletions(), 0);
  });

  it("is not one that holds what a refresh found, although no program may declare that", async () => {
    const { open, inputs } = points.snapshot;
    const resource = new Resource(inputs({ description: "d", userTags: ["a"] }));
    await resource.up(open());
    await backups.patch("snapshots", idOf(resource), { name: ` ${"n".repeat(300)}`, description: "d".repeat(3000) });
    assert.equal(await resource.refresh(open()), "changed");
    assert.equal(await resource.refresh(open()), "same");
    assert.equal(await resource.up(open()), "updated");
    assert.equal((await simulated.control.snapshot(idOf(resource)))?.description, "d");
    await backups.patch("snapshots", idOf(resource), { name: ` ${"n".repeat(300)}` });
    await resource.refresh(open());
    await resource.destroy(open());
    assert.equal(await deletions(), 1);
  });
});
