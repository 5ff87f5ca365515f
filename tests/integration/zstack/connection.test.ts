import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Control } from "../../support/control";
import { doorOfTests, patternOfDoor } from "../../support/doors";
import { declare, ProviderProcess, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";
import { Wire } from "../../support/wire";

const key = { "zstack:accountName": "", "zstack:accountPassword": "", "zstack:accessKeyId": "KEYKEYKEYKEY" };
const secret = { ...key, "zstack:accessKeySecret": "SECRETSECRETSECRET" };

describe("connecting to ZStack", () => {
  const simulated = new Simulated({ accessKeys: [{ id: "KEYKEYKEYKEY", secret: "SECRETSECRETSECRET" }] });
  const resource = (more: object = {}) => new Resource(declare("snap", { volumeUuid: volumes.root, ...more }));

  async function fails(process: ProviderProcess, message: RegExp, declared = resource()): Promise<void> {
    await assert.rejects(declared.up(process), (error: Error) => {
      assert.match(error.message, message);
      assert.match(error.message, /^zstack\.VolumeSnapshot "snap"/);
      assert.doesNotMatch(error.message, /\n\s+at |SECRETSECRET|not-the-password/);
      return true;
    });
    assert.equal(declared.state, undefined);
  }

  it("works with an access key, without a session", async () => {
    const declared = resource();
    await declared.up(simulated.process({ configuration: secret }));
    assert.equal(await simulated.control.countOf("PUT", "/v1/accounts/login"), 0);
    assert.equal(await declared.refresh(simulated.process({ configuration: secret })), "same");
    assert.equal(await declared.refresh(simulated.process()), "same", "an account of the same server fits");
    await declared.destroy(simulated.process({ configuration: secret }));
  });

  it("names wrong credentials and where they come from", async () => {
    const wrong = { configuration: { "zstack:accountPassword": "not-the-password" } };
    await fails(simulated.process(wrong), patternOfDoor("wrong account name or .*check zstack:accountName"));
    const wrongKey = { configuration: { ...secret, "zstack:accessKeySecret": "SECRETSECRETSECRETx" } };
    await fails(simulated.process(wrongKey), patternOfDoor("[Cc]heck zstack:accessKeyId and zstack:accessKeySecret"));
  });

  it("explains a clock or time zone that differs from the server's", async () => {
    const elsewhere = { configuration: { ...secret, "zstack:timeZone": "Pacific/Kiritimati" } };
    await fails(simulated.process(elsewhere), patternOfDoor("clock differs .* Set zstack:timeZone"));
  });

  it("names a host that cannot be reached, after a few tries", async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
    const port = String((nobody.address() as AddressInfo).port);
    await new Promise((resolve) => nobody.close(resolve));
    await fails(simulated.process({ configuration: { "zstack:port": port } }), /cannot reach http:\/\/127\.0\.0\.1/);
  });

  it("tells a web page from an API", async () => {
    const page = await listen((_, answer) => answer.end("<!DOCTYPE html><html>console</html>"));
    const { port } = page.address() as AddressInfo;
    await fails(
      simulated.process({ configuration: { "zstack:port": String(port) } }),
      patternOfDoor("an HTML page .* check zstack:host, zstack:port"),
    );
    await new Promise((resolve) => page.close(resolve));
  });

  it("names a volume that does not exist, and one in a wrong state", async () => {
    const missing = resource({ volumeUuid: "0123456789ab4cde8f0123456789abcd" });
    await fails(simulated.process(), /volumeUuid: volume 0123456789ab4cde8f0123456789abcd/, missing);
    await simulated.control.job("DELETE", `/v1/volumes/${volumes.data}`);
    const deleted = resource({ volumeUuid: volumes.data });
    await fails(simulated.process(), /volumeUuid: .* change the state of volume/, deleted);
  });

  it("passes on what the server says, JSON or not", async () => {
    await simulated.control.fault({
      match: { method: "POST", route: "/v1/volumes/{volumeUuid}/volume-snapshots" },
      action: { type: "respond", status: 400, body: "the body doesn't contain action mapping to the URL[/v1/x]" },
    });
    await fails(simulated.process(), /the body doesn't contain action mapping/);
  });

  it("refuses another server than the one in state, and drops nothing", async () => {
    const declared = resource();
    await declared.up(simulated.process());
    const wire = new Wire(simulated.control.url);
    const moved = new ProviderProcess(new Control(await wire.open()));
    const recorded = declared.state;
    await assert.rejects(declared.refresh(moved), { code: "origin-mismatch" });
    await assert.rejects(declared.destroy(moved), { code: "origin-mismatch" });
    assert.deepEqual(declared.state, recorded);
    assert.equal(wire.passed.length, 0, "the other server was not even asked");
    // The same platform under a new address: `up` finds the object there and records the address.
    assert.equal(await declared.up(moved), "updated");
    assert.equal(await declared.refresh(moved), "same");
    await moved.end();
    await wire.close();
  });

  it("does not take an object that its account cannot see for a missing one", async () => {
    const declared = resource();
    await declared.up(simulated.process({ configuration: secret }));
    await simulated.control.fault({
      match: { method: "GET", route: "/v1/volume-snapshots" },
      times: 10,
      action: { type: "respond", status: 200, body: '{"inventories":[]}' },
    });
    await simulated.control.fault({
      match: { method: "GET", route: "/v1/volume-snapshots/{uuid}" },
      times: 10,
      action: { type: "respond", status: 200, body: '{"inventories":[]}' },
    });
    await assert.rejects(declared.refresh(simulated.process({ configuration: secret })), {
      code: "not-visible",
    });
  });

  it("shares one session, and logs out when the process ends", async () => {
    const process = simulated.process();
    await Promise.all(
      ["a", "b", "c"].map((name) => new Resource(declare(name, { volumeUuid: volumes.root })).up(process)),
    );
    assert.equal(await simulated.control.countOf("PUT", "/v1/accounts/login"), 1);
    await process.end();
    assert.equal(await simulated.control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}"), 1);
    const late = new Resource(declare("d", { volumeUuid: volumes.root })).up(process);
    // Nobody serves a plugin whose process has ended.
    await assert.rejects(late, doorOfTests === "plugin" ? { message: /has been shut down/ } : { code: "stopped" });
  });

  it("sends X-API-Timeout only to lengthen the server's limit, and the charset with every body", async () => {
    const wire = new Wire(simulated.control.url);
    const process = new ProviderProcess(new Control(await wire.open()));
    for (const [name, create] of [
      ["short", 600],
      ["long", 20_000],
    ] as const) {
      await new Resource(declare(name, { volumeUuid: volumes.root }, { timeouts: { create } })).up(process);
    }
    const creates = wire.passed.filter((one) => one.path.endsWith("/volume-snapshots") && one.method === "POST");
    assert.deepEqual(
      creates.map((one) => one.headers["x-api-timeout"]),
      [undefined, "20000"],
    );
    for (const one of wire.passed.filter((passed) => passed.body !== "")) {
      assert.equal(one.headers["content-type"], "application/json; charset=utf-8");
    }
    await process.end();
    await wire.close();
  });
});

function listen(handler: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
