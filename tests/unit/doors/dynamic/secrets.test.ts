import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { PartialStateError } from "../../../../provider/core/contract/errors";
import type { Observed } from "../../../../provider/core/contract/resourceDefinition";
import { withFunctionErrors } from "../../../../provider/core/functions/module";
import { ownerLabel, ownerOf, parseSeed } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { digestOf } from "../../../../provider/core/lifecycle/triggers";
import { type ProviderRuntime, processRuntime } from "../../../../provider/core/runtime/runtime";
import { Series } from "../../../../provider/core/series/provider";
import { type DynamicProvider, providerOf } from "../../../../provider/doors/dynamic/dynamicProvider";
import type { HttpResponse } from "../../../../provider/http/client";
import { transportError } from "../../../../provider/http/errors";
import { registerSecret, registerToken } from "../../../../provider/http/redact";
import { parseResponse as readCinder } from "../../../../provider/openstack/responses";
import { parseResponse as readZStack } from "../../../../provider/zstack/client/responses";
import { FakeClock } from "../../../support/clock";
import { failingKind, provider, seed } from "./stubKind";

const inputs = { __provider: "p", __seed: seed, volumeUuid: "v" };

const runtime: ProviderRuntime = {
  clock: new FakeClock(),
  environment: {},
  random: (bytes) => Buffer.alloc(bytes),
  say: () => undefined,
  createdInThisProcess: new Set(),
  keptByProgram: new Set(),
  engineAlive: async () => true,
};

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("it did not fail");
}

/** All that can be seen of an error, its causes and hidden members included. */
const shown = (error: unknown): string =>
  [inspect(error, { showHidden: true, depth: 9, maxStringLength: null }), String(error), (error as Error).stack].join();

/** What the engine is told of a failure with this message. */
const told = (message: string): Promise<unknown> =>
  failureOf(() => provider(failingKind(() => new Error(message, { cause: message }))).read("id-1", inputs));

/** What the engine is told where an answer of the platform is such. */
const answered = async (read: (answer: HttpResponse) => unknown, answer: HttpResponse): Promise<string> => {
  const error = await failureOf(() => read(answer));
  return shown(await failureOf(() => provider(failingKind(() => error)).read("id-1", inputs)));
};

const exchange = { request: "POST /x", write: true, base: "http://cloud", remedy: "check it" };
const [zstack, cinder] = [readZStack, readCinder].map((read) => (answer: HttpResponse) => {
  read(answer, exchange);
  read(answer, { ...exchange, write: false });
});
assert.ok(zstack && cinder);

/** What state holds of a point that retention could not delete because of `message`, and of its problems. */
async function reasonInState(message: string): Promise<string> {
  const label = ownerLabel(ownerOf(parseSeed(seed), "stub.Series"));
  const observed = (id: string): Observed<never> => ({
    id,
    object: undefined as never,
    ready: true,
    ownership: { owner: label },
    tags: [],
  });
  const point = {
    ...failingKind(() => new Error(message)),
    rules: () => [],
    endpoint: () => "cloud:1",
    origin: async () => "cloud:1/a",
    find: async () => [],
    get: async (_call: unknown, id: string) => observed(id),
    verify: () => [
      { check: "size" as const, reason: message },
      { check: "status" as const, reason: message },
    ],
    toOutputs: () => ({}),
    toInputs: () => ({}),
  };
  const clock = { zone: undefined, doubt: undefined, age: () => undefined, leastAge: () => undefined };
  const series = {
    ...{ token: "stub.Series", description: "", api: "", example: point.example },
    point,
    shown: (outputs: JsonObject) => outputs,
    kept: [],
    drill: {
      outputs: {},
      source: () => ({}),
      run: () => Promise.reject(new Error(message)),
      end: async () => undefined,
    },
    clock: async () => clock,
  };
  const of: DynamicProvider = providerOf(new Series(series, runtime), runtime);
  const points = ["n2", "n1"].map((uuid) => ({ uuid, name: uuid, triggerDigest: digestOf(1) }));
  const olds = {
    ...inputs,
    ...{
      name: "n",
      triggers: 1,
      keepLast: 9,
      history: points,
      current: points[0],
      __series: { count: 2, first: "n1" },
    },
    __origin: "cloud:1/a",
  };
  const relaxed = { verify: { status: true } };
  const { outs } = await of.update("series-1", olds, { ...olds, ...relaxed, keepLast: 1 });
  return JSON.stringify(outs);
}

