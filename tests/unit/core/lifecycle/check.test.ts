import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";
import { declared, failures, resourceUuid, unknown, volumeUuid } from "./declared";

/** One failure, of this property, whose reason names it and matches. */
function refused(more: Record<string, unknown>, property: string, reason: RegExp): void {
  const found = failures(more);
  assert.equal(found.length, 1, JSON.stringify(found));
  assert.equal(found[0]?.property, property);
  assert.match(found[0]?.reason ?? "", reason);
  assert.ok(found[0]?.reason.startsWith(property), `"${found[0]?.reason}" does not begin with the property`);
}

const accepted = (more: Record<string, unknown>): void => assert.deepEqual(failures(more), []);

describe("check of a volume snapshot", () => {
  it("takes what is right, with everything given", () => {
    accepted({});
    accepted({
      description: "before 2.0",
      userTags: ["env::prod", "b"],
      triggers: { version: [1, "x", null, true] },
      deletionPolicy: "cascade",
      adopt: false,
      resourceUuid,
      __timeouts: { create: 60, update: 1.5, delete: 1 },
    });
  });

  describe("volumeUuid", () => {
    for (const [what, value] of [
      ["an upper-case uuid", volumeUuid.toUpperCase()],
      ["a uuid with dashes", "0f3ab1c5-d2e8-4f6a-9b7c-8d9e0f1a2b3c"],
      ["31 digits", volumeUuid.slice(1)],
      ["33 digits", `${volumeUuid}0`],
      ["another letter", `g${volumeUuid.slice(1)}`],
      ["blanks around it", ` ${volumeUuid}`],
      ["a line break behind it", `${volumeUuid}\n`],
      ["a name", "web-1"],
      ["nothing", ""],
    ] as const) {
      it(`refuses ${what}`, () => {
        refused({ volumeUuid: value }, "volumeUuid", /is not a ZStack uuid; give 32 lower-case hexadecimal digits/);
      });
    }

    it("refuses a number", () => refused({ volumeUuid: 42 }, "volumeUuid", /give a uuid of 32 hexadecimal digits/));
    it("is required", () => refused({ volumeUuid: undefined }, "volumeUuid", /^volumeUuid is required$/));
    it("is required where it is null", () => refused({ volumeUuid: null }, "volumeUuid", /^volumeUuid is required$/));
  });

  describe("name", () => {
    it("takes 1 to 255 characters", () => {
      accepted({ name: "n" });
      accepted({ name: "ö".repeat(255) });
      accepted({ name: "two words, 中文 and 'quotes'" });
    });
    it("refuses an empty one", () => refused({ name: "" }, "name", /is empty; give at least one character/));
    it("refuses 256 characters", () => refused({ name: "n".repeat(256) }, "name", /longer than the 255 characters/));
    for (const name of [" web", "web ", "\tweb", "web\n"]) {
      it(`refuses ${JSON.stringify(name)}`, () => refused({ name }, "name", /whitespace.*remove/));
    }
    it("refuses an emoji and shows it", () => refused({ name: "web 🚀" }, "name", /contains "🚀".*remove it/));
    it("refuses what is no text", () => refused({ name: 5 }, "name", /give a text/));
  });

  describe("description", () => {
    it("may be empty and has up to 2048 characters", () => {
      accepted({ description: "" });
      accepted({ description: "d".repeat(2048) });
      accepted({ description: "two\nlines" });
    });
    it("refuses 2049", () => refused({ description: "d".repeat(2049) }, "description", /the 2048 characters/));
    it("refuses blanks around it", () => refused({ description: "d " }, "description", /whitespace/));
    it("refuses blanks alone", () => refused({ description: "   " }, "description", /whitespace/));
    it("refuses an emoji", () => refused({ description: "𝒳" }, "description", /contains "𝒳"/));
  });

  describe("userTags", () => {
    it("may be none", () => accepted({ userTags: [] }));
    it("refuses two that differ only in case, and names both", () => {
      refused(
        { userTags: ["Env::a", "x", "env::A"] },
        "userTags.2",
        /"env::A" and "Env::a" differ only in case.*remove/,
      );
    });
    it("refuses one given twice", () => refused({ userTags: ["a", "a"] }, "userTags.1", /"a" is given twice/));
    for (const tag of [
      "pulumi::x",
      "PULUMI::x",
      "pulumi-retained::x",
      "Pulumi-Retained::",
      "pulumi::deferred-delete::",
    ]) {
      it(`refuses ${tag}`, () =>
        refused({ userTags: ["a", tag] }, "userTags.1", /reserved for owner tags; choose another tag/));
    }
    it("takes one that only looks like ours", () => accepted({ userTags: ["pulumi", "x::pulumi::y", "pulumi-x::y"] }));
    it("refuses an empty one", () => refused({ userTags: ["a", ""] }, "userTags.1", /is empty/));
    it("refuses blanks and emoji", () => {
      refused({ userTags: ["a "] }, "userTags.0", /whitespace/);
      refused({ userTags: ["🚀"] }, "userTags.0", /contains "🚀"/);
    });
    it("refuses a text in place of a list", () => refused({ userTags: "a" }, "userTags", /give a list of texts/));
    it("refuses a list of something else", () => refused({ userTags: [1] }, "userTags.0", /give a text/));
  });

  describe("resourceUuid", () => {
    for (const version of "12345") {
      it(`takes version ${version}`, () =>
        accepted({ resourceUuid: `${"a".repeat(12)}${version}aaa8${"a".repeat(15)}` }));
    }
    for (const [what, value] of [
      ["version 6", "aaaaaaaaaaaa6aaa8aaaaaaaaaaaaaaa"],
      ["version 0", "aaaaaaaaaaaa0aaa8aaaaaaaaaaaaaaa"],
      ["another variant", "aaaaaaaaaaaa4aaacaaaaaaaaaaaaaaa"],
      ["upper case", resourceUuid.toUpperCase()],
      ["dashes", "5d1e6a7b-8c9d-4e0f-8a1b-2c3d4e5f6a7b"],
      ["31 digits", resourceUuid.slice(1)],
    ] as const) {
      it(`refuses ${what}`, () => {
        refused({ resourceUuid: value }, "resourceUuid", /give a version 1 to 5 uuid in lower case without dashes/);
      });
    }
  });

  describe("the others", () => {
    it("refuse an unknown policy and name the known ones", () => {
      const reason = /give one of "delete", "retain", "cascade"$/;
      for (const policy of ["Retain", "", "keep", true]) refused({ deletionPolicy: policy }, "deletionPolicy", reason);
      for (const policy of ["delete", "retain", "cascade"]) accepted({ deletionPolicy: policy });
    });
    it("refuse an adopt that is not boolean", () => {
      for (const adopt of ["true", 1, "", []]) refused({ adopt }, "adopt", /give true or false/);
    });
    it("take any JSON as triggers", () => {
      fc.assert(fc.property(fc.jsonValue(), (triggers) => accepted({ triggers })));
    });
    it("refuse an unknown property and say what is meant", () => {
      refused({ volumeUUID: volumeUuid }, "volumeUUID", /^volumeUUID is not an input; did you mean volumeUuid\?$/);
      refused({ usertags: [] }, "usertags", /did you mean userTags\?$/);
    });
    it("refuse an unknown property and list the known ones", () => {
      refused(
        { colour: "red" },
        "colour",
        /known are adopt, deletionPolicy, description, name, resourceUuid, triggers, userTags, verify, volumeUuid$/,
      );
    });
    it("refuse an unknown property even before its value is known", () => {
      refused({ colour: unknown }, "colour", /is not an input/);
    });
    for (const value of [{ create: 0 }, { create: -1 }, { delete: "5m" }]) {
      it(`refuse the time limit ${JSON.stringify(value)}`, () => {
        const [operation = ""] = Object.keys(value);
        refused({ __timeouts: value }, `customTimeouts.${operation}`, /customTimeouts\./);
      });
    }
  });

  it("names everything that is wrong at once", () => {
    const wrong = failures({ volumeUuid: "x", name: "", userTags: ["a", "A", " b"], adopt: "yes", colour: 1 });
    assert.deepEqual(wrong.map((failure) => failure.property).sort(), [
      "adopt",
      "colour",
      "name",
      "userTags.1",
      "userTags.2",
      "volumeUuid",
    ]);
  });

  it("takes null for absent, and hands on nothing absent", () => {
    const inputs = declared({ description: null, userTags: null, triggers: null, adopt: null, resourceUuid: null });
    const checked = checkInputs(volumeSnapshot, {}, inputs);
    assert.deepEqual(checked, { inputs: declared(), failures: [] });
  });

  it("leaves the values that it takes as they are", () => {
    const inputs = declared({ triggers: { b: 1, a: [null] }, userTags: ["b", "a"] });
    assert.deepEqual(checkInputs(volumeSnapshot, {}, inputs).inputs, inputs);
  });

  it("takes what is not known yet as right, wherever it stands", () => {
    for (const name of ["volumeUuid", "name", "description", "adopt", "deletionPolicy", "resourceUuid", "userTags"]) {
      accepted({ [name]: unknown });
    }
    accepted({ userTags: ["a", unknown, "A"] });
    accepted({ triggers: { deep: [unknown] } });
  });

  it("still sees what is wrong beside it", () => {
    refused({ volumeUuid: unknown, name: "" }, "name", /is empty/);
  });
});

