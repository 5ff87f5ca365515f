import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { cinder } from "../../../sdk";
import { configure, mockedEngine, registration, secretValue } from "./mocked";

describe("cinder.Provider", () => {
  mockedEngine();

  it("is a provider of the package that serves dynamic resources, and says of which platform it is", async () => {
    const { type, inputs } = await registration(new cinder.Provider("empty"));
    assert.equal(type, "pulumi:providers:pulumi-nodejs");
    assert.deepEqual(inputs, { "snapshots:provider": "cinder" });
  });

  it("hands on what is given, as texts under the keys of Pulumi's OpenStack provider", async () => {
    const { inputs } = await registration(
      new cinder.Provider("full", {
        authUrl: "https://keystone:5000/v3",
        userName: "operator",
        tenantName: "web",
        userDomainName: "Default",
        projectDomainId: "default",
        region: "R1",
        endpointType: "internalURL",
        endpointOverrides: { volumev3: pulumi.output("https://volume:8776/v3") },
        insecure: true,
        cacertFile: "ca.pem",
      }),
    );
    assert.deepEqual(inputs, {
      "snapshots:provider": "cinder",
      "openstack:authUrl": "https://keystone:5000/v3",
      "openstack:userName": "operator",
      "openstack:tenantName": "web",
      "openstack:userDomainName": "Default",
      "openstack:projectDomainId": "default",
      "openstack:region": "R1",
      "openstack:endpointType": "internalURL",
      "openstack:endpointOverrides": '{"volumev3":"https://volume:8776/v3"}',
      "openstack:insecure": "true",
      "openstack:cacertFile": "ca.pem",
    });
  });

  it("makes secrets of what proves who somebody is, even where it is given as plain text", async () => {
    const secrets = {
      password: "Geheim-Kennwort",
      token: "Geheim-Token",
      applicationCredentialSecret: "Geheim-Nachweis",
      key: "Geheim-Schluessel",
    };
    const { inputs } = await registration(new cinder.Provider("secret", secrets));
    for (const [name, value] of Object.entries(secrets)) {
      assert.equal(secretValue(inputs[`openstack:${name}`]), value, name);
    }
  });

  it("copies the settings of all kinds, which its process would not see, and nothing else of the stack", async () => {
    configure({ "snapshots:namespace": "blue", "snapshots:deletionPolicy": "retain", "openstack:region": "of-stack" });
    const { inputs } = await registration(new cinder.Provider("copied", { cloud: "site" }));
    assert.deepEqual(inputs, {
      "snapshots:provider": "cinder",
      "snapshots:namespace": "blue",
      "snapshots:deletionPolicy": "retain",
      "openstack:cloud": "site",
    });
  });
});