/** Every way out, given a text of the platform or a gateway that holds the secret. */
const waysOut: Readonly<Record<string, (text: string) => Promise<string>>> = {
  "an error": async (text) => shown(await told(text)),
  "a partial state": async (text) =>
    shown(await failureOf(() => provider(failingKind(() => new PartialStateError("id", text, {}))).read("i", inputs))),
  "a look-up": async (text) => shown(await failureOf(() => withFunctionErrors("getX", async () => assert.fail(text)))),
  "a lost connection": async (text) =>
    shown(await told(transportError(new Error(text), { request: "GET /x", write: true, origin: "http://h" }).message)),
  "a line": async (text) => {
    const { log } = console;
    const lines: string[] = [];
    console.log = (line: string) => lines.push(line);
    try {
      processRuntime.say(text);
    } finally {
      console.log = log;
    }
    assert.equal(lines.length, 1);
    return lines.join();
  },
  "a series": reasonInState,
  ...Object.fromEntries(
    (
      [
        ["ZStack", zstack],
        ["Cinder", cinder],
      ] as const
    ).flatMap(([name, read]) =>
      [302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503].flatMap((status) => [
        [
          `${name}'s ${status} as it is`,
          (text: string) => answered(read, { status, text, headers: { location: text } }),
        ],
        [
          `${name}'s ${status} in JSON`,
          (text: string) => {
            const error = { code: "SYS.1008", details: text, message: text };
            return answered(read, { status, text: JSON.stringify({ error }), headers: {} });
          },
        ],
      ]),
    ),
  ),
};

const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 });
/** Not words of our own messages, and with something else than letters. */
const password = fc
  .tuple(fc.string({ unit: "binary-ascii", minLength: 9, maxLength: 40 }), fc.integer({ min: 100, max: 999 }))
  .map(([text, number]) => `${text.replace(/[a-z ]/g, "Ä")}¤${number}`);
/** The same few for all tests: a secret is never forgotten, and a part of one may be in another test's texts. */
const tokens = fc.sample(fc.noBias(hex), 8);
const secrets = [...tokens, ...fc.sample(fc.noBias(password), 8)];

const blanks = fc.string({ unit: fc.constantFrom(" ", "\n", "\t", "  ", "\r\n", "\u00a0"), maxLength: 400 });
const noise = fc.oneof(
  blanks,
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .tuple(fc.constantFrom("x ", "<p>", "a\n", "é"), fc.nat(9000))
    .map(([part, length]) => part.repeat(length).slice(0, length)),
);
const text = fc.tuple(noise, blanks, noise, blanks, noise);

/** Whether `shown` holds as many consecutive characters of the secret as nobody is to see. */
function leaked(text: string, secret: string): string | undefined {
  for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
    for (let at = 0; at + 8 <= form.length; at += 1) {
      const piece = form.slice(at, at + 8);
      if (text.includes(piece)) return piece;
    }
  }
  return undefined;
}

describe("a secret in what platforms and gateways say", () => {
  for (const [what, way] of Object.entries(waysOut)) {
    it(`is in nothing that leaves: ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...secrets), text, async (secret, [a, b, c, d, e]) => {
          if (tokens.includes(secret)) registerToken(secret);
          else registerSecret(secret);
          for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
            const found = leaked(await way(`${a}${form}${b}${c}${d}${form}${e}`), secret);
            assert.equal(found, undefined);
          }
        }),
        { numRuns: 30 },
      );
    });

    it(`is in nothing that leaves, although nobody told us of it: a session in ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(hex, hex, noise, noise, async (session, account, before, after) => {
          const inner = JSON.stringify({ session: { accountUuid: account, uuid: session, expiredDate: "x" }, id: "1" });
          for (const said of [
            `No service deals with message: org.zstack.X ${inner}`,
            `session[uuid:${session}] expired`,
            `{"jobData":${JSON.stringify(inner)}}`,
            `DELETE /v1/accounts/sessions/${session}`,
            `Authorization: OAuth ${session}`,
          ]) {
            assert.equal(leaked(await way(`${before} ${said} ${after}`), session), undefined);
          }
        }),
        { numRuns: 10 },
      );
    });
  }
});
