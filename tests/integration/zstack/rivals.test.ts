import assert from "node:assert/strict";
import { defaultFixture } from "../../../simulator";
import { Backups, idOf } from "../../support/backups";
import { type PointName, pointNames, pointsOf } from "../../support/points";
import { type JsonObject, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

/** The same declaration in another stack. */
const elsewhere = (inputs: JsonObject): JsonObject => ({
  ...inputs,
  __seed: String(inputs["__seed"]).replace("urn:pulumi:dev::", "urn:pulumi:prod::"),
});

/** Lets everybody pass once all are there. */
function barrier(count: number): () => Promise<boolean> {
  let waiting: (() => void)[] = [];
  let there = 0;
  return async () => {
    there += 1;
    if (there >= count) {
      for (const go of waiting) go();
      waiting = [];
      return true;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
    return true;
  };
}

describe("two stacks that adopt one object at the same time", () => {
  const simulated = new Simulated();
  const backups = new Backups(simulated);
  const points = pointsOf(simulated, backups);
  const { db1 } = defaultFixture.vmInstances;

  const make: Readonly<Record<PointName, () => Promise<string>>> = {
    snapshot: () => simulated.control.strangersSnapshot(volumes.root),
    group: async () => {
      const params = { name: "theirs", rootVolumeUuid: db1.rootVolumeUuid };
      const { inventory } = await simulated.control.job("POST", "/v1/volume-snapshots/group", { params });
      return (inventory as { uuid: string }).uuid;
    },
    volumeBackup: () => backups.strangersBackup(volumes.data),
    vmBackup: () => backups.strangersVmBackup(db1.rootVolumeUuid),
  };

  for (const name of pointNames) {
    it(`end with one that has it and one that is refused, and one owner tag: ${name}`, async () => {
      const uuid = await make[name]();
      const point = points[name];
      // Settling asks for the engine first, and each mark right before it is written: there both stop.
      const [before, atTheMark] = [barrier(2), barrier(2)];
      const open = () => {
        let asked = 0;
        return point.open({
          engineAlive: async () => {
            asked += 1;
            if (asked === 1) return before();
            return asked === 2 ? atTheMark() : true;
          },
        });
      };
      const inputs = point.inputs({ resourceUuid: uuid, adopt: true });
      const resources = [new Resource(inputs), new Resource(elsewhere(inputs))];
      const outcomes = await Promise.allSettled(resources.map((resource) => resource.up(open())));
      const holders = resources.filter((resource) => idOf(resource) === uuid);
      assert.equal(holders.length, 1, JSON.stringify(outcomes.map((one) => one.status)));
      const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      assert.equal(refused[0]?.code, "object-taken");
      const { userTags } = await simulated.control.state();
      const owners = userTags.filter(({ tag }) => /^pulumi::org/.test(tag)).map(({ tag }) => tag);
      assert.equal(owners.length, 1);
      const stack = String(holders[0]?.inputs["__seed"]).includes("urn:pulumi:dev") ? "dev" : "prod";
      assert.ok(owners[0]?.startsWith(`pulumi::org/project/${stack}::`), owners[0]);
      assert.equal(userTags.filter(({ tag }) => tag.startsWith("pulumi::claim::")).length, 1);
      await holders[0]?.destroy(point.open());
      const left = (await simulated.control.state()).volumeSnapshots.length + (await backups.rows()).length;
      assert.equal(left, 0);
    });
  }
});
