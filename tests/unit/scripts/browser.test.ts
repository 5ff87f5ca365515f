import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeMachine } from "./fakes";

describe("the browser of the tests", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  const find = async (body: string) => {
    const { findBrowser } = await import("../../../scripts/testing/browser.mjs");
    return findBrowser({
      log: machine.log,
      env: machine.env,
      script: machine.script(machine.file("packages.sh"), body),
    });
  };

  it("is one that is there, and nothing is installed", async () => {
    const browser = machine.onPath("google-chrome", "exit 0");
    assert.deepEqual(await find(`touch ${machine.file("ran")}`), { browser });
    assert.deepEqual(machine.lines, []);
  });

  it("is the one that is installed", async () => {
    const browser = join(machine.root, "path", "chromium");
    assert.deepEqual(await find(`/usr/bin/printf '#!/bin/sh\\n' > ${browser}; /bin/chmod 755 ${browser}`), { browser });
  });

  it("is missing with the reason that the script gives, or if it installs none", async () => {
    assert.deepEqual(await find("echo only root can >&2; exit 3"), { missing: "only root can" });
    assert.match(JSON.stringify(await find("exit 0")), /no chromium/);
  });
});
