import assert from "node:assert/strict";
import { parseOptions } from "../../../cli/command";
import { simulator } from "../../../cli/commands/simulator";
import { UsageError } from "../../../cli/errors";

const parse = (line: string) =>
  parseOptions(
    simulator,
    line.split(" ").filter((word) => word !== ""),
  );

describe("options of the simulator", () => {
  it("are all understood", () => {
    const line =
      "--host 127.0.0.2 --port=0 --data f --server-version 5.4 --job-duration 5 --storage individual --edition open-source --account a:b:c --account d:e --access-key 0123456789:0123456789 --fixture default --allow-remote";
    assert.deepEqual(parse(line), {
      host: "127.0.0.2",
      port: 0,
      data: "f",
      serverVersion: "5.4",
      jobDuration: 5,
      storage: "individual",
      edition: "open-source",
      accounts: [
        { name: "a", password: "b:c" },
        { name: "d", password: "e" },
      ],
      accessKeys: [{ id: "0123456789", secret: "0123456789" }],
      fixture: "default",
      allowRemote: true,
    });
  });

  it("leave what is not given to the simulator", () => assert.deepEqual(parse(""), {}));

  it("take durations by kind", () => {
    assert.deepEqual(parse("--job-duration snapshot=3000,tag=20,all=7"), {
      jobDuration: { snapshot: 3000, tag: 20, all: 7 },
    });
  });

  for (const [line, named] of [
    ["--prot 1", "--prot"],
    ["--port", "--port"],
    ["--port 99999", "from 0 to 65535"],
    ["--port -1", "--port"],
    ["--job-duration 1s", "--job-duration"],
    ["--job-duration snap=3", '"snap=3"'],
    ["--job-duration snapshot=3,50", '"50"'],
    ["--job-duration snapshot=3,snapshot=4", "snapshot is given twice"],
    ["--job-duration tag=fast", "--job-duration tag"],
    ["--job-duration constructor=1", '"constructor=1"'],
    ["--server-version five", "--server-version"],
    ["--storage ceph", "chain, individual"],
    ["--edition free", "enterprise, open-source"],
    ["--account admin", "NAME:PASSWORD"],
    ["--account a:b --account a:c", "--account a is given twice"],
    ["--access-key short:sEcret", "the ID must have 10 to 20 characters"],
    ["--access-key 0123456789:sEcret", "the SECRET must have 10 to 40 characters"],
    ["--acces-key=0123456789:sEcret", "--acces-key"],
    ["--allow-remote=sEcret", "--allow-remote takes no value"],
  ] as const) {
    it(`refuse ${line}, without a secret in the message`, () => {
      assert.throws(
        () => parse(line),
        (error) => error instanceof UsageError && error.message.includes(named) && !error.message.includes("sEcret"),
      );
    });
  }
});
