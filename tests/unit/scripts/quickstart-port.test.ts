import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { FakeMachine } from "./fakes";

const load = () => import("../../../scripts/quickstart/port.mjs");

describe("the quickstart's port", () => {
  let machine: FakeMachine;

  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  function occupy(port: number): Promise<Server> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve(server));
    });
  }

  it("stays that of the first run", async () => {
    const { choosePort } = await load();
    const file = machine.file("port");
    const port = await choosePort(file);
    assert.equal(Number(readFileSync(file, "utf8")), port);
    assert.equal(await choosePort(file), port);
  });

  it("is never changed silently when another program has taken it", async () => {
    const { choosePort } = await load();
    const file = machine.file("port");
    const server = await occupy(await choosePort(file));
    await assert.rejects(choosePort(file), /Port \d+ is in use by another program.*\.quickstart/);
    server.close();
  });
});
