import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./packedProject";
import { gitlabSchema } from "./pipelines/gitlabSchema";

const folder = join(root, "examples/pipelines");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe("pipelines that one copies", function () {
  this.timeout(300_000);

  describe("for GitHub Actions", () => {
    let actionlint: string;

    before(async () => {
      const { resolveProgram } = await import("../../scripts/offline-pulumi/languages.mjs");
      const programs = await import("../../scripts/offline-pulumi/programs.mjs");
      const bin = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? assert.fail("run `npm test package`");
      actionlint = await resolveProgram(programs.actionlint, { bin, log: console.log });
    });

    /** What actionlint finds. Its checks of shell lines depend on what else is installed. */
    const findings = (text: string): string =>
      spawnSync(actionlint, ["-shellcheck=", "-pyflakes=", "-"], { input: text, encoding: "utf8" }).stdout;

    it("have no mistake that actionlint knows, and neither have those of this repository", () => {
      const ours = readdirSync(join(root, ".github/workflows")).map((file) => join("../../.github/workflows", file));
      const theirs = readdirSync(join(folder, "github")).map((file) => join("github", file));
      assert.equal(theirs.length, 5);
      for (const file of [...theirs, ...ours]) assert.equal(findings(read(file)), "", file);
    });

    it("would be found out", () => {
      const text = read("github/deploy.yml");
      assert.match(findings(text.replace("steps.restore-point", "steps.no-such-step")), /no-such-step/);
      assert.match(findings(text.replace("runs-on:", "runs-at:")), /runs-at/);
    });
  });

  describe("for GitLab CI/CD", () => {
    it("are what GitLab's schema allows", async () => {
      const validate = await gitlabSchema();
      const text = read("gitlab/gitlab-ci.yml");
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
      assert.equal(validate(parse(text.replace("expire_in", "expires"))), false);
      assert.equal(validate(parse(text.replace("resource_group: pulumi-nightly", "resource_group: [1]"))), false);
    });
  });
});
