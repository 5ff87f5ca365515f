import assert from "node:assert/strict";
import { z } from "zod";
import { codeOf } from "../../../provider/http/errorCodes";
import { redact } from "../../../provider/http/redact";
import { authRequest } from "../../../provider/openstack/auth";
import { cinderSettings } from "../../../provider/openstack/config";
import {
  answer,
  byPassword,
  byToken,
  Cloud,
  endpointOf,
  failure,
  keystone,
  openstack,
  password,
  project,
  type Sent,
  settingsOf,
  tokenAnswer,
  volumes,
} from "./scripted";

const item = z.object({ ok: z.boolean() });
const ok = answer(200, { ok: true });
const unauthorized = answer(401, { error: { code: 401, title: "Unauthorized", message: "requires authentication" } });
const isLogin = ({ origin }: Sent): boolean => origin === keystone;
const bodyOf = (sent: Sent | undefined): unknown => JSON.parse(sent?.body ?? "null");

describe("the login", () => {
  const request = (values: Record<string, unknown>) =>
    authRequest(cinderSettings(settingsOf(openstack({ authUrl: keystone, ...values }))));
  const identity = (method: string, content: unknown, scope?: unknown) => ({
    auth: { identity: { methods: [method], [method]: content }, ...(scope === undefined ? {} : { scope }) },
  });

  it("is by name and domain, to a project by name and domain", () => {
    const values = { userName: "u", password, userDomainName: "D", tenantName: "p", projectDomainId: "d2" };
    assert.deepEqual(
      request(values),
      identity(
        "password",
        { user: { name: "u", domain: { name: "D" }, password } },
        { project: { name: "p", domain: { id: "d2" } } },
      ),
    );
  });

  it("is by ids, where there are any", () => {
    const values = { userId: "u1", userName: "u", password, tenantId: "p1", tenantName: "p", domainId: "x" };
    assert.deepEqual(
      request(values),
      identity("password", { user: { id: "u1", password } }, { project: { id: "p1" } }),
    );
  });

  it("by application credential has no scope", () => {
    const secret = { applicationCredentialSecret: password, tenantName: "p" };
    assert.deepEqual(
      request({ ...secret, applicationCredentialId: "a" }),
      identity("application_credential", { id: "a", secret: password }),
    );
    assert.deepEqual(
      request({ ...secret, applicationCredentialName: "n", userName: "u", userDomainId: "d" }),
      identity("application_credential", { name: "n", user: { name: "u", domain: { id: "d" } }, secret: password }),
    );
  });

  it("by token names the project that the new token is to be for", () => {
    assert.deepEqual(
      request({ token: "Token-der-Wolke-2", tenantId: "p1" }),
      identity("token", { id: "Token-der-Wolke-2" }, { project: { id: "p1" } }),
    );
  });
});

describe("a token", () => {
  it("is fetched once for many requests, and tells where the service is", async () => {
    const cloud = new Cloud((sent) => (isLogin(sent) ? tokenAnswer("Ausweis-1") : ok), byPassword);
    await Promise.all(["a", "b", "c"].map((one) => cloud.api.get(`/${one}`, item)));
    assert.equal(await cloud.api.origin(), `volume:8776/${project}`);
    assert.equal(cloud.api.endpoint(), undefined);
    assert.equal(cloud.lines.filter((line) => line === "POST /v3/auth/tokens").length, 1);
    for (const sent of cloud.sent.filter((one) => !isLogin(one))) {
      assert.deepEqual([sent.origin, sent.headers?.["x-auth-token"]], [volumes, "Ausweis-1"]);
    }
    assert.equal(redact("Ausweis-1"), "[secret]");
    assert.equal(redact(password), "[secret]");
  });

  it("that has ended is renewed once for all parallel requests, which are then repeated", async () => {
    let logins = 0;
    const cloud = new Cloud((sent) => {
      if (isLogin(sent)) return tokenAnswer(`Ausweis-${++logins}`);
      return sent.headers?.["x-auth-token"] === "Ausweis-1" ? unauthorized : ok;
    }, byPassword);
    await Promise.all(Array.from({ length: 8 }, (_, at) => cloud.api.get(`/${at}`, item)));
    assert.equal(logins, 2);
    await cloud.api.post("/snapshots", {});
    assert.equal(logins, 2);
  });

  it("is renewed once only, and then the service and Keystone do not fit together", async () => {
    const cloud = new Cloud((sent) => (isLogin(sent) ? tokenAnswer("Ausweis-1") : unauthorized), byPassword);
    const error = await failure(cloud.api.get("/x", item));
    assert.equal(error.name, "SessionError");
    assert.equal(codeOf(error), "session-refused");
    assert.deepEqual(cloud.sent.map(isLogin), [true, false, true, false]);
  });

  it("that could not be fetched is tried again by the next request, with its own error", async () => {
    let down = true;
    const cloud = new Cloud((sent) => {
      if (isLogin(sent)) return down ? answer(503, "down") : tokenAnswer("Ausweis-1");
      return ok;
    }, byPassword);
    const errors = await Promise.all([failure(cloud.api.get("/a", item)), failure(cloud.api.get("/b", item))]);
    assert.deepEqual(
      errors.map(({ name }) => name),
      ["RetryableError", "RetryableError"],
    );
    assert.equal(cloud.sent.length, 5, "one login of five tries");
    down = false;
    assert.deepEqual(await cloud.api.get("/a", item), { ok: true });
  });

  it("is asked for with a limit of time", () => {
    const cloud = new Cloud(() => ok, byPassword);
    const limits = cloud.opened.map(({ origin, timeout }) => [origin, timeout]);
    assert.deepEqual(limits, [[keystone, 20_000]]);
  });
});

