import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { until } from "../../support/cliProcesses";
import { Checkout } from "../pipelines/checkout";
import { callsIn, githubSteps, gitlabSteps, runs, type Step, type Workflow, workflows } from "../pipelines/files";
import { EngineTests } from "../support";

const { db1 } = defaultFixture.vmInstances;
const full = process.env["PULUMI_SNAPSHOTS_TEST_FULL"] === "1";

const secrets = {
  "vars.PULUMI_BACKEND_URL": "unused",
  "secrets.PULUMI_CONFIG_PASSPHRASE": "passphrase",
  "vars.ZSTACK_HOST": "127.0.0.1",
  "secrets.ZSTACK_ACCOUNT_NAME": "admin",
  "secrets.ZSTACK_ACCOUNT_PASSWORD": "password",
};

type Folder = "nightly" | "deploy";

interface Service {
  readonly name: string;
  /** The variable with the commit. */
  readonly commit: string;
  steps(workflow: Workflow, folder: Folder, backend: string): Step[];
}

const services: readonly Service[] = [
  {
    name: "GitHub Actions",
    commit: "GITHUB_SHA",
    steps: (workflow, folder, backend) =>
      githubSteps(workflow, {
        ...secrets,
        "vars.PULUMI_BACKEND_URL": backend,
        "inputs.project": folder,
        "matrix.project": folder,
      }),
  },
  {
    name: "GitLab CI/CD",
    commit: "CI_COMMIT_SHA",
    steps: (workflow, folder, backend) =>
      gitlabSteps(workflow, {
        PULUMI_BACKEND_URL: backend,
        ...(workflow === "drift" ? { PROJECT: folder } : {}),
        ...(workflow === "recover" ? { RECOVER: folder } : {}),
      }),
  },
];

describe("the pipelines in examples/pipelines", () => {
  it("call the same on both services", () => {
    for (const workflow of workflows) {
      const [github = [], gitlab = []] = services.map(({ steps, commit }) =>
        callsIn(steps(workflow, "deploy", "")).map((call) => call.replace(`$${commit}`, "$COMMIT")),
      );
      assert.ok(github.length > 1, workflow);
      assert.deepEqual(gitlab, github, workflow);
    }
  });

  it("have conditions that are understood, and no others", () => {
    assert.equal(runs(undefined, true, {}), false);
    assert.equal(runs("failure() && steps.a.outcome == 'success'", true, { a: "failure" }), false);
    assert.equal(runs("failure() && steps.a.outcome == 'success'", true, { a: "success" }), true);
    assert.throws(() => runs("cancelled()", true, {}), /cancelled/);
  });

  const engine = new EngineTests({ jobDuration: { backup: 1500 } });

  /** Both services call the same, so one of them is played usually. */
  for (const { name, steps, commit } of full ? services : services.slice(0, 1)) {
    describe(`on ${name}`, () => {
      async function checkout(...folders: Folder[]) {
        const project = engine.unstarted();
        const checked = new Checkout(project);
        const backend = project.environment["PULUMI_BACKEND_URL"] ?? "";
        const job = (workflow: Workflow, folder: Folder, environment: Record<string, string> = {}) =>
          checked.job(steps(workflow, folder, backend), environment);
        for (const folder of folders) await project.initStack("prod", "-C", join(project.directory, folder));
        return { checked, job, project };
      }

      const backups = async (): Promise<string[]> => {
        const { volumeBackups } = (await engine.control.state()) as unknown as {
          volumeBackups: { groupUuid?: string }[];
        };
        return [...new Set(volumeBackups.map(({ groupUuid }) => groupUuid ?? "none"))];
      };
      const reverts = () => engine.control.countOf("PUT", "/v1/volume-snapshots/group/{uuid}/actions");
      const groups = async () =>
        (await engine.control.state()).volumeSnapshotGroups.map(({ description }) => description);

      it("take one backup each night, also when the job is killed and repeated", async () => {
        const { checked, job, project } = await checkout("nightly");
        const tonight = { TODAY: "2026-11-28" };
        const killed = job("nightly", "nightly", tonight);
        await until(async () => (await engine.control.countOf("POST", "/v1/volumes/{rootVolumeUuid}/vm-backups")) > 0);
        checked.kill();
        assert.notEqual((await killed).code, 0);

        const locked = await job("nightly", "nightly", tonight);
        assert.match(locked.output, /currently locked/);
        const recovered = await job("recover", "nightly");
        assert.equal(recovered.code, 0, recovered.output);
        assert.match(recovered.output, /nightly/);

        const repeated = await job("nightly", "nightly", tonight);
        assert.equal(repeated.code, 0, repeated.output);
        assert.match(repeated.output, /^ok: /m);
        assert.equal((await backups()).length, 1);

        const drift = await job("drift", "nightly");
        assert.equal(drift.code, 0, drift.output);
        const inventory = await job("inventory", "nightly");
        assert.equal(inventory.code, 0, inventory.output);
        const written = (file: string) => readFileSync(join(project.directory, "nightly/inventory", file), "utf8");
        const { points } = JSON.parse(written("restore-points.json")) as { points: unknown[] };
        assert.equal(points.length, 1);
        assert.match(written("trees.txt"), /web-1/);
        assert.match(written("report.html"), /^<!doctype html>.*web-1/is);

        if (!full) return;
        assert.equal((await job("nightly", "nightly", { TODAY: "2026-11-29" })).code, 0);
        assert.equal((await backups()).length, 2);
      });

      it("restore what a deployment broke, once, and nothing where no restore point was taken", async () => {
        const { job } = await checkout("deploy");
        const broken = await job("deploy", "deploy", { [commit]: "c1", SMOKE_TEST: "fails" });
        assert.equal(broken.code, 1, broken.output);
        assert.match(broken.output, /^Restored\.$/m);
        assert.equal(await reverts(), 1);
        const [before] = await groups();
        assert.equal(before, "before the upgrade to version c1");
        const { vmInstances } = (await engine.control.state()) as unknown as {
          vmInstances: { uuid: string; state: string }[];
        };
        assert.equal(vmInstances.find(({ uuid }) => uuid === db1.uuid)?.state, "Running");

        await engine.control.fault({
          match: { method: "POST", route: "/v1/volume-snapshots/group" },
          action: { type: "failJob", code: "SYS.1006", details: "no room" },
        });
        const refused = await job("deploy", "deploy", { [commit]: "c2" });
        assert.equal(refused.code, 1);
        assert.match(refused.output, /no room/);
        assert.doesNotMatch(
          refused.output,
          /Restored/,
          "the restore point of an earlier deployment is no way back from this one",
        );
        assert.equal(await reverts(), 1);
      });

      if (full)
        it("report and repair what was deleted outside of Pulumi", async () => {
          const { job } = await checkout("deploy");
          assert.equal((await job("deploy", "deploy", { [commit]: "c1" })).code, 0);
          assert.equal(await reverts(), 0);
          const { volumeSnapshotGroups } = await engine.control.state();
          await engine.control.job("DELETE", `/v1/volume-snapshots/group/${volumeSnapshotGroups[0]?.uuid}`);
          assert.equal((await job("drift", "deploy")).code, 1);
          assert.equal((await job("deploy", "deploy", { [commit]: "c1" })).code, 0);
          assert.equal((await groups()).length, 1);
          assert.equal((await job("drift", "deploy")).code, 0);
        });
    });
  }
});
