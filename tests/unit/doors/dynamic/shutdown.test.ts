import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const root = join(__dirname, "../../../..");

/** A provider process in the middle of a call that waits for an hour. */
const waiting = `
  const { processHooks } = require(${JSON.stringify(join(root, "provider/doors/dynamic/shutdown"))});
  const { processRuntime } = require(${JSON.stringify(join(root, "provider/core/runtime/runtime"))});
  const { Deadline } = require(${JSON.stringify(join(root, "provider/http/clock"))});
  const { notYet, waitFor } = require(${JSON.stringify(join(root, "provider/http/waitFor"))});
  processHooks.started();
  const answered = processHooks.called();
  const look = async () => { console.log("waiting"); return notYet; };
  const late = () => undefined;
  waitFor(new Deadline(processRuntime.clock, 3600), look, { pauses: [3600000, 3600000], late })
    .catch((error) => console.log(error.code))
    .finally(answered);
`;

describe("the end of a provider process", () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`ends the waits of its calls on ${signal}, so that they can still be answered`, async () => {
      const child = spawn(process.execPath, ["-r", join(root, "scripts/testing/register.cjs"), "-e", waiting], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.stdout.once("data", () => child.kill(signal));
      assert.equal(await text(child.stdout), "waiting\nstopped\n");
      assert.equal(await ended, code);
    });
  }
});
