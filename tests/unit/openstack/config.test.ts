import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionOf } from "../../../provider/cinder/connections";
import { processRuntime } from "../../../provider/core/runtime/runtime";
import { cinderEndpoint, cinderSettings } from "../../../provider/openstack/config";
import { selfSigned } from "../../support/certificate";
import { openstack, password, settingsOf } from "./scripted";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const right = { authUrl: "https://keystone:5000/v3", userName: "demo", password };
const explicit = (values: Record<string, unknown>) => ({ "snapshots:provider": "cinder", ...openstack(values) });

/** The message of the one error that the settings end in. */
function complaint(configuration: Readonly<Record<string, unknown>>, environment: Record<string, string> = {}): string {
  try {
    cinderSettings(settingsOf(configuration, environment));
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "RefusedError");
    assert.ok(!error.message.includes(password), error.message);
    return error.message;
  }
  return assert.fail("the settings were taken");
}

const read = (values: Record<string, unknown>, environment: Record<string, string> = {}) =>
  cinderSettings(settingsOf(openstack(values), environment));

describe("OpenStack settings", () => {
  it("need Keystone and credentials, and have defaults for the rest", () => {
    assert.deepEqual(read(right), {
      authUrl: "https://keystone:5000/v3",
      credentials: { by: "password", user: { name: "demo", domain: { id: "default" } }, password },
      source: "the stack's configuration",
      project: undefined,
      region: undefined,
      interface: "public",
      override: undefined,
      tls: { insecure: false },
    });
  });

  it("take what else can be given", () => {
    const {
      project,
      region,
      interface: face,
      override,
      tls,
    } = read({
      ...right,
      tenantName: "web",
      projectDomainName: "Shop",
      region: "R1",
      endpointType: "internalURL",
      endpointOverrides: { volumev3: "https://volume:8776/v3" },
      insecure: true,
    });
    assert.deepEqual(project, { name: "web", domain: { name: "Shop" } });
    assert.deepEqual([region, face, override, tls.insecure], ["R1", "internal", "https://volume:8776/v3", true]);
  });

  it("list everything that is missing in one error, with every way to give it", () => {
    assert.equal(
      complaint({}),
      "the OpenStack connection is not complete: no credentials: set openstack:userName and openstack:password " +
        "(`pulumi config set`), OS_USERNAME and OS_PASSWORD in the environment, or userName and password of a " +
        "cinder.Provider; or applicationCredentialId and applicationCredentialSecret, or token, in the same ways; or " +
        "name an entry of clouds.yaml with openstack:cloud or OS_CLOUD; no authUrl: set openstack:authUrl " +
        "(`pulumi config set`), OS_AUTH_URL in the environment, or authUrl of a cinder.Provider, or auth.auth_url of " +
        "a cloud in clouds.yaml",
    );
  });

  it("list everything that is wrong in one error", () => {
    const wrong = complaint(
      openstack({
        authUrl: "keystone:5000",
        endpointType: "outside",
        endpointOverrides: "{",
        insecure: "perhaps",
        cacertFile: "/nowhere/ca.pem",
      }),
    );
    for (const name of ["authUrl", "endpointType", "endpointOverrides", "insecure", "cacertFile"]) {
      assert.ok(wrong.includes(`openstack:${name}`), `${name} is not in: ${wrong}`);
    }
    assert.match(wrong, /no credentials/);
  });

  it("need no Keystone beside a token, an endpoint and a project's id", () => {
    const token = { token: "Token-der-Wolke-5", endpointOverrides: '{"volumev3":"https://volume/v3"}' };
    assert.equal(read({ ...token, tenantId: "p1" }).authUrl, undefined);
    assert.equal(
      read({ token: token.token, endpointOverrides: '{"volumev3":"https://volume/v3/p1"}' }).authUrl,
      undefined,
    );
    assert.match(complaint(openstack(token)), /no authUrl/);
    assert.match(complaint(openstack({ ...token, tenantName: "web" })), /no authUrl/);
    assert.match(complaint(openstack({ token: token.token, tenantId: "p1" })), /no authUrl/);
  });

  for (const [given, url] of [
    ["https://keystone:5000", "https://keystone:5000/v3"],
    ["https://keystone:5000/", "https://keystone:5000/v3"],
    ["https://cloud/identity/v3/", "https://cloud/identity/v3"],
    ["https://cloud/identity", "https://cloud/identity/v3"],
  ] as const) {
    it(`complete the URL ${given}`, () => assert.equal(read({ ...right, authUrl: given }).authUrl, url));
  }

  for (const [given, message] of [
    ["keystone", /openstack:authUrl is not a URL.*https:/],
    ["ftp://keystone/v3", /openstack:authUrl is not a URL/],
    ["https://keystone/v3?x=1", /openstack:authUrl is not a URL/],
    ["https://keystone/v2.0", /openstack:authUrl .*v2\.0; only v3/],
    [`https://me:${password}@keystone/v3`, /openstack:authUrl .*userName and password/],
  ] as const) {
    it(`refuse the URL ${given.replace(password, "…")}`, () => {
      assert.match(complaint(openstack({ ...right, authUrl: given })), message);
    });
  }

  it("refuse another platform's provider by its name", () => {
    assert.equal(
      complaint({ ...explicit(right), "snapshots:provider": "zstack" }),
      "this resource was given a zstack provider; pass a cinder.Provider, or none",
    );
  });

  it("refuse what is not known yet, rather than to fill it from elsewhere", () => {
    const elsewhere = { OS_PASSWORD: password, OS_USERNAME: "other" };
    assert.equal(
      complaint(explicit({ ...right, password: unknown }), elsewhere),
      "the provider's password is not known yet; run `pulumi up` to create the resource that it comes from",
    );
  });
});

