import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultFixture } from "../../../simulator";
import { until } from "../../support/cliProcesses";
import { Checkout, type JobOptions } from "../pipelines/checkout";
import { githubJob, runs } from "../pipelines/github";
import { gitlabJobs, holds } from "../pipelines/gitlab";
import { callsIn, type Job, linesIn, type Workflow, workflows } from "../pipelines/job";
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
  job(workflow: Workflow, folder: Folder, backend: string): Job;
}

const github: Service = {
  name: "GitHub Actions",
  commit: "GITHUB_SHA",
  job: (workflow, folder, backend) =>
    githubJob(workflow, {
      ...secrets,
      "vars.PULUMI_BACKEND_URL": backend,
      "inputs.project": folder,
      "matrix.project": folder,
    }),
};

/** What GitLab sets in each pipeline. */
const predefined = { CI: "true", GITLAB_CI: "true", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };

/** What a pipeline is started with to run a job. */
function startOf(workflow: Workflow, folder: Folder): Readonly<Record<string, string>> {
  if (workflow === "deploy") return { CI_PIPELINE_SOURCE: "push" };
  if (workflow === "recover") return { CI_PIPELINE_SOURCE: "web", RECOVER: folder };
  return { CI_PIPELINE_SOURCE: "schedule", TASK: workflow };
}

const gitlab: Service = {
  name: "GitLab CI/CD",
  commit: "CI_COMMIT_SHA",
  job: (workflow, folder, backend) => {
    const jobs = gitlabJobs({ ...predefined, ...startOf(workflow, folder), PULUMI_BACKEND_URL: backend });
    for (const { name } of jobs) assert.equal(name, workflow);
    const [job, ...others] = jobs.filter(({ variables }) => variables["PROJECT"] === folder);
    assert.deepEqual(others, []);
    return job ?? assert.fail(`a pipeline has no job ${workflow} for ${folder}`);
  },
};

const services = [github, gitlab] as const;

