import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Deadline, systemClock } from "../../../provider/http/clock";
import { NotYet, waitFor } from "../../../provider/http/waitFor";
import { deadPort } from "../../support/loopback";

/** A server that speaks S3's protocol, with a bucket in its memory, which ends with the test. */
export class S3 {
  private constructor(
    private readonly server: ChildProcess,
    private readonly address: string,
  ) {}

  static async start(): Promise<S3> {
    const { resolveProgram } = await import("../../../scripts/offline-pulumi/languages.mjs");
    const { s3Server } = await import("../../../scripts/offline-pulumi/programs.mjs");
    const bin = process.env["PULUMI_SNAPSHOTS_TEST_PULUMI"] ?? assert.fail("run `npm test engine -- --full`");
    const program = await resolveProgram(s3Server, { bin, log: console.log });
    const address = `127.0.0.1:${await deadPort()}`;
    const args = ["-host", address, "-backend", "memory", "-initialbucket", "state"];
    const s3 = new S3(spawn(program, args, { stdio: "ignore" }), address);
    await waitFor(
      new Deadline(systemClock, 60),
      () =>
        fetch(`http://${address}/state`).then(
          () => undefined,
          () => new NotYet(undefined),
        ),
      { late: () => assert.fail("the server does not answer") },
    );
    return s3;
  }

  get environment(): Record<string, string> {
    const how = new URLSearchParams({
      ...{ region: "us-east-1", endpoint: `http://${this.address}` },
      ...{ use_path_style: "true", disable_https: "true" },
    });
    return { PULUMI_BACKEND_URL: `s3://state?${how}`, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  }

  async stop(): Promise<void> {
    this.server.kill();
    if (this.server.exitCode === null && this.server.signalCode === null) await once(this.server, "exit");
  }
}
