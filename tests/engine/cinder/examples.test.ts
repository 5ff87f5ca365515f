import assert from "node:assert/strict";
import { cinderExamples } from "./examples";
import { CinderEngineTests } from "./support";

type Outputs = Readonly<Record<string, unknown>>;

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;

describe("examples for Cinder", () => {
  const engine = new CinderEngineTests();

  const examples: Readonly<
    Record<
      (typeof cinderExamples)[number],
      { configure(): Promise<Record<string, string>>; next: Record<string, string>; check(outputs: Outputs): void }
    >
  > = {
    "cinder-backup": {
      configure: async () => ({ volumeId: engine.lab.description.volumes.inUse }),
      next: { date: "2026-11-22" },
      check({ fullBackup, dailyBackup, dataOf }) {
        assert.match(String(fullBackup), id);
        assert.match(String(dailyBackup), id);
        assert.match(String(dataOf), time);
      },
    },
    "evs-snapshot": {
      async configure() {
        const disk = await engine.platform.find("volumes", engine.lab.description.volumes.available);
        return { diskName: String(disk?.name) };
      },
      next: { appVersion: "2" },
      check({ snapshotId, takenAt, gibibytes }) {
        assert.match(String(snapshotId), id);
        assert.match(String(takenAt), time);
        assert.equal(gibibytes, 1);
      },
    },
  };

  for (const name of cinderExamples) {
    it(`${name} goes up as it is printed, stays, takes a new one, and comes down`, async () => {
      const { configure, next, check } = examples[name];
      const project = await engine.unstarted().example(name);
      project.configure(await configure());
      await project.succeed("up", "--yes", "--non-interactive");
      const first = (await project.outputs()) as Outputs;
      check(first);
      await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
      project.configure(next);
      await project.up();
      assert.notDeepEqual(await project.outputs(), first);
      await project.destroy();
      assert.deepEqual(await engine.restorePoints(), []);
    });
  }
});
