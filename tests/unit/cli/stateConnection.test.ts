import assert from "node:assert/strict";
import { Connections, inWordsOf } from "../../../cli/state/connection";
import { revealSecrets, type StateResource } from "../../../cli/state/exportedStack";
import { containsSecret } from "../../../provider/core/secrets";

const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const shown = (value: unknown) => ({ [signature]: secret, plaintext: JSON.stringify(value) });
const hidden = { [signature]: secret, ciphertext: "v1:abc" };

const type = "pulumi:providers:pulumi-nodejs";
const pluginType = "pulumi:providers:snapshots";
const urnOf = (name: string) => `urn:pulumi:dev::project::${type}::${name}`;
const backupSite: StateResource = {
  urn: urnOf("backup-site"),
  type,
  id: "id-1",
  inputs: { "snapshots:provider": "zstack", "zstack:host": "there", "zstack:accountPassword": "told" },
};
const openstack: StateResource = {
  urn: urnOf("volumes"),
  type,
  id: "id-2",
  inputs: { "snapshots:provider": "cinder" },
};
const standard: StateResource = { urn: urnOf("default"), type, id: "id-3", inputs: {} };

const pointOf = (provider?: string): StateResource => ({
  urn: "urn:pulumi:dev::project::pulumi-nodejs:dynamic/zstack:VolumeSnapshot::snap",
  type: "pulumi-nodejs:dynamic/zstack:VolumeSnapshot",
  provider,
});

describe("the connections of a stack", () => {
  const stack = { deployment: { resources: [standard, backupSite, openstack] } };
  const connections = new Connections(stack, { "zstack:host": "here" }, {});
  const hostOf = (resource: StateResource) => connections.of(resource).settings.configured("zstack:host");

  it("are those of the provider that a resource was given, and nothing of the stack's", () => {
    assert.equal(hostOf(pointOf(`${backupSite.urn}::id-1`)), "there");
    assert.equal(connections.of(pointOf(`${backupSite.urn}::id-1`)).name, 'provider "backup-site"');
    assert.equal(hostOf(pointOf(`${openstack.urn}::id-2`)), undefined);
  });

  it("are those of the stack for all others", () => {
    assert.equal(hostOf(pointOf(`${standard.urn}::id-3`)), "here");
    assert.equal(hostOf(pointOf(`${urnOf("default_1_2_3")}::id-9`)), "here", "an older default provider");
    assert.equal(hostOf(pointOf()), "here");
  });

  it("of the plugin are the sections of its provider, or of the stack", () => {
    const type = pluginType;
    const providerOf = (name: string, inputs: Record<string, unknown>): StateResource => ({
      ...{ urn: `urn:pulumi:dev::project::${type}::${name}`, type, id: "id-5" },
      inputs,
    });
    const both = providerOf("both", { zstack: JSON.stringify({ host: "z" }), cinder: { authUrl: "https://k/v3" } });
    const standard = providerOf("default_0_1_0", { zstack: { host: "recorded" } });
    const plugin = new Connections(
      { deployment: { resources: [both, standard] } },
      { "snapshots:zstack": '{"host":"stack"}' },
      {},
    );
    const of = (module: string, provider: StateResource) =>
      plugin.of({
        urn: "urn:pulumi:dev::project::snapshots:zstack:VolumeSnapshot::snap",
        type: `snapshots:${module}`,
        provider: `${provider.urn}::id-5`,
      }).settings;
    assert.equal(of("zstack:VolumeSnapshot", both).configured("zstack:host"), "z");
    assert.equal(of("zstack:VolumeSnapshot", both).explicitProvider, "zstack");
    assert.equal(of("cinder:VolumeBackup", both).configured("openstack:authUrl"), "https://k/v3");
    assert.equal(of("cinder:VolumeBackup", both).explicitProvider, "cinder");
    assert.equal(of("zstack:VmBackup", standard).configured("zstack:host"), "stack");
    assert.deepEqual([plugin.explicitOf("zstack").length, plugin.explicitOf("cinder").length], [1, 1]);
  });

  it("name settings as whatever configures them does", async () => {
    const text = "check zstack:host of a zstack.Provider";
    const said = (all: Connections, provider: string) => all.of(pointOf(provider)).inWords(text);
    const words = (configuration: Record<string, string>, ...resources: StateResource[]) =>
      new Connections({ deployment: { resources } }, configuration, {}).standard.inWords(text);
    const inSections = /^check snapshots:zstack\.host of /;
    const default_ = { urn: `urn:pulumi:dev::project::${pluginType}::default_0_1_0`, type: pluginType, id: "id-7" };
    assert.equal(words({}), text);
    assert.equal(words({ "zstack:host": "here" }, standard, backupSite), text);
    assert.match(words({ "snapshots:zstack": "{}" }), inSections);
    assert.match(words({ "snapshots:door": "plugin" }), inSections);
    assert.match(words({}, default_), inSections, "all settings are in the environment");
    assert.equal(words({ "snapshots:door": "dynamic", "snapshots:zstack": "{}" }, default_), text, "it has gone back");

    const explicit = { ...default_, urn: default_.urn.replace("default_0_1_0", "cloud"), inputs: { zstack: {} } };
    const both = new Connections({ deployment: { resources: [explicit, backupSite] } }, { "zstack:host": "here" }, {});
    assert.match(said(both, `${explicit.urn}::id-7`), inSections);
    assert.equal(said(both, `${backupSite.urn}::id-1`), text);
    await assert.rejects(
      inWordsOf(both.of(pointOf(`${explicit.urn}::id-7`)), () => Promise.reject(new Error(text))),
      { message: inSections },
    );
  });

  it("are not guessed for a provider that is not in the state", () => {
    assert.throws(() => connections.of(pointOf(`${backupSite.urn}::id-0`)), { code: "state-unreadable" });
  });

  it("can be listed for one platform", () => {
    assert.deepEqual(
      connections.explicitOf("zstack").map(({ name }) => name),
      ['provider "backup-site"'],
    );
  });
});

describe("secrets of an exported state", () => {
  it("are found at any depth", () => {
    assert.equal(containsSecret({ a: [{ b: hidden }] }), true);
    assert.equal(containsSecret({ a: [{ b: { [signature]: "something else" } }, null, 1] }), false);
  });

  it("become the values that a provider process gets", () => {
    const value = { a: shown("x"), b: [shown({ c: shown(1) }), null], d: "y" };
    assert.deepEqual(revealSecrets(value), { a: "x", b: [{ c: 1 }, null], d: "y" });
  });

  it("are never taken for their ciphertext", () => {
    assert.throws(() => revealSecrets({ a: hidden }), { code: "state-unreadable" });
  });
});