describe("OpenStack credentials", () => {
  for (const [what, values, message] of [
    [
      "a user without a password",
      { userName: "demo" },
      /openstack:userName is set without openstack:password; one source/,
    ],
    [
      "a password without a user",
      { password },
      /openstack:password is set without openstack:userName or openstack:userId/,
    ],
    [
      "a secret without its credential",
      { applicationCredentialSecret: password },
      /applicationCredentialSecret is set without openstack:applicationCredentialId; set the id, or the name and its user/,
    ],
    [
      "a credential without its secret",
      { applicationCredentialId: "a" },
      /openstack:applicationCredentialId is set without openstack:applicationCredentialSecret/,
    ],
    [
      "a credential's name without its user",
      { applicationCredentialName: "n", applicationCredentialSecret: password },
      /openstack:applicationCredentialName is set without openstack:userName or openstack:userId/,
    ],
    [
      "two kinds",
      { ...right, token: "Token-der-Wolke-6" },
      /openstack:password and openstack:token contradict each other/,
    ],
    [
      "credentials beside a cloud",
      { ...right, cloud: "c" },
      /openstack:cloud and openstack:password, openstack:userName cont/,
    ],
  ] as const) {
    it(`are refused: ${what}`, () => {
      assert.match(complaint(openstack({ authUrl: right.authUrl, ...values })), message);
    });
  }

  it("are refused under the names of the environment that gives them", () => {
    const message = complaint({}, { OS_AUTH_URL: right.authUrl, OS_USERNAME: "demo" });
    assert.match(message, /OS_USERNAME is set without OS_PASSWORD/);
  });

  it("are refused under the names of an explicit provider", () => {
    const message = complaint(explicit({ authUrl: right.authUrl, userName: "demo" }));
    assert.match(message, /the provider's userName is set without the provider's password/);
  });

  it("may name the user beside an application credential or a token, as openrc files do", () => {
    const variables = { OS_AUTH_URL: right.authUrl, OS_USERNAME: "demo", OS_USER_DOMAIN_NAME: "Default" };
    assert.equal(read({}, { ...variables, OS_TOKEN: "Token-der-Wolke-7" }).credentials.by, "token");
    const credential = { OS_APPLICATION_CREDENTIAL_ID: "a", OS_APPLICATION_CREDENTIAL_SECRET: password };
    assert.equal(read({}, { ...variables, ...credential }).credentials.by, "applicationCredential");
  });
});

