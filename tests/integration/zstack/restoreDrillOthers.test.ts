import assert from "node:assert/strict";
import { codeOf } from "../../../provider/http/errorCodes";
import { defaultFixture } from "../../../simulator";
import { declareAs, type JsonObject, type Place, Resource } from "../../support/providerProcess";
import { drillScene } from "../../support/restoreDrills";
import { Restored } from "../../support/restored";

describe("a restore drill takes away nothing but its own volume", () => {
  const { simulated, sources, left, vms } = drillScene();
  const restored = new Restored(simulated);

  function drill(source: JsonObject, more: JsonObject = {}, place: Place = {}, name = "drill"): Resource {
    const { name: _, ...rest } = declareAs("RestoreDrill", name, { ...source, ...more }, place);
    return new Resource(rest);
  }

  /** The volume that an interrupted drill leaves without an owner. */
  async function leftBy(resource: Resource, configuration: Record<string, string> = {}): Promise<string> {
    const before = await left();
    const dying = simulated.process({ engineAlive: async () => false, configuration });
    await resource.up(dying).then(
      () => assert.fail("it was not interrupted"),
      (error: unknown) => assert.equal(codeOf(error), "engine-gone"),
    );
    const [uuid, ...others] = (await left()).filter((one) => !before.includes(one));
    assert.ok(uuid !== undefined && others.length === 0);
    return uuid;
  }

  for (const kind of ["snapshot", "backup"] as const) {
    describe(`from a ${kind}`, () => {
      it("keeps a restored volume of the same name, from the same restore point", async () => {
        const source = await sources[kind]();
        const mine = new Resource(restored.inputs(source, {}, {}, "drill"));
        await mine.up(simulated.process());
        await leftBy(drill(source, { triggers: 1 }));
        await drill(source, { triggers: 2 }).up(simulated.process());
        assert.deepEqual(await left(), [mine.state?.id]);
        assert.equal(await mine.refresh(simulated.process()), "same");
      });

      it("keeps what another drill, another stack or another organization has left", async () => {
        const source = await sources[kind]();
        const elsewhere = drill(source);
        elsewhere.inputs = {
          ...elsewhere.inputs,
          __seed: String(elsewhere.inputs["__seed"]).replace(/^([^/]*)\/[^/]*/, "$1/another"),
        };
        const others = [
          await leftBy(drill(source, {}, {}, "drill2")),
          await leftBy(drill(source, {}, { stack: "prod" })),
          await leftBy(drill(source, {}, { namespace: "site-b" })),
          // The plugin is told by configuration what the dynamic provider has from the engine.
          await leftBy(elsewhere, { "snapshots:organization": "another" }),
        ];
        await leftBy(drill(source, { triggers: 1 }));
        await drill(source, { triggers: 2 }).up(simulated.process());
        assert.deepEqual((await left()).sort(), others.sort());
      });

      it("keeps a volume that another resource has adopted since", async () => {
        const source = await sources[kind]();
        const uuid = await leftBy(drill(source, { triggers: 1 }));
        const adopting = new Resource(
          declareAs("RestoredVolume", "kept", { ...source, resourceUuid: uuid, adopt: true }),
        );
        if (kind === "backup") {
          // The uuid of one from a backup cannot be declared: somebody else owns it.
          await simulated.control.job("POST", "/v1/user-tags", {
            params: {
              resourceType: "VolumeVO",
              resourceUuid: uuid,
              tag: "pulumi::org/p/s::zstack.RestoredVolume::kept",
            },
          });
        } else await adopting.up(simulated.process());
        await drill(source, { triggers: 2 }).up(simulated.process());
        assert.deepEqual(await left(), [uuid]);
      });

      it("keeps a volume of the user with the same name and description", async () => {
        const source = await sources[kind]();
        const uuid = await leftBy(drill(source, { triggers: 1 }));
        const row = await restored.row(uuid);
        const mine = new Resource(
          restored.inputs(source, { name: row?.name, description: row?.description }, {}, "copy"),
        );
        await mine.up(simulated.process());
        await drill(source, { triggers: 2 }).up(simulated.process());
        assert.deepEqual(await left(), [mine.state?.id]);
      });

      it("takes away nothing under the retain-all override, in a check or in a diff", async () => {
        const source = await sources[kind]();
        const resource = drill(source, { triggers: 0 });
        await resource.up(simulated.process());
        const { state } = resource;
        assert.ok(state !== undefined);
        const next = { ...resource.inputs, triggers: 2 };
        resource.inputs = { ...resource.inputs, triggers: 1 };
        const uuid = await leftBy(resource);
        const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
        resource.inputs = next;
        await assert.rejects(resource.up(simulated.process({ environment })), { code: "retain-all-override" });
        const count = async () => (await simulated.control.requests()).reduce((sum, one) => sum + one.count, 0);
        const before = await count();
        const { handler } = simulated.process();
        await handler.check(state.inputs, next);
        assert.equal((await handler.diff(state.id, state.outputs, next)).changes, true);
        assert.equal(await count(), before);
        assert.deepEqual(await left(), [uuid]);
      });

      it("shows no change after its stack was renamed and it was run", async () => {
        const resource = drill(await sources[kind](), { triggers: 1 });
        await resource.up(simulated.process());
        const { __seed } = resource.inputs;
        resource.inputs = { ...resource.inputs, __seed: String(__seed).replace("pulumi:dev::", "pulumi:prod::") };
        await resource.up(simulated.process());
        assert.equal(await resource.up(simulated.process()), "same");
        resource.inputs = { ...resource.inputs, triggers: 2 };
        assert.equal(await resource.up(simulated.process()), "updated");
        assert.equal(await resource.up(simulated.process()), "same");
        assert.equal(await resource.refresh(simulated.process()), "same");
        assert.deepEqual(await left(), []);
      });

      for (const triggers of [1, 2])
        it(`leaves nothing of two runs at once, for ${triggers === 1 ? "the same" : "other"} triggers`, async () => {
          const source = await sources[kind]();
          await Promise.allSettled([
            drill(source, { triggers: 1 }).up(simulated.process()),
            drill(source, { triggers }).up(simulated.process()),
          ]);
          await drill(source, { triggers: 3 }).up(simulated.process());
          assert.deepEqual(await left(), []);
        });
    });
  }

  for (const kind of ["snapshot group", "VM backup"] as const)
    for (const [run, triggers] of [
      ["for the same triggers", 1],
      ["for other triggers", 2],
    ] as const)
      it(`keeps a volume that somebody has attached to a VM from a ${kind} that it left, run ${run}`, async () => {
        const source = await sources[kind]();
        const dying = simulated.process({ engineAlive: async () => false });
        await assert.rejects(drill(source, { triggers: 1 }).up(dying), { code: "engine-gone" });
        const [vm] = await vms.rows();
        const { primaryStorageUuid } = defaultFixture;
        const body = { params: { name: "mine", diskSize: 1024 ** 3, primaryStorageUuid } };
        const { inventory } = await simulated.control.job("POST", "/v1/volumes/data", body);
        const { uuid } = inventory as { uuid: string };
        await restored.attach(uuid, vm?.uuid ?? "");
        const next = drill(source, { triggers });
        const refused = { code: "has-dependents", message: new RegExp(uuid) };
        await assert.rejects(next.up(simulated.process()), refused);
        await restored.detach(uuid);
        await next.up(simulated.process());
        assert.deepEqual(await left(), [uuid]);
      });
});
