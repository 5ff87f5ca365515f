import assert from "node:assert/strict";
import { readVersions } from "../../../provider/cinder/client/microversions";
import { isoTime } from "../../../provider/cinder/models/rows";
import type { HttpResponse } from "../../../provider/http/client";
import { outgoing, platformText, printable } from "../../../provider/http/printable";
import { redact } from "../../../provider/http/redact";
import { catalogUrl, volumeUrl } from "../../../provider/openstack/catalog";
import { parseResponse as readCinder } from "../../../provider/openstack/responses";
import { parseResponse as readZStack } from "../../../provider/zstack/client/responses";
import { serverDate } from "../../../provider/zstack/client/serverDates";

const size = 100_000;
const filled = (unit: string): string => unit.repeat(Math.ceil(size / unit.length));

/** What makes a pattern that goes back try again and again, should there be one. */
const units = [
  "<",
  ">",
  "<>",
  "<a",
  " ",
  "\n",
  " \n<",
  "/",
  "/v3",
  "a",
  '"',
  "\\",
  '\\"',
  "{",
  "session",
  "session{",
  "token=",
  'token="',
].concat(["password: '", "token='\\", "oauth ", "##", "::", "%", "\u202e", "\ud800", "0", "-", "é", "Nov ", "&quot;"]);

const exchange = { request: "GET /x", base: "http://cloud", remedy: "check it" };
const message = (
  read: (answer: HttpResponse, of: typeof exchange & { write: boolean }) => unknown,
  answer: HttpResponse,
) => {
  for (const write of [false, true]) {
    try {
      read(answer, { ...exchange, write });
      assert.fail("it was taken");
    } catch (error) {
      const { length } = (error as Error).message;
      assert.ok(length < 4000, `an error of ${length} characters`);
    }
  }
};

/** Everything that a text of a platform goes through. */
const ways: Readonly<Record<string, (text: string) => void>> = {
  redact,
  printable,
  platformText: (text) => assert.ok(platformText(text).length <= 1001),
  outgoing: (text) => assert.ok(outgoing(text).length <= 8003),
  isoTime,
  serverDate,
  ...Object.fromEntries(
    (
      [
        ["ZStack", readZStack],
        ["Cinder", readCinder],
      ] as const
    ).flatMap(([name, read]) =>
      [302, 404, 503].flatMap((status) => [
        [`${name}'s ${status}`, (text: string) => message(read, { status, text, headers: { location: text } })],
        [
          `${name}'s ${status} in JSON`,
          (text: string) => {
            const error = { code: text, details: text, description: text, message: text };
            message(read, { status, text: JSON.stringify({ error, [text]: error }), headers: {} });
          },
        ],
      ]),
    ),
  ),
  "a URL of a catalog": (text) => {
    const endpoints = [{ interface: "public", region: "r", url: `http://h/${text}x` }];
    try {
      volumeUrl(catalogUrl([{ type: "volumev3", endpoints }], undefined, "public"), "p");
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  },
  "a version document": (text) => void readVersions({ status: 300, text, headers: {} }),
};

describe("a long text that is made to take long", () => {
  for (const [what, way] of Object.entries(ways)) {
    // The time limit of a test is the measure: what tries again from each of its characters takes minutes.
    it(`does not in ${what}`, () => {
      for (const unit of units) way(filled(unit));
    });
  }
});
