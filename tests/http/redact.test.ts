import assert from "node:assert/strict";
import fc from "fast-check";
import { keepSecret, redact } from "../../provider/http/redact";

describe("redact", () => {
  it("leaves texts without a secret as they are", () => {
    keepSecret("correct-horse-1");
    assert.equal(redact("volume 0f3a is not Ready"), "volume 0f3a is not Ready");
  });

  it("takes out every occurrence", () => {
    keepSecret("correct-horse-2");
    assert.equal(redact("correct-horse-2 and correct-horse-2"), "[secret] and [secret]");
  });

  it("knows a secret in a URL", () => {
    keepSecret("p@ss/wörd &3");
    assert.equal(redact(`?p=${encodeURIComponent("p@ss/wörd &3")}`), "?p=[secret]");
  });

  it("knows a secret in JSON", () => {
    const secret = 'quote"back\\slash\n4';
    keepSecret(secret);
    assert.equal(redact(JSON.stringify({ password: secret })), '{"password":"[secret]"}');
  });

  it("leaves nothing of a secret that holds another", () => {
    keepSecret("inner-5");
    keepSecret("outer-inner-5-outer");
    assert.equal(redact("x outer-inner-5-outer y inner-5 z"), "x [secret] y [secret] z");
  });

  it("does not take a secret for a pattern", () => {
    keepSecret("a.*b$&6");
    assert.equal(redact("a.*b$&6 aXXb$&6"), "[secret] aXXb$&6");
  });

  it("does not tear words apart for a password of three letters", () => {
    keepSecret("vol");
    keepSecret("");
    keepSecret(undefined);
    assert.equal(redact("volume"), "volume");
  });

  it("finds any secret in any of its forms", () => {
    // No letters of "[secret]", so that what is left can only come from the secret; and a beginning that no other test
    // has in its texts, since a secret is never forgotten.
    const part = fc.string({ unit: fc.constantFrom(...'AB01/%&"\\ +ü€'), minLength: 4, maxLength: 12 });
    const secret = part.map((text) => `¤¤${text}`);
    fc.assert(
      fc.property(secret, (value) => {
        keepSecret(value);
        for (const form of [value, encodeURIComponent(value), JSON.stringify(value)]) {
          const clean = redact(`before ${form} after`);
          assert.ok(!clean.includes(value) && !clean.includes(encodeURIComponent(value)), clean);
          assert.ok(clean.includes("[secret]"));
        }
      }),
    );
  });
});