describe("a login that fails", () => {
  const complaint = async (
    configuration: Record<string, unknown>,
    reply: (sent: Sent) => ReturnType<typeof answer>,
  ) => {
    const cloud = new Cloud(reply, configuration);
    const error = await failure(cloud.api.get("/x", item));
    assert.ok(!error.message.includes(password));
    return error;
  };

  it("says what may be wrong, and where the credentials come from", async () => {
    const error = await complaint(byPassword, () => unauthorized);
    assert.equal(codeOf(error), "session-refused");
    assert.equal(
      error.message,
      `OpenStack at ${keystone}/v3, credentials from the stack's configuration: requires authentication. ` +
        "Check user, password or secret, domain and project, and that the user has a role in the project.",
    );
  });

  it("names the setting where the token is for no project", async () => {
    const error = await complaint(byPassword, () => tokenAnswer("Ausweis-1", { project: undefined, catalog: [] }));
    assert.equal(codeOf(error), "invalid-config");
    assert.match(error.message, /tenantId, or tenantName and projectDomainName/);
  });

  it("refuses credentials of another project than the settings name", async () => {
    const configuration = openstack({
      authUrl: keystone,
      applicationCredentialId: "a",
      applicationCredentialSecret: password,
      tenantName: "other",
    });
    const error = await complaint(configuration, () => tokenAnswer("Ausweis-1"));
    assert.equal(codeOf(error), "invalid-config");
    assert.match(error.message, /"web" \(1{32}\).* "other"/);
  });

  it("passes on what the catalog lacks", async () => {
    const catalog = [{ type: "volumev3", endpoints: [endpointOf("http://a", "R2")] }];
    const error = await complaint(byPassword, () => tokenAnswer("Ausweis-1", { catalog }));
    assert.equal(codeOf(error), "invalid-config");
    assert.match(error.message, /"R1".*: R2/);
  });

  it("recognizes what is no Keystone", async () => {
    assert.equal(codeOf(await complaint(byPassword, () => answer(200, "<html>"))), "wrong-endpoint");
    assert.equal(codeOf(await complaint(byPassword, () => answer(201, { x: 1 }))), "wrong-endpoint");
    const strange = answer(201, { token: { project: 7 } }, { "x-subject-token": "Ausweis-1" });
    assert.equal(codeOf(await complaint(byPassword, () => strange)), "wrong-endpoint");
  });
});

describe("a token that is given", () => {
  const given = openstack({ authUrl: keystone, token: "Token-der-Wolke-3", tenantId: project });
  const facts = (sent: Sent) => ({ method: sent.method, body: bodyOf(sent) });

  it("is used as it is where it is for the project", async () => {
    const cloud = new Cloud((sent) => (isLogin(sent) ? tokenAnswer("") : ok), given);
    await cloud.api.get("/x", item);
    const [asked, used] = cloud.sent;
    assert.deepEqual(asked && facts(asked), { method: "GET", body: null });
    assert.equal(asked?.headers?.["x-subject-token"], "Token-der-Wolke-3");
    assert.equal(used?.headers?.["x-auth-token"], "Token-der-Wolke-3");
  });

  it("is exchanged for one of the project otherwise", async () => {
    const cloud = new Cloud((sent) => {
      if (!isLogin(sent)) return ok;
      return sent.method === "GET" ? tokenAnswer("", { project: undefined, catalog: [] }) : tokenAnswer("Ausweis-9");
    }, given);
    await cloud.api.get("/x", item);
    assert.deepEqual(cloud.lines, ["GET /v3/auth/tokens", "POST /v3/auth/tokens", `GET /v3/${project}/x`]);
    assert.equal(cloud.sent[2]?.headers?.["x-auth-token"], "Ausweis-9");
  });

  it("that Keystone does not know is named", async () => {
    const error = await failure(new Cloud(() => unauthorized, given).api.get("/x", item));
    assert.equal(codeOf(error), "session-refused");
    assert.equal(error.name, "FinalError");
  });

  it("needs no Keystone beside an endpoint and a project, and cannot be renewed then", async () => {
    const cloud = new Cloud((_, number) => (number === 1 ? ok : unauthorized), byToken);
    await cloud.api.get("/x", item);
    assert.deepEqual(
      cloud.opened.map(({ origin }) => origin),
      [volumes],
    );
    const error = await failure(cloud.api.get("/x", item));
    assert.equal(error.name, "SessionError");
    assert.equal(codeOf(error), "session-refused");
    assert.match(error.message, /the token from the stack's configuration/);
    assert.equal(cloud.sent.length, 2);
  });
});

describe("the end of a connection", () => {
  it("closes whatever was opened", async () => {
    const cloud = new Cloud((sent) => (isLogin(sent) ? tokenAnswer("Ausweis-1") : ok), byPassword);
    await cloud.api.get("/x", item);
    await cloud.api.close(100);
    assert.equal(cloud.closed, 2);
  });
});
