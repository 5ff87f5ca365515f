import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstackEndpoint, zstackSettings } from "../../../provider/zstack/config";
import { explicit, password, settingsOf, zstack } from "./configured";

const account = { accountName: "admin", accountPassword: password };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The message of the one error that the settings end in. */
function complaint(configuration: Readonly<Record<string, unknown>>, environment: Record<string, string> = {}): string {
  try {
    zstackSettings(settingsOf(configuration, environment));
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "RefusedError");
    return error.message;
  }
  return assert.fail("the settings were taken");
}

describe("ZStack settings", () => {
  it("need a host and credentials, and have defaults for the rest", () => {
    assert.deepEqual(zstackSettings(settingsOf(zstack({ host: "cloud", ...account }))), {
      host: "cloud",
      port: 8080,
      protocol: "http",
      contextPath: "/zstack",
      credentials: { by: "account", name: "admin", password },
      timeZone: undefined,
      ca: undefined,
      deleteScope: undefined,
    });
  });

  it("take everything that can be given", () => {
    const all = {
      host: "10.0.0.1",
      port: 8443,
      protocol: "https",
      contextPath: "/cloud/zstack/",
      ...account,
      timeZone: "Asia/Shanghai",
      caCert: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----",
      deleteScope: "single",
    };
    assert.deepEqual(zstackSettings(settingsOf(zstack(all))), {
      host: "10.0.0.1",
      port: 8443,
      protocol: "https",
      contextPath: "/cloud/zstack",
      credentials: { by: "account", name: "admin", password },
      timeZone: "Asia/Shanghai",
      ca: all.caCert,
      deleteScope: "single",
    });
  });

  it("list everything that is missing in one error, with every way to give it", () => {
    assert.equal(
      complaint({}),
      "the ZStack connection is not complete: " +
        "no host: set zstack:host (`pulumi config set`), ZSTACK_HOST in the environment, or host of a zstack.Provider; " +
        "no credentials: set zstack:accountName and zstack:accountPassword (`pulumi config set`), " +
        "ZSTACK_ACCOUNT_NAME and ZSTACK_ACCOUNT_PASSWORD in the environment, " +
        "or accountName and accountPassword of a zstack.Provider; " +
        "or set zstack:accessKeyId and zstack:accessKeySecret (`pulumi config set`), " +
        "ZSTACK_ACCESS_KEY_ID and ZSTACK_ACCESS_KEY_SECRET in the environment, " +
        "or accessKeyId and accessKeySecret of a zstack.Provider",
    );
  });

  it("list everything that is wrong in one error", () => {
    const wrong = complaint(
      zstack({
        host: "a/b",
        port: "x",
        protocol: "ftp",
        timeZone: "Mars/Base",
        caCert: "/nowhere",
        deleteScope: "all",
      }),
    );
    for (const name of ["host", "port", "protocol", "timeZone", "caCert", "deleteScope"]) {
      assert.ok(wrong.includes(`zstack:${name}`), `${name} is not in: ${wrong}`);
    }
    assert.match(wrong, /no credentials/);
  });

  describe("one by one", () => {
    const right = { host: "cloud", ...account };

    for (const host of [
      "http://cloud",
      "cloud:8080",
      "cloud/zstack",
      "user@cloud",
      "two words",
      "[::1",
      "::1:8080x",
      "1::2::3",
      "fe80::1%eth0",
      "::ffff:10.0.0.1",
    ]) {
      it(`refuse the host ${host}`, () => {
        assert.match(complaint(zstack({ ...right, host })), /zstack:host is ".*"; give a host name or address alone/);
      });
    }
    for (const host of ["::1", "2001:db8::1"]) {
      it(`take the host ${host} as it stands in a URL`, () => {
        const settings = settingsOf({}, { ZSTACK_HOST: host, ZSTACK_ACCOUNT_NAME: "a", ZSTACK_ACCOUNT_PASSWORD: "p" });
        assert.equal(zstackSettings(settings).host, `[${host}]`);
        assert.equal(zstackEndpoint(settings), `[${host}]:8080`);
        assert.equal(zstackSettings(settingsOf(zstack({ ...right, host }))).host, `[${host}]`);
      });
    }
    for (const host of ["cloud.example.com", "10.0.0.1", "mn_1", "[2001:db8::1]"]) {
      it(`take the host ${host}`, () => {
        assert.equal(zstackSettings(settingsOf(zstack({ ...right, host }))).host, host);
      });
    }
    for (const port of ["0", "65536", "-1", "8080.5", "http", "1e3", " 80"]) {
      it(`refuse the port ${port}`, () => {
        assert.match(complaint(zstack({ ...right, port })), /zstack:port is ".*"; give a port from 1 to 65535/);
      });
    }
    it("refuse a bad port of the environment under its own name", () => {
      assert.match(complaint(zstack(right), { ZSTACK_PORT: "x" }), /ZSTACK_PORT is "x"/);
    });
    it("refuse a protocol but http and https", () => {
      assert.match(
        complaint(zstack({ ...right, protocol: "HTTPS" })),
        /zstack:protocol is "HTTPS"; give "http" or "https"/,
      );
    });
    it("refuse another delete scope", () => {
      assert.match(complaint(zstack({ ...right, deleteScope: "auto" })), /zstack:deleteScope is "auto"; give "single"/);
    });
    it("refuse a time zone that there is not", () => {
      const message = complaint(zstack({ ...right, timeZone: "GMT+25" }));
      assert.match(message, /zstack:timeZone is "GMT\+25"; give an IANA zone such as Asia\/Shanghai/);
    });
    for (const [given, path] of [
      ["zstack", "/zstack"],
      ["/", ""],
      ["//a//", "/a"],
    ] as const) {
      it(`take the context path ${given} for "${path}"`, () => {
        assert.equal(zstackSettings(settingsOf(zstack({ ...right, contextPath: given }))).contextPath, path);
      });
    }
    for (const contextPath of ["/z?x", "/z#x", "/z s"]) {
      it(`refuse the context path ${contextPath}`, () => {
        assert.match(complaint(zstack({ ...right, contextPath })), /zstack:contextPath is ".*"; give a path/);
      });
    }
  });

  describe("of a private authority", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";
    let folder = "";
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "settings-"));
      writeFileSync(join(folder, "ca.pem"), pem);
      writeFileSync(join(folder, "ca.der"), "binary");
    });
    after(() => rmSync(folder, { recursive: true }));
    const given = (caCert: string) => zstack({ host: "cloud", ...account, caCert });

    it("take the path of a PEM file", () => {
      assert.equal(zstackSettings(settingsOf(given(join(folder, "ca.pem")))).ca, pem);
    });
    it("refuse a path at which there is nothing, and a folder", () => {
      assert.match(complaint(given(join(folder, "none"))), /zstack:caCert names no readable file \(ENOENT\); give PEM/);
      assert.match(complaint(given(folder)), /zstack:caCert names no readable file \(EISDIR\)/);
    });
    it("refuse a file that holds something else", () => {
      assert.match(complaint(given(join(folder, "ca.der"))), /zstack:caCert: the file holds no PEM certificate/);
    });
  });
});

describe("the endpoint", () => {
  it("is known without credentials", () => {
    assert.equal(zstackEndpoint(settingsOf(zstack({ host: "cloud" }))), "cloud:8080");
    assert.equal(zstackEndpoint(settingsOf(explicit({ host: "cloud", port: "81" }))), "cloud:81");
  });

  it("is unknown without a host, and while host or port are still to come", () => {
    assert.equal(zstackEndpoint(settingsOf({})), undefined);
    assert.equal(zstackEndpoint(settingsOf(zstack({ host: unknown }))), undefined);
    assert.equal(zstackEndpoint(settingsOf(zstack({ host: "cloud", port: unknown }))), undefined);
  });

  it("is that of the settings", () => {
    const both = settingsOf(zstack({ host: "recorded", ...account }), { ZSTACK_HOST: "machine", ZSTACK_PORT: "81" });
    const { host, port } = zstackSettings(both);
    assert.equal(zstackEndpoint(both), `${host}:${port}`);
  });
});
