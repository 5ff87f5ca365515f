import assert from "node:assert/strict";
import type { Resource } from "../../support/providerProcess";
import { Deletions, dataVolume, idOf, rootVolume } from "./support";

const label = (name: string, stack = "dev", kind = "VolumeSnapshot"): string =>
  `org/project/${stack}::zstack.${kind}::${name}`;
const owner = (name: string, stack = "dev", kind = "VolumeSnapshot"): string => `pulumi::${label(name, stack, kind)}`;

describe("a deferring mark on an object that a run was not asked about", () => {
  const deletions = new Deletions({ serverVersion: "5.2.1" });

  /** Marks of an object as they are written past the provider. */
  async function mark(uuid: string, resourceType: string, tags: readonly string[]): Promise<void> {
    const { userTags } = await deletions.control.state();
    for (const tag of userTags.filter((one) => one.resourceUuid === uuid))
      await deletions.control.job("DELETE", `/v1/tags/${tag.uuid}`);
    for (const tag of tags)
      await deletions.control.job("POST", "/v1/user-tags", { params: { resourceType, resourceUuid: uuid, tag } });
  }

  const kinds = {
    VolumeSnapshot: { resourceType: "VolumeSnapshotVO", make: () => deletions.snapshot("parent") },
    VolumeSnapshotGroup: { resourceType: "VolumeSnapshotGroupVO", make: () => deletions.group("parent") },
  } as const;

  for (const [kind, { resourceType, make }] of Object.entries(kinds)) {
    const deferring = `pulumi::deferred-delete::${label("parent", "dev", kind)}`;
    for (const [what, ownership, goes] of [
      ["no owner: its engine has let go of it", [deferring], true],
      ["the owner that wished it: its delete may have been killed", [deferring, owner("parent", "dev", kind)], false],
      ["another owner in the stack", [deferring, owner("other", "dev", kind)], false],
      ["an owner in another stack", [deferring, owner("parent", "prod", kind)], false],
      ["an owner in a stack whose name begins the same", [deferring, owner("parent", "dev2", kind)], false],
      ["nobody, and the wish of another stack", [deferring.replace("/dev::", "/prod::")], false],
      ["nobody, and it was given up since", [deferring, `pulumi-retained::${label("parent", "dev", kind)}`], false],
    ] as const) {
      it(`${goes ? "deletes" : "keeps"} a ${kind} with ${what}`, async () => {
        const parent: Resource = await make();
        const child = await deletions.snapshot("child");
        const id = idOf(parent);
        const before = (await deletions.left()).filter((uuid) => uuid !== idOf(child));
        await mark(id, resourceType, ownership);
        const process = deletions.start();
        await child.destroy(process).catch(() => undefined);
        const left = (await deletions.left()).filter((uuid) => uuid !== idOf(child));
        assert.deepEqual(left, goes ? [] : before);
        if (!goes) assert.deepEqual(await deletions.control.tags(id), [...ownership].sort());
      });
    }
  }

  for (const owners of [
    ["parent", "heir"],
    ["heir", "parent"],
  ] as const) {
    it(`keeps one that another resource is adopting, where the owner tags are those of ${owners.join(" and ")}`, async () => {
      const parent = await deletions.snapshot("parent");
      const child = await deletions.snapshot("child");
      const id = idOf(parent);
      const process = deletions.start();
      await process.handler.delete(id, parent.state?.outputs ?? {});
      const tags = [`pulumi::deferred-delete::${label("parent")}`, ...owners.map((name) => owner(name))];
      await mark(id, "VolumeSnapshotVO", tags);
      await child.destroy(process);
      await process.runEnds();
      assert.deepEqual(await deletions.left(), [id]);
      assert.ok((await deletions.control.tags(id)).includes(owner("heir")));
    });
  }

  it("is named, once in a run, with what can be done", async () => {
    const parent = await deletions.snapshot("parent");
    const children = [await deletions.snapshot("one"), await deletions.snapshot("two")];
    const beside = await deletions.snapshot("beside", { volumeUuid: dataVolume });
    await deletions.leaveMark(parent);
    const process = deletions.start();
    for (const one of [...children.reverse(), beside]) await one.destroy(process);
    const lines = process.lines.filter((line) => line.includes(idOf(parent)));
    assert.equal(lines.length, 1, process.lines.join("\n"));
    assert.match(lines[0] ?? "", /"parent" .*is kept: .*pulumi-snapshots orphans/);
    assert.equal(rootVolume, (await deletions.control.snapshot(idOf(parent)))?.volumeUuid);
  });
});