describe("a resourceUuid together with another replacing change", () => {
  const olds = declared({ resourceUuid, triggers: [1] });
  const reason =
    /^resourceUuid: it names one object, but the change of (.*) requires another one; remove resourceUuid, or undo the other change$/;

  it("is refused and names the change", () => {
    const found = failures({ resourceUuid, triggers: [2] }, olds);
    assert.deepEqual(
      found.map((one) => one.property),
      ["resourceUuid"],
    );
    assert.equal(reason.exec(found[0]?.reason ?? "")?.[1], "triggers");
  });

  it("names each of several", () => {
    const found = failures({ resourceUuid, triggers: [2], volumeUuid: "a".repeat(32) }, olds);
    assert.equal(reason.exec(found[0]?.reason ?? "")?.[1], "volumeUuid, triggers");
  });

  it("is refused where both change", () => {
    const other = `${resourceUuid.slice(0, 31)}c`;
    assert.match(failures({ resourceUuid: other, triggers: [2] }, olds)[0]?.reason ?? "", reason);
  });

  it("is right alone, and beside changes in place", () => {
    const other = `${resourceUuid.slice(0, 31)}c`;
    assert.deepEqual(failures({ resourceUuid: other, triggers: [1] }, olds), []);
    assert.deepEqual(failures({ resourceUuid, triggers: [1], name: "new", adopt: true }, olds), []);
  });

  it("is right in the check of the replacement, which has no previous inputs", () => {
    assert.deepEqual(failures({ resourceUuid, triggers: [2] }, {}), []);
  });

  it("is right where nothing is known yet", () => {
    assert.deepEqual(failures({ resourceUuid: unknown, triggers: [2] }, olds), []);
    assert.deepEqual(failures({ resourceUuid, triggers: [unknown] }, olds), []);
  });

  it("is no longer wrong once resourceUuid is removed", () => {
    assert.deepEqual(failures({ triggers: [2] }, olds), []);
  });
});
