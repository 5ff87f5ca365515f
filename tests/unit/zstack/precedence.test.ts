import assert from "node:assert/strict";
import { redact } from "../../../provider/http/redact";
import type { Credentials } from "../../../provider/zstack/client/settings";
import { zstackEndpoint, zstackSettings } from "../../../provider/zstack/config";
import { explicit, password, secret, settingsOf, zstack } from "./configured";

const environment = {
  ZSTACK_HOST: "machine",
  ZSTACK_PORT: "81",
  ZSTACK_ACCOUNT_NAME: "of-machine",
  ZSTACK_ACCOUNT_PASSWORD: `${password}-machine`,
};
const configuration = { host: "recorded", port: "82", accountName: "of-stack", accountPassword: `${password}-stack` };

const byAccount = (name: string, place: string): Credentials => ({
  by: "account",
  name,
  password: `${password}-${place}`,
});

describe("precedence of the default provider", () => {
  it("is environment before stack configuration", () => {
    const { host, port, credentials } = zstackSettings(settingsOf(zstack(configuration), environment));
    assert.deepEqual([host, port, credentials], ["machine", 81, byAccount("of-machine", "machine")]);
  });

  it("lets the configuration fill what the environment leaves out", () => {
    const { host, port, credentials } = zstackSettings(settingsOf(zstack(configuration), { ZSTACK_HOST: "machine" }));
    assert.deepEqual([host, port, credentials], ["machine", 82, byAccount("of-stack", "stack")]);
  });

  it("needs no configuration at all", () => {
    assert.equal(zstackSettings(settingsOf({}, environment)).host, "machine");
  });

  it("takes an empty variable for none", () => {
    assert.equal(zstackSettings(settingsOf(zstack(configuration), { ZSTACK_HOST: "" })).host, "recorded");
  });
});

describe("precedence of an explicit provider", () => {
  it("is arguments before environment", () => {
    const { host, port, credentials } = zstackSettings(settingsOf(explicit(configuration), environment));
    assert.deepEqual([host, port, credentials], ["recorded", 82, byAccount("of-stack", "stack")]);
  });

  it("lets the environment fill what the arguments leave out", () => {
    const { host, port, credentials } = zstackSettings(settingsOf(explicit({}), environment));
    assert.deepEqual([host, port, credentials], ["machine", 81, byAccount("of-machine", "machine")]);
  });

  it("takes no port of another server beside a host of its own, but an account", () => {
    const settings = settingsOf(explicit({ host: "given" }), environment);
    const { host, port, credentials } = zstackSettings(settings);
    assert.deepEqual([host, port, credentials], ["given", 8080, byAccount("of-machine", "machine")]);
    assert.equal(zstackEndpoint(settings), "given:8080");
  });

  it("names its arguments in errors", () => {
    assert.throws(
      () => zstackSettings(settingsOf(explicit({ ...configuration, port: "x" }))),
      /the provider's port is "x"/,
    );
    assert.throws(
      () => zstackSettings(settingsOf(explicit({ host: "x", accountName: "a" }))),
      /the provider's accountName is set without the provider's accountPassword/,
    );
  });

  for (const kind of ["openstack", "zstack2"]) {
    it(`refuses a ${kind} provider by its name`, () => {
      assert.throws(() => zstackSettings(settingsOf({ ...explicit(configuration), "snapshots:provider": kind })), {
        name: "RefusedError",
        message: `this resource was given a ${kind} provider; pass it a zstack.Provider, or none`,
      });
    });
  }
});

describe("credentials", () => {
  const key = { accessKeyId: "KEYID", accessKeySecret: secret };

  it("may be an access key", () => {
    const { credentials } = zstackSettings(settingsOf(zstack({ host: "cloud", ...key })));
    assert.deepEqual(credentials, { by: "accessKey", id: "KEYID", secret });
  });

  it("come from one source: an access key of the machine beats an account of the stack", () => {
    const variables = { ZSTACK_ACCESS_KEY_ID: "KEYID", ZSTACK_ACCESS_KEY_SECRET: secret };
    const { credentials } = zstackSettings(settingsOf(zstack(configuration), variables));
    assert.deepEqual(credentials, { by: "accessKey", id: "KEYID", secret });
  });

  it("are never put together from two sources", () => {
    const half = zstack({ host: "cloud", accountPassword: password });
    assert.throws(
      () => zstackSettings(settingsOf(half, { ZSTACK_ACCOUNT_NAME: "of-machine" })),
      /ZSTACK_ACCOUNT_NAME is set without ZSTACK_ACCOUNT_PASSWORD/,
    );
    assert.throws(
      () => zstackSettings(settingsOf({ ...half, "snapshots:provider": "zstack" }, { ZSTACK_ACCOUNT_NAME: "x" })),
      /the provider's accountPassword is set without the provider's accountName/,
    );
  });

  for (const [have, miss] of [
    ["accountName", "accountPassword"],
    ["accountPassword", "accountName"],
    ["accessKeyId", "accessKeySecret"],
    ["accessKeySecret", "accessKeyId"],
  ] as const) {
    it(`are not ${have} alone`, () => {
      assert.throws(
        () => zstackSettings(settingsOf(zstack({ host: "cloud", [have]: secret }))),
        new RegExp(`zstack:${have} is set without zstack:${miss}: set zstack:accountName`),
      );
    });
  }

  it("contradict each other in one source", () => {
    assert.throws(
      () => zstackSettings(settingsOf(zstack({ ...configuration, accessKeyId: "KEYID" }))),
      /zstack:accountName and zstack:accessKeyId contradict each other: give account name and password, or an access key/,
    );
    assert.throws(
      () => zstackSettings(settingsOf({}, { ...environment, ZSTACK_ACCESS_KEY_SECRET: secret })),
      /ZSTACK_ACCOUNT_NAME and ZSTACK_ACCESS_KEY_ID contradict each other/,
    );
  });

  it("never show a secret in an error, and are redacted from then on", () => {
    try {
      zstackSettings(settingsOf(zstack({ ...configuration, port: "x" })));
      assert.fail("the port was taken");
    } catch (error) {
      assert.ok(!String(error).includes(password));
    }
    assert.equal(redact(`login with ${password}-stack`), "login with [secret]");
    zstackSettings(settingsOf(zstack({ host: "cloud", ...key })));
    assert.equal(redact(`signed with ${secret}`), "signed with [secret]");
  });
});