describe("OpenStack certificates", () => {
  const own = selfSigned("settings test");
  let folder = "";
  const file = (name: string): string => join(folder, name);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "openstack-settings-"));
    writeFileSync(file("cert.pem"), own.cert);
    writeFileSync(file("key.pem"), own.key);
    writeFileSync(file("both.pem"), own.cert + own.key);
    writeFileSync(file("other.txt"), "nothing");
  });
  after(() => rmSync(folder, { recursive: true }));
  const tls = (values: Record<string, unknown>, environment: Record<string, string> = {}) =>
    read({ ...right, ...values }, environment).tls;

  it("are PEM texts or paths", () => {
    assert.deepEqual(tls({ cacertFile: own.cert }), { ca: own.cert, insecure: false });
    assert.deepEqual(tls({ cacertFile: file("cert.pem"), cert: file("cert.pem"), key: file("key.pem") }), {
      ca: own.cert,
      cert: own.cert,
      key: own.key,
      insecure: false,
    });
    assert.deepEqual(tls({ cert: "~/both.pem" }, { HOME: folder }), {
      cert: own.cert + own.key,
      key: own.cert + own.key,
      insecure: false,
    });
  });

  for (const [what, values, message] of [
    ["a path to nothing", { cacertFile: "/nowhere" }, /cacertFile .*\(ENOENT\)/],
    ["a file of something else", { cacertFile: "other.txt" }, /cacertFile: the file contains no PEM certificate/],
    ["a certificate without a key", { cert: "cert.pem" }, /openstack:cert is set without openstack:key; set both/],
    ["a key without a certificate", { key: "key.pem" }, /openstack:key is set without openstack:cert; set both/],
    [
      "a certificate for a key",
      { cert: "cert.pem", key: "cert.pem" },
      /openstack:key: the file contains no PEM private key/,
    ],
  ] as const) {
    it(`are refused: ${what}`, () => {
      const there = Object.fromEntries(
        Object.entries(values).map(([key, name]) => [key, name.startsWith("/") ? name : file(name)]),
      );
      assert.match(complaint(openstack({ ...right, ...there })), message);
    });
  }

  it("and their key come from one place", () => {
    const variables = { OS_CERT: file("cert.pem"), OS_KEY: file("key.pem") };
    assert.match(
      complaint(openstack({ ...right, cert: file("cert.pem") }), variables),
      /cert is set without openstack:key/,
    );
  });
});

describe("the endpoint of block storage", () => {
  const override = { endpointOverrides: '{"volumev3":"https://volume/v3"}' };

  it("is known without credentials where the settings say it", () => {
    assert.equal(cinderEndpoint(settingsOf(openstack(override))), "volume:443");
    assert.equal(
      cinderEndpoint(settingsOf({}, { OS_VOLUMEV3_ENDPOINT_OVERRIDE: "http://volume:8776" })),
      "volume:8776",
    );
  });

  it("is unknown where only the catalog says it, or it is still to come, or wrong", () => {
    assert.equal(cinderEndpoint(settingsOf(openstack(right))), undefined);
    assert.equal(cinderEndpoint(settingsOf(openstack({ ...override, cloud: unknown }))), undefined);
    assert.equal(cinderEndpoint(settingsOf(openstack({ endpointOverrides: unknown }))), undefined);
    assert.equal(cinderEndpoint(settingsOf(openstack({ endpointOverrides: "{" }))), undefined);
    assert.equal(cinderEndpoint(settingsOf(openstack({ cloud: "nowhere" }))), undefined);
  });
});

describe("connections to block storage", () => {
  it("are shared by all that have the same settings, and by nobody else", () => {
    const runtime = { ...processRuntime };
    const open = (values: Record<string, unknown>) =>
      connectionOf({ settings: settingsOf(openstack(values)), runtime });
    assert.equal(open(right), open({ ...right }));
    assert.notEqual(open(right), open({ ...right, tenantName: "other" }));
    assert.notEqual(open(right), connectionOf({ settings: settingsOf(openstack(right)), runtime: { ...runtime } }));
  });
});
