import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { zstack } from "../../../sdk";
import { configure, mockedEngine, registration, secretValue } from "./mocked";

describe("zstack.Provider", () => {
  mockedEngine();

  it("is a provider of the package that serves dynamic resources, and says of which platform it is", async () => {
    const { type, inputs } = await registration(new zstack.Provider("empty"));
    assert.equal(type, "pulumi:providers:pulumi-nodejs");
    assert.deepEqual(inputs, { "snapshots:provider": "zstack" });
  });

  it("hands on everything that is given, as texts under the keys of the configuration", async () => {
    const { inputs } = await registration(
      new zstack.Provider("full", {
        host: "cloud",
        port: 8443,
        protocol: "https",
        contextPath: "/zstack",
        accountName: "operator",
        accessKeyId: "KEYID",
        timeZone: "Asia/Shanghai",
        caCert: "ca.pem",
        deleteScope: "single",
      }),
    );
    assert.deepEqual(inputs, {
      "snapshots:provider": "zstack",
      "zstack:host": "cloud",
      "zstack:port": "8443",
      "zstack:protocol": "https",
      "zstack:contextPath": "/zstack",
      "zstack:accountName": "operator",
      "zstack:accessKeyId": "KEYID",
      "zstack:timeZone": "Asia/Shanghai",
      "zstack:caCert": "ca.pem",
      "zstack:deleteScope": "single",
    });
  });

  it("makes secrets of the password and the key's secret, even where they are given as plain texts", async () => {
    const { inputs } = await registration(
      new zstack.Provider("secret", { accountPassword: "Geheim-1", accessKeySecret: pulumi.output("Geheim-2") }),
    );
    assert.equal(secretValue(inputs["zstack:accountPassword"]), "Geheim-1");
    assert.equal(secretValue(inputs["zstack:accessKeySecret"]), "Geheim-2");
  });

  it("keeps what is a secret already", async () => {
    const { inputs } = await registration(
      new zstack.Provider("kept", { host: pulumi.secret("cloud"), accountPassword: pulumi.secret("Geheim-3") }),
    );
    assert.equal(secretValue(inputs["zstack:host"]), "cloud");
    assert.equal(secretValue(inputs["zstack:accountPassword"]), "Geheim-3");
  });

  it("waits for outputs", async () => {
    const { inputs } = await registration(
      new zstack.Provider("outputs", { host: pulumi.output("cloud"), port: pulumi.output(81) }),
    );
    assert.deepEqual([inputs["zstack:host"], inputs["zstack:port"]], ["cloud", "81"]);
  });

  it("copies the settings of all kinds, which its process would not see, and nothing else of the stack", async () => {
    configure({
      "snapshots:namespace": "blue",
      "snapshots:deletionPolicy": "retain",
      "zstack:host": "of-the-stack",
      "other:key": "x",
    });
    const { inputs } = await registration(new zstack.Provider("copied", { host: "given" }));
    assert.deepEqual(inputs, {
      "snapshots:provider": "zstack",
      "snapshots:namespace": "blue",
      "snapshots:deletionPolicy": "retain",
      "zstack:host": "given",
    });
  });

  it("serves the resources that it is passed to", async () => {
    const cloud = new zstack.Provider("backup-site", { host: "cloud" });
    const options = { provider: cloud };
    const snapshot = new zstack.VolumeSnapshot("served", { volumeUuid: "0f3ab1c5d2e84f6a9b7c8d9e0f1a2b3c" }, options);
    assert.match((await registration(snapshot)).provider, /pulumi:providers:pulumi-nodejs::backup-site::/);
  });
});
