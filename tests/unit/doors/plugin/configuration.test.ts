import assert from "node:assert/strict";
import { asSecret } from "../../../../provider/core/secrets";
import {
  configurationFailures,
  PluginConfiguration,
  withSecrets,
} from "../../../../provider/doors/plugin/configuration";
import { received, toStruct } from "../../../../provider/doors/plugin/values";

const urn = "urn:pulumi:dev::shop::my:index:Site$snapshots:zstack:VolumeSnapshot::snapshots:zstack:web";
const zstack = { host: "cloud", accountName: "admin", accountPassword: "geheim" };

describe("the configuration of the plugin", () => {
  const failures = (inputs: Record<string, unknown>) =>
    configurationFailures(inputs, "default", {}).map(({ property, reason }) => [property, reason.split(";")[0]]);

  it("names settings that do not exist, and no property whose value the engine would print", () => {
    assert.deepEqual(failures({ zstack: { ...zstack, hots: "x" }, region: "y" }), [
      ["", "region is not a setting"],
      ["", "zstack.hots is not a setting"],
    ]);
    assert.deepEqual(failures({ zstack: "no object" }), [
      [
        "",
        "zstack: give an object with host, port, protocol, contextPath, accountName, accountPassword, accessKeyId, accessKeySecret, timeZone, caCert, deleteScope",
      ],
    ]);
    assert.deepEqual(failures({ zstack: { ...zstack, port: "99999" } }), [
      ["", 'the ZStack connection is not complete: zstack:port is "99999"'],
    ]);
    assert.deepEqual(failures({ zstack, door: "plugin", version: "1.0.0" }), []);
  });

  it("marks credentials as secrets, whatever the program did", () => {
    const marked = toStruct(withSecrets({ zstack }));
    const { values, secrets } = received(marked);
    assert.deepEqual([...secrets], ["zstack"]);
    assert.deepEqual(marked.toJavaScript()["zstack"], { ...zstack, accountPassword: asSecret("geheim") });
    assert.deepEqual(values, { zstack });
  });

  it("gives the same seed as the dynamic provider, whatever the names of components and resources are", () => {
    const configuration = new PluginConfiguration();
    configuration.set({ namespace: "n", organization: "acme" }, "default");
    assert.equal(
      configuration.seed(urn),
      "n/acme/urn:pulumi:dev::shop::my:index:Site$pulumi-nodejs:dynamic/zstack:VolumeSnapshot::snapshots:zstack:web",
    );
  });

  it("takes a stack of another organization for another one, unless that is configured", () => {
    const recorded = `/acme/${urn}`;
    const configuration = new PluginConfiguration();
    assert.throws(() => configuration.assertOrganization(recorded), { code: "organization-mismatch" });
    configuration.assertOrganization(`/organization/${urn}`);
    configuration.assertOrganization(undefined);
    configuration.set({ organization: "renamed" }, "default");
    configuration.assertOrganization(recorded);
  });

  it("of an explicit provider belongs to its platform", () => {
    const configuration = new PluginConfiguration();
    configuration.set({ zstack: JSON.stringify(zstack), deletionPolicy: "retain" }, "site");
    assert.equal(configuration.settings("zstack")["zstack:host"], "cloud");
    assert.equal(configuration.settings("zstack")["snapshots:provider"], "zstack");
    assert.equal(configuration.settings("zstack")["snapshots:deletionPolicy"], "retain");
    assert.equal(configuration.settings("cinder")["snapshots:provider"], "zstack", "which a Cinder resource refuses");
    configuration.set({ zstack }, "default_1_0_0");
    assert.equal(configuration.settings("zstack")["snapshots:provider"], undefined);
  });
});
