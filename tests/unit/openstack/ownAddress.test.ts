import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type CinderSettings, cinderEndpoint, cinderSettings } from "../../../provider/openstack/config";
import { keystone, openstack, password, project, settingsOf, volumes } from "./scripted";

const pem = (kind: string): string => `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`;

/** Everything of the machine's own cloud that says where requests go and whom they trust. */
const address: Readonly<Record<string, string>> = {
  OS_AUTH_URL: "https://machine:5000/v3",
  OS_VOLUMEV3_ENDPOINT_OVERRIDE: "https://machine:8776/v3",
  OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE: "https://machine:8777/v3",
  OS_INSECURE: "true",
  OS_CACERT: pem("CERTIFICATE"),
  OS_CERT: pem("CERTIFICATE"),
  OS_KEY: pem("PRIVATE KEY"),
  OS_REGION_NAME: "machine",
  OS_ENDPOINT_TYPE: "internal",
  OS_INTERFACE: "admin",
};
/** Who somebody is, which the machine may say. */
const accounts: readonly Readonly<Record<string, string>>[] = [
  {},
  { OS_USERNAME: "of-machine", OS_PASSWORD: `${password}-machine`, OS_PROJECT_NAME: "web" },
  { OS_TOKEN: `${password}-token`, OS_PROJECT_ID: project },
  { OS_CLOUD: "machine" },
];

const clouds = `
clouds:
  machine:
    region_name: entry
    interface: internal
    verify: false
    volumev3_endpoint_override: https://entry:8776/v3
    auth: { auth_url: https://entry:5000/v3, username: u, password: ${password}-entry, user_domain_id: d, project_id: p }
  own:
    region_name: own
    auth: { auth_url: https://own:5000/v3, username: u, password: ${password}-own, user_domain_id: d, project_id: p }
`;

/** Every way in which a provider can have an address of its own, with and without an account. */
const account = { userName: "given", password: `${password}-given`, tenantName: "web" };
const override = { endpointOverrides: JSON.stringify({ volumev3: `${volumes}/v3` }) };
const given: readonly Readonly<Record<string, string>>[] = [
  { authUrl: `${keystone}/v3` },
  { authUrl: `${keystone}/v3`, ...account },
  { authUrl: `${keystone}/v3`, ...account, ...override, region: "given" },
  { cloud: "own" },
  { cloud: "own", ...override, insecure: "true" },
  override,
  { ...override, token: `${password}-given-token`, tenantId: project },
];

describe("an explicit cinder.Provider with an address of its own", () => {
  let home = "";
  before(() => {
    home = mkdtempSync(join(tmpdir(), "own-address-"));
    mkdirSync(join(home, ".config/openstack"), { recursive: true });
    writeFileSync(join(home, ".config/openstack/clouds.yaml"), clouds);
  });
  after(() => rmSync(home, { recursive: true }));

  const read = (values: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>) => {
    const settings = settingsOf(
      { "snapshots:provider": "cinder", ...openstack(values) },
      { ...environment, HOME: home },
    );
    let result: CinderSettings | string;
    try {
      result = cinderSettings(settings);
    } catch (error) {
      result = (error as Error).message;
    }
    return { result, endpoint: cinderEndpoint(settings) };
  };

  it("takes nothing of where and how to connect from the environment, whatever is set there", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...given),
        fc.constantFrom(...accounts),
        fc.subarray(Object.keys(address)),
        (values, who, names) => {
          const machine = Object.fromEntries(names.map((name) => [name, address[name] ?? ""]));
          assert.deepEqual(read(values, { ...who, ...machine }), read(values, who));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("still takes an account from there", () => {
    for (const who of accounts.slice(1)) {
      const { result } = read({ authUrl: `${keystone}/v3`, region: "given" }, { ...address, ...who });
      assert.ok(typeof result === "object", String(result));
      assert.deepEqual(
        [result.authUrl, result.region, result.override, result.interface, result.tls],
        [`${keystone}/v3`, "given", undefined, "public", { insecure: false }],
      );
    }
  });

  it("says that Keystone's URL is to be given beside the volume service's", () => {
    const { result } = read(override, { ...address, ...accounts[1] });
    assert.match(String(result), /no authUrl: .*OS_AUTH_URL/);
  });

  it("does not take the machine's address for its own while its own is still to come", () => {
    for (const name of ["authUrl", "cloud", "endpointOverrides"]) {
      const { endpoint } = read({ [name]: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, address);
      assert.equal(endpoint, undefined, name);
    }
  });

  it("is another thing than one without: the environment fills all that is left out", () => {
    const { result } = read({ region: "given" }, { ...address, ...accounts[1] });
    assert.ok(typeof result === "object", String(result));
    assert.deepEqual(
      [result.authUrl, result.region, result.override, result.tls.insecure],
      ["https://machine:5000/v3", "given", "https://machine:8776/v3", true],
    );
  });
});