describe("the pipelines in examples/pipelines", () => {
  it("run the same on both services", () => {
    for (const workflow of workflows) {
      const [one, other] = services.map(({ job, commit }) => {
        const made = job(workflow, workflow === "nightly" || workflow === "inventory" ? "nightly" : "deploy", "");
        // Only the condition of a restore is said in another way.
        const said = workflow === "deploy" ? callsIn(made) : linesIn(made);
        return { said: said.map((text) => text.replace(`$${commit}`, "$COMMIT")), artifacts: made.artifacts };
      });
      assert.ok((one?.said.length ?? 0) > 1, workflow);
      assert.deepEqual(other, one, workflow);
    }
  });

  it("have conditions that are understood, and no others", () => {
    assert.equal(runs(undefined, true, {}), false);
    assert.equal(runs("failure() && steps.a.outcome == 'success'", true, { a: "failure" }), false);
    assert.equal(runs("failure() && steps.a.outcome == 'success'", true, { a: "success" }), true);
    assert.throws(() => runs("cancelled()", true, {}), /cancelled/);
    assert.equal(holds('$A == "a" && $B', { A: "a" }), false);
    assert.equal(holds('$A == "a" && $B', { A: "a", B: "b" }), true);
    assert.throws(() => holds("$A != $B", {}), /!=/);
  });

  it("run nothing on GitLab that a pipeline was not started for", () => {
    const names = (given: Readonly<Record<string, string>>) =>
      gitlabJobs({ ...predefined, ...given }).map(({ name, variables }) => `${name} ${variables["PROJECT"]}`);
    assert.deepEqual(names(startOf("drift", "nightly")), ["drift nightly", "drift deploy"]);
    assert.deepEqual(names({ CI_PIPELINE_SOURCE: "push" }), ["deploy deploy"]);
    for (const given of [
      { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "topic" },
      { CI_PIPELINE_SOURCE: "merge_request_event" },
      { CI_PIPELINE_SOURCE: "schedule" },
      { CI_PIPELINE_SOURCE: "web" },
    ])
      assert.deepEqual(names(given), []);
  });

  const engine = new EngineTests({ jobDuration: { backup: 1500 } });

  /** Two projects, and the jobs that run in them. Of most, the program runs in this process: tests/package has others. */
  async function checkout(...folders: Folder[]) {
    const project = engine.unstarted();
    const checked = new Checkout(project);
    const backend = project.environment["PULUMI_BACKEND_URL"] ?? "";
    const job = (of: Service, workflow: Workflow, folder: Folder, options: JobOptions = {}) =>
      checked.job(of.job(workflow, folder, backend), { inline: folder, ...options });
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
  const groups = async () => (await engine.control.state()).volumeSnapshotGroups.map(({ description }) => description);

  /** The first is killed; the two share what they have made. */
  for (const [one, other] of full ? ([services, [gitlab, github]] as const) : [services])
    it(`take one backup each night on ${one.name}, also when the job is killed, and repeated on ${other.name}`, async () => {
      const { checked, job, project } = await checkout("nightly");
      const tonight = { environment: { TODAY: "2026-11-28" } };
      const killed = job(one, "nightly", "nightly", { ...tonight, inline: undefined });
      await until(async () => (await engine.control.countOf("POST", "/v1/volumes/{rootVolumeUuid}/vm-backups")) > 0);
      checked.kill();
      assert.notEqual((await killed).code, 0);

      const locked = await job(other, "nightly", "nightly", tonight);
      assert.notEqual(locked.code, 0);
      assert.match(locked.output, /currently locked/);
      // The first finds what was pending, and the second nothing any more.
      for (const of of [other, one]) {
        const recovered = await job(of, "recover", "nightly");
        assert.equal(recovered.code, 0, recovered.output);
        assert.equal(/nightly/.test(recovered.output), of === other, recovered.output);
      }

      for (const of of [one, other]) {
        const repeated = await job(of, "nightly", "nightly", tonight);
        assert.equal(repeated.code, 0, repeated.output);
        assert.match(repeated.output, /^ok: /m);
        assert.equal((await backups()).length, 1);

        const drift = await job(of, "drift", "nightly");
        assert.equal(drift.code, 0, drift.output);
        const inventory = await job(of, "inventory", "nightly");
        assert.equal(inventory.code, 0, inventory.output);
        const [kept = "", ...others] = of.job("inventory", "nightly", "").artifacts;
        assert.deepEqual(others, []);
        const written = (file: string) => readFileSync(join(project.directory, kept, file), "utf8");
        const { points } = JSON.parse(written("restore-points.json")) as { points: unknown[] };
        assert.equal(points.length, 1);
        assert.match(written("trees.txt"), /web-1/);
        assert.match(written("report.html"), /^<!doctype html>.*web-1/is);
      }

      if (!full) return;
      const tomorrow = { environment: { TODAY: "2026-11-29" } };
      assert.equal((await job(one, "nightly", "nightly", tomorrow)).code, 0);
      assert.equal((await backups()).length, 2);
    });

  for (const service of services) {
    const commitIs = (commit: string, more: Readonly<Record<string, string>> = {}) => ({
      environment: { [service.commit]: commit, ...more },
    });

    it(`restore on ${service.name} what a deployment broke, once, and nothing where no restore point was taken`, async () => {
      const { job } = await checkout("deploy");
      // Where the lines of the job themselves say whether it restores.
      if (full || service === gitlab) {
        const works = await job(service, "deploy", "deploy", commitIs("c0"));
        assert.equal(works.code, 0, works.output);
        assert.equal(await reverts(), 0);
      }
      const broken = await job(service, "deploy", "deploy", commitIs("c1", { SMOKE_TEST: "fails" }));
      assert.equal(broken.code, 1, broken.output);
      assert.match(broken.output, /^Restored\.$/m);
      assert.equal(await reverts(), 1);
      assert.ok((await groups()).includes("before the upgrade to version c1"));
      const { vmInstances } = (await engine.control.state()) as unknown as {
        vmInstances: { uuid: string; state: string }[];
      };
      assert.equal(vmInstances.find(({ uuid }) => uuid === db1.uuid)?.state, "Running");

      await engine.control.fault({
        match: { method: "POST", route: "/v1/volume-snapshots/group" },
        action: { type: "failJob", code: "SYS.1006", details: "no room" },
      });
      const refused = await job(service, "deploy", "deploy", commitIs("c2"));
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
      it(`report and repair on ${service.name} what was deleted outside of Pulumi`, async () => {
        const { job } = await checkout("deploy");
        assert.equal((await job(service, "deploy", "deploy", commitIs("c1"))).code, 0);
        assert.equal(await reverts(), 0);
        const { volumeSnapshotGroups } = await engine.control.state();
        await engine.control.job("DELETE", `/v1/volume-snapshots/group/${volumeSnapshotGroups[0]?.uuid}`);
        assert.equal((await job(service, "drift", "deploy")).code, 1);
        assert.equal((await job(service, "deploy", "deploy", commitIs("c1"))).code, 0);
        assert.equal((await groups()).length, 1);
        assert.equal((await job(service, "drift", "deploy")).code, 0);
      });
  }
});
