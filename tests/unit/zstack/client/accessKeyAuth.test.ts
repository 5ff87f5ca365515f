import assert from "node:assert/strict";
import fc from "fast-check";
import { accessKeyAuthorization, zonedDate } from "../../../../provider/zstack/client/accessKeyAuth";
import { serverDate } from "../../../../provider/zstack/client/serverDates";
import { AccessKeyAuthorizer } from "../../../../provider/zstack/client/sessionAuth";
import { FakeClock } from "../../../support/clock";

const moment = Date.UTC(2026, 10, 20, 22, 0, 40);

describe("the signature of an access key", () => {
  it("is that of the vendor's own SDK", () => {
    const date = "Fri, 20 Nov 2026 22:00:40 Etc/UTC";
    assert.equal(
      accessKeyAuthorization("KEYID", "SECRETSECRETSECRET", "POST", date, "/v1/volumes/v1/volume-snapshots"),
      "ZStack KEYID:n3SjVqhlh3OiS7t4SXAUqpFL+wE=",
    );
  });

  it("depends on everything that is signed", () => {
    const of = (secret: string, method: string, date: string, path: string) =>
      accessKeyAuthorization("K", secret, method, date, path);
    const all = [
      of("s", "GET", "d", "/v1/x"),
      of("t", "GET", "d", "/v1/x"),
      of("s", "PUT", "d", "/v1/x"),
      of("s", "GET", "e", "/v1/x"),
      of("s", "GET", "d", "/v1/y"),
    ];
    assert.equal(new Set(all).size, 5);
  });

  it("goes with the date that was signed, in the server's zone", async () => {
    const clock = new FakeClock(moment);
    const authorizer = new AccessKeyAuthorizer({ id: "KEYID", secret: "SECRETSECRETSECRET" }, "Asia/Shanghai", clock);
    const date = "Sat, 21 Nov 2026 06:00:40 Asia/Shanghai";
    assert.deepEqual(await authorizer.headers("GET", "/v1/volumes"), {
      date,
      authorization: accessKeyAuthorization("KEYID", "SECRETSECRETSECRET", "GET", date, "/v1/volumes"),
    });
  });

  it("needs no session: nothing to renew, nothing to end", async () => {
    const authorizer = new AccessKeyAuthorizer({ id: "K", secret: "S" }, undefined, new FakeClock());
    assert.equal(await authorizer.renew(), false);
    assert.equal(authorizer.logoutTimeoutMs(), undefined);
    assert.equal(await authorizer.account(), undefined);
  });
});

describe("dates of requests", () => {
  for (const [zone, at, date] of [
    ["Etc/UTC", moment, "Fri, 20 Nov 2026 22:00:40 Etc/UTC"],
    ["Asia/Shanghai", moment, "Sat, 21 Nov 2026 06:00:40 Asia/Shanghai"],
    ["Asia/Kathmandu", moment, "Sat, 21 Nov 2026 03:45:40 Asia/Kathmandu"],
    ["America/New_York", moment, "Fri, 20 Nov 2026 17:00:40 America/New_York"],
    ["America/New_York", Date.UTC(2026, 6, 1, 3, 4, 5), "Tue, 30 Jun 2026 23:04:05 America/New_York"],
    ["Etc/UTC", Date.UTC(2026, 0, 1), "Thu, 01 Jan 2026 00:00:00 Etc/UTC"],
    ["Pacific/Auckland", Date.UTC(2026, 11, 31, 12), "Fri, 01 Jan 2027 01:00:00 Pacific/Auckland"],
    ["Etc/UTC", Date.UTC(2028, 1, 29, 23, 59, 59, 999), "Tue, 29 Feb 2028 23:59:59 Etc/UTC"],
  ] as const) {
    it(`are written as ${date}`, () => assert.equal(zonedDate(at, zone), date));
  }

  it("have the server's format at every moment", () => {
    const form = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d [A-Z][a-z]{2} \d{4} [0-2]\d:[0-5]\d:[0-5]\d Etc\/UTC$/;
    const any = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(any, (at) => {
        const date = zonedDate(at, "Etc/UTC");
        assert.match(date, form);
        assert.equal(new Date(date.replace("Etc/UTC", "GMT")).toUTCString(), date.replace("Etc/UTC", "GMT"));
        assert.equal(Date.parse(date.replace("Etc/UTC", "GMT")), Math.floor(at / 1000) * 1000);
      }),
    );
  });
});

describe("dates of the server", () => {
  const time = Date.UTC(2017, 10, 14, 22, 20, 57);
  for (const text of [
    "Nov 14, 2017 10:20:57 PM",
    "Nov 14, 2017, 10:20:57 PM",
    "Nov 14, 2017, 10:20:57\u202fPM",
    "2017-11-14T22:20:57Z",
  ]) {
    it(`are read from ${text}`, () => assert.equal(serverDate(text), time));
  }
  it("are none where there is none", () => {
    for (const text of [undefined, null, 1510698057000, "", "soon"]) assert.equal(serverDate(text), undefined);
  });
});
