import assert from "node:assert/strict";
import fc from "fast-check";
import { redact, registerSecret, registerToken } from "../../../provider/http/redact";

describe("redact", () => {
  it("leaves texts without a secret as they are", () => {
    registerSecret("correct-horse-1");
    assert.equal(redact("volume 0f3a is not Ready"), "volume 0f3a is not Ready");
  });

  it("takes out every occurrence", () => {
    registerSecret("correct-horse-2");
    assert.equal(redact("correct-horse-2 and correct-horse-2"), "[secret] and [secret]");
  });

  it("knows a secret in a URL", () => {
    registerSecret("p@ss/wörd &3");
    assert.equal(redact(`?p=${encodeURIComponent("p@ss/wörd &3")}`), "?p=[secret]");
  });

  it("knows a secret in JSON", () => {
    const secret = 'quote"back\\slash\n4';
    registerSecret(secret);
    assert.equal(redact(JSON.stringify({ password: secret })), '{"password":"[secret]"}');
  });

  it("leaves nothing of a secret that holds another", () => {
    registerSecret("inner-5");
    registerSecret("outer-inner-5-outer");
    assert.equal(redact("x outer-inner-5-outer y inner-5 z"), "x [secret] y [secret] z");
  });

  it("does not take a secret for a pattern", () => {
    registerSecret("a.*b$&6");
    assert.equal(redact("a.*b$&6 aXXb$&6"), "[secret] aXXb$&6");
  });

  it("does not tear words apart for a password of three letters", () => {
    registerSecret("vol");
    registerSecret("");
    registerSecret(undefined);
    assert.equal(redact("volume"), "volume");
  });

  for (const ordinary of ["password", "Snapshot", "ADMIN", "openstack", "94820571"]) {
    it(`leaves "${ordinary}" where it is a word, although somebody's password is the same`, () => {
      registerSecret(ordinary);
      const prose = `check the ${ordinary} of zstack:accountPassword (${ordinary}): volume-${ordinary}-of-db`;
      assert.equal(redact(prose), prose);
    });

    for (const [text, clean] of [
      [`{"auth": {"password": "${ordinary}", "user": "u"}}`, '{"auth": {"password": "[secret]", "user": "u"}}'],
      [`accountPassword=${ordinary}&accountName=u`, "accountPassword=[secret]&accountName=u"],
      [`{\\"secret\\":\\"${ordinary}\\",\\"id\\":1}`, '{\\"secret\\":\\"[secret]\\",\\"id\\":1}'],
      [`&quot;adminPassword&quot;:&quot;${ordinary}&quot;`, "&quot;adminPassword&quot;:&quot;[secret]&quot;"],
    ] as const) {
      it(`takes it out where it is the password: ${text}`, () => {
        assert.equal(redact(text), clean);
        assert.equal(redact(clean), clean, "once and for all");
      });
    }
  }

  const session = "0a244742dc6649309ffd0630328d0a8f";
  const other = "71dbe1df242f42eaa0f035f96dac04bc";
  for (const [text, clean] of [
    [
      `"session":{"uuid":"${session}","expiredDate":"x"},"id":"${other}"`,
      `"session":{"uuid":"[secret]","expiredDate":"x"},"id":"${other}"`,
    ],
    [`session[uuid:${session}] of volume[uuid:${other}]`, `session[uuid:[secret]] of volume[uuid:${other}]`],
    [`sessionUuid=${session}, volume ${other}`, `sessionUuid=[secret], volume ${other}`],
    [`PUT /v1/accounts/sessions/${session}/renew`, "PUT /v1/accounts/sessions/[secret]/renew"],
    [`authorization: OAuth ${session}`, "authorization: OAuth [secret]"],
    [`X-Auth-Token: gAAAAABk-_x1`, "X-Auth-Token: [secret]"],
    [`the session has ended; snapshot ${other} is not made`, `the session has ended; snapshot ${other} is not made`],
    [`session of volume ${other}`, `session of volume ${other}`],
    ["the token: give a new one", "the token: give a new one"],
    [`{"password":"a\\"b","user":"u"}`, '{"password":"[secret]","user":"u"}'],
    [`{\\"token\\":\\"a\\\\\\"b\\",\\"c\\":1}`, '{\\"token\\":\\"[secret]\\",\\"c\\":1}'],
  ] as const) {
    it(`knows where sessions and tokens stand, whoever they belong to: ${text}`, () =>
      assert.equal(redact(text), clean));
  }

  it("takes out what is left of a token that somebody has cut", () => {
    registerToken("f00d4742dc6649309ffd0630328d0bad");
    assert.equal(redact("at f00d4742dc6649309ffd0630328d0ba…"), "at [secret]…");
    assert.equal(redact("at …d4742dc6649309ff"), "at …[secret]");
    assert.equal(redact("at f00d474"), "at f00d474");
  });

  it("leaves a whole id that happens to have some digits of a token", () => {
    const id = (digits: string) => fc.string({ unit: fc.constantFrom(...digits), minLength: 32, maxLength: 32 });
    const place = fc.nat(24);
    fc.assert(
      // Nothing else of the id can be of the token.
      fc.property(id("0123456789"), id("abcdef"), place, place, (token, other, from, at) => {
        registerToken(token);
        const alike = token.slice(from, from + 8);
        const whole = other.slice(0, at) + alike + other.slice(at + 8);
        assert.equal(redact(`snapshot ${whole} "x"`), `snapshot ${whole} "x"`);
        assert.equal(redact(`${token} ${whole} ${alike}`), `[secret] ${whole} [secret]`);
        assert.ok(!redact(`…${whole.slice(at, at + 20)}`).includes(alike));
      }),
      { numRuns: 50 },
    );
    registerToken("feed4742dc6649309ffd0630328d0bad");
    assert.equal(redact("feed4742dc6649309ffd0630328d0ba0"), "[secret]0");
  });

  it("finds any secret in any of its forms", () => {
    // No letters of "[secret]", so that what is left can only come from the secret; and a beginning that no other test
    // has in its texts, since a secret is never forgotten.
    const part = fc.string({ unit: fc.constantFrom(...'AB01/%&"\\ +ü€'), minLength: 4, maxLength: 12 });
    const secret = part.map((text) => `¤¤${text}`);
    fc.assert(
      fc.property(secret, (value) => {
        registerSecret(value);
        for (const form of [value, encodeURIComponent(value), JSON.stringify(value)]) {
          const clean = redact(`before ${form} after`);
          assert.ok(!clean.includes(value) && !clean.includes(encodeURIComponent(value)), clean);
          assert.ok(clean.includes("[secret]"));
        }
      }),
    );
  });
});
