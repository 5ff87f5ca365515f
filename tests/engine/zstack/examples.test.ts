import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import type { Control } from "../../support/control";
import { cinderExamples } from "../cinder/examples";
import { type Project, root } from "../project";
import { EngineTests } from "../support";

const { web1, db1 } = defaultFixture.vmInstances;
const { imageStore1, imageStore2 } = defaultFixture.backupStorages;

type Outputs = Record<string, unknown>;

interface Example {
  /** Resources that the program declares. */
  readonly declares: readonly string[];
  /** An action leaves nothing on the platform. */
  readonly leavesNothing?: true;
  check(outputs: Outputs): void;
  /** What a person does with it besides Pulumi; the stack is quiet afterwards too. */
  use?(outputs: Outputs, control: Control, project: Project): Promise<void>;
}

const uuid = /^[0-9a-f]{32}$/;

/** Every example but the quickstart, which has a test of its own. */
const examples: Readonly<Record<string, Example>> = {
  "volume-snapshot": {
    declares: ["before-upgrade"],
    check({ uuid: id, takenAt, bytes }) {
      assert.match(String(id), uuid);
      assert.match(String(takenAt), /^[A-Z][a-z]{2} \d/);
      assert.ok(Number(bytes) > 0);
    },
  },
  "snapshot-group": {
    declares: ["before-upgrade"],
    check({ uuid: id, volumes, complete }) {
      assert.match(String(id), uuid);
      assert.deepEqual(volumes, ["ROOT-for-db-1", "DATA-for-db-1-1", "DATA-for-db-1-2"]);
      assert.equal(complete, true);
    },
  },
  "pre-upgrade": {
    declares: ["before-upgrade"],
    check({ restorePoint, installedVersion, verifiedAt }) {
      assert.match(String(restorePoint), uuid);
      assert.equal(installedVersion, "2");
      assert.match(String(verifiedAt), /^\d{4}-\d\d-\d\dT.*Z$/);
    },
    async use(_outputs, control, project) {
      const stateOfVm = async () => {
        const { vmInstances } = (await control.state()) as unknown as {
          vmInstances: { uuid: string; state: string }[];
        };
        return vmInstances.find(({ uuid: one }) => one === web1.uuid)?.state;
      };
      project.configure({ goBack: "version 2 does not start" });
      await project.succeed("up", "--yes", "--non-interactive");
      const { restoredAt, overwritten } = (await project.outputs()) as Outputs;
      assert.match(String(restoredAt), /^\d{4}-\d\d-\d\dT.*Z$/);
      assert.match(String(overwritten), uuid);
      assert.equal(await control.countOf("PUT", "/v1/volume-snapshots/group/{uuid}/actions"), 1);
      assert.equal(await stateOfVm(), "Running");
      // Kept on purpose: whoever has looked at it deletes it.
      await control.job("DELETE", `/v1/volume-snapshots/group/${String(overwritten)}`);
    },
  },
  "volume-backup": {
    declares: ["weekly"],
    check({ uuid: id, copies }) {
      assert.match(String(id), uuid);
      assert.deepEqual(copies, [imageStore1.uuid, imageStore2.uuid]);
    },
  },
  "vm-backup": {
    declares: ["weekly"],
    check({ groupUuid, volumeBackups, totalBytes }) {
      assert.match(String(groupUuid), uuid);
      assert.equal((volumeBackups as unknown[]).length, 1 + web1.dataVolumeUuids.length);
      assert.ok(Number(totalBytes) > 0);
    },
  },
  rotation: {
    declares: ["before-deploy"],
    check({ restorePoint, restorePoints }) {
      assert.match(String(restorePoint), uuid);
      assert.deepEqual(restorePoints, ["before-deploy-1"]);
    },
  },
  "restore-volume": {
    declares: ["copy", "source"],
    check({ uuid: id, attachedTo, verifiedAt }) {
      assert.match(String(id), uuid);
      assert.equal(attachedTo, db1.uuid);
      assert.match(String(verifiedAt), /^\d{4}-\d\d-\d\dT.*Z$/);
    },
  },
  "restore-drill": {
    declares: ["monthly", "nightly"],
    check({ restorableAt, seconds, bytes }) {
      assert.match(String(restorableAt), /^\d{4}-\d\d-\d\dT.*Z$/);
      assert.equal(typeof seconds, "number");
      assert.ok(Number(bytes) > 0);
    },
  },
  "backup-storage-sync": {
    declares: ["remote-site"],
    leavesNothing: true,
    check({ runs, found, dropped }) {
      assert.deepEqual([runs, found, dropped], [1, 0, 0]);
    },
  },
  lookups: {
    declares: ["DATA-for-db-1-1", "DATA-for-db-1-2"],
    check({ protectedDisks, lastNightly, imageStores }) {
      assert.match((protectedDisks as string[]).join("\n"), /^DATA-for-db-1-1: \w{3} .*\nDATA-for-db-1-2: \w{3} .*$/);
      assert.equal(lastNightly, "none");
      assert.deepEqual(imageStores, [imageStore1.name, imageStore2.name]);
    },
  },
};

describe("examples", () => {
  const engine = new EngineTests();

  /** Snapshots, groups and backups of the platform. */
  async function restorePoints(): Promise<number> {
    const state = Object.entries(await engine.control.state()) as [string, unknown[]][];
    const tables = state.filter(([table]) => /snapshot|backup/i.test(table) && !/storage|ref|tree/i.test(table));
    assert.ok(tables.length >= 2, tables.map(([table]) => table).join());
    return tables.reduce((sum, [, rows]) => sum + rows.length, 0);
  }

  it("are all run here", () => {
    // Those in other languages and the operator's are run by tests/languages, the nightly one by the pipelines, and a policy
    // pack is no program.
    const folders = readdirSync(join(root, "examples")).filter(
      (name) =>
        !["quickstart", "nightly", "operator", "pipelines", "policy-pack", "README.md"].includes(name) &&
        !/^(?:yaml|python|go)-/.test(name),
    );
    assert.deepEqual(folders.sort(), [...Object.keys(examples), ...cinderExamples].sort());
  });

  for (const [name, example] of Object.entries(examples)) {
    it(`${name} goes up as it is printed, stays as it is, and comes down`, async () => {
      const project = await engine.unstarted().example(name);
      const before = await restorePoints();
      // With its preview.
      await project.succeed("up", "--yes", "--non-interactive");
      assert.equal((await restorePoints()) > before, example.leavesNothing !== true);
      assert.deepEqual(Object.keys(await project.resources()).sort(), example.declares);
      const outputs = (await project.outputs()) as Outputs;
      example.check(outputs);
      await example.use?.(outputs, engine.control, project);
      await project.succeed("preview", "--non-interactive", "--refresh", "--expect-no-changes");
      await project.destroy();
      assert.equal(await restorePoints(), before);
    });
  }
});
