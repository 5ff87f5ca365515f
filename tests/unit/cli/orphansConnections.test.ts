import assert from "node:assert/strict";
import { connectionsToQuery, platformsHeld } from "../../../cli/stack/connections";
import { Connections } from "../../../cli/state/connection";
import type { StateResource } from "../../../cli/state/exportedStack";
import { Settings } from "../../../provider/core/contract/settings";

const zstack = { "zstack:host": "z", "zstack:accountName": "a", "zstack:accountPassword": "password-1" };
const openstack = {
  "openstack:token": "token-of-a-cloud",
  "openstack:endpointOverrides": JSON.stringify({ volumev3: "http://127.0.0.1/v3/project" }),
};
const variables = { OS_TOKEN: "token-of-a-cloud", OS_VOLUMEV3_ENDPOINT_OVERRIDE: "http://127.0.0.1/v3/project" };

type JsonObject = Readonly<Record<string, string>>;
type Held = Readonly<{ zstack?: boolean; cinder?: boolean }>;

function asked(
  configuration: JsonObject,
  environment: JsonObject,
  held: Held,
  explicit: readonly ("zstack" | "cinder")[] = [],
) {
  const settings = new Settings((key) => configuration[key], environment);
  const named = (name: string) => ({ name, settings, inWords: (text: string) => text });
  const of = (platform: string) => explicit.filter((one) => one === platform).map((one) => named(`explicit ${one}`));
  return connectionsToQuery(
    named("own"),
    { zstack: of("zstack"), cinder: of("cinder") },
    { zstack: false, cinder: false, ...held },
  );
}

describe("the connections that are asked for orphans", () => {
  for (const [what, configuration, environment, held, explicit, names] of [
    ["ZStack alone", zstack, {}, {}, [], ["zstack own"]],
    ["ZStack by the environment", {}, { ZSTACK_HOST: "z" }, {}, [], ["zstack own"]],
    ["ZStack, with OS_* for other programs", zstack, variables, {}, [], ["zstack own"]],
    ["ZStack, with cinder.* resources", zstack, variables, { cinder: true }, [], ["zstack own", "cinder own"]],
    ["ZStack by one variable that is incomplete", {}, { ZSTACK_ACCESS_KEY_ID: "k" }, {}, [], ["zstack own"]],
    ["ZStack by one incomplete setting", { "zstack:contextPath": "/z" }, {}, {}, [], ["zstack own"]],
    [
      "OpenStack, with settings of ZStack that lead nowhere",
      { ...openstack, "zstack:timeZone": "UTC" },
      {},
      {},
      [],
      ["cinder own"],
    ],
    ["both in the configuration", { ...zstack, ...openstack }, {}, {}, [], ["zstack own", "cinder own"]],
    ["OpenStack alone", openstack, {}, {}, [], ["cinder own"]],
    ["OpenStack by the environment", {}, variables, {}, [], ["cinder own"]],
    ["OpenStack, with nothing that says where", {}, {}, { cinder: true }, [], ["cinder own"]],
    ["OpenStack for other resources", { ...zstack, "openstack:region": "R" }, {}, {}, [], ["zstack own"]],
    ["an explicit OpenStack provider alone", {}, {}, {}, ["cinder"], ["cinder explicit cinder"]],
    ["ZStack resources whose settings are gone", {}, {}, { zstack: true }, [], ["zstack own"]],
  ] as const) {
    it(`are those of ${what}`, () => {
      const { zstack, cinder, notes, missing } = asked(configuration, environment, held, explicit);
      const all = [...zstack.map(({ name }) => `zstack ${name}`), ...cinder.map(({ name }) => `cinder ${name}`)];
      assert.deepEqual({ all, notes, missing }, { all: names, notes: [], missing: undefined });
    });
  }

  it("are named where the stack's own has nothing to say to explicit ones", () => {
    const { notes, standard } = asked({}, {}, {}, ["zstack"]);
    assert.match(notes.join(), /^own is skipped: the ZStack connection is not complete/);
    assert.equal(standard, "own");
  });

  it("are missing for both platforms, and not for one", () => {
    const { missing = "" } = asked({}, {}, {});
    assert.match(
      missing,
      /^no platform is configured\. ZStack: the ZStack connection is not .*OpenStack: the OpenStack connection/s,
    );
  });

  it("follow from what the state holds through the stack's own connection", () => {
    const point = (platform: string, more: Partial<StateResource> = {}): StateResource => {
      const type = `pulumi-nodejs:dynamic/${platform}:VolumeSnapshot`;
      return { urn: `urn:pulumi:dev::project::${type}::r`, type, ...more };
    };
    const provider: StateResource = {
      urn: "urn:pulumi:dev::project::pulumi:providers:pulumi-nodejs::site",
      type: "pulumi:providers:pulumi-nodejs",
      id: "1",
      inputs: { "snapshots:provider": "zstack" },
    };
    const state = (...resources: StateResource[]) => ({
      deployment: { resources: [provider, ...resources], pending_operations: [] },
    });
    const held = (exported: ReturnType<typeof state>) => platformsHeld(exported, new Connections(exported, {}, {}));
    assert.deepEqual(held(state(point("cinder"))), { zstack: false, cinder: true });
    assert.deepEqual(held(state(point("zstack", { provider: `${provider.urn}::1` }))), {
      zstack: false,
      cinder: false,
    });
    const pending = { deployment: { pending_operations: [{ type: "creating", resource: point("zstack") }] } };
    assert.deepEqual(platformsHeld(pending, new Connections(pending, {}, {})), { zstack: true, cinder: false });
  });
});
