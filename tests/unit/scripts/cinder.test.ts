import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FakeMachine } from "./fakes";

const load = () => import("../../../scripts/testing/cinder.mjs");

describe("what the tests of Cinder need", () => {
  let machine: FakeMachine;

  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  const find = async (body: string) => {
    const { findCinder } = await load();
    return findCinder({ log: machine.log, script: machine.script(machine.file("packages.sh"), body) });
  };

  it("is there when the packages are", async () => {
    assert.equal(await find("exit 0"), undefined);
  });

  it("is missing with the reason that the script gives last", async () => {
    assert.equal(await find("echo first >&2; echo only root can >&2; exit 3"), "only root can");
    assert.deepEqual(machine.lines, ["  first", "  only root can"]);
  });

  it("is missing when the script says nothing", async () => {
    assert.match((await find("exit 7")) ?? "", /exit code 7/);
  });

  describe("in packages.sh", () => {
    const packages = (...args: string[]) => {
      const env = { PATH: `${join(machine.root, "path")}:/usr/bin:/bin` };
      return spawnSync("/bin/bash", [resolve("tests/cinder/lab/packages.sh"), ...args], { env, encoding: "utf8" });
    };

    it("is there when dpkg knows all as installed", () => {
      machine.onPath("dpkg-query", "printf installed");
      assert.equal(packages().status, 0);
    });

    it("is not installed by those who may not, who are told what to do", () => {
      machine.onPath("dpkg-query", 'case "$3" in cinder-common) printf installed ;; *) printf half-configured ;; esac');
      machine.onPath("id", "echo 1000");
      machine.onPath("apt-get", `touch ${machine.file("ran")}`);
      machine.onPath("grep", "exit 0");
      const { status, stderr } = packages();
      assert.equal(status, 3);
      assert.match(
        stderr,
        /only root can install the packages python3-cinder python3-keystone \(as root: apt-get install/,
      );
      assert.equal(existsSync(machine.file("ran")), false);
    });

    it("is not installed when only asked about", () => {
      machine.onPath("dpkg-query", "exit 1");
      const { status, stderr } = packages("--check");
      assert.equal(status, 3);
      assert.match(stderr, /missing: cinder-common python3-cinder python3-keystone /);
    });
  });
});
