import assert from "node:assert/strict";
import { volumeBackup } from "../../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import { checkInputs } from "../../../../provider/core/lifecycle/check";
import { declared, otherId, unknown, volumeId } from "../declared";

const kinds = { VolumeSnapshot: volumeSnapshot, VolumeBackup: volumeBackup } as const;

describe("inputs of Cinder's kinds", () => {
  for (const [name, kind] of Object.entries(kinds)) {
    const failures = (args: Record<string, unknown>, olds: Record<string, unknown> = {}): string[] =>
      checkInputs(kind as typeof volumeSnapshot, olds, declared(args, name)).failures.map(({ reason }) => reason);
    const id = kind.importInput;

    describe(name, () => {
      for (const [what, args] of [
        ["the least there can be", {}],
        ["metadata of 255 characters", { metadata: { ["k".repeat(255)]: "v".repeat(255), empty: "" } }],
        ["metadata with every sign that a key may have", { metadata: { "aZ09-_:. /": "Käse\n/ü" } }],
        ["an empty description", { description: "" }],
        ["a description in any script", { description: "Größe 备份, 100 % – \u00a0 ok" }],
        ["an object to be taken over", { [id]: otherId, adopt: true }],
        ["values that are to come", { volumeId: unknown, name: unknown, metadata: unknown, [id]: unknown }],
        ["any JSON as triggers", { triggers: { commit: ["a", 1, null] } }],
      ] as const) {
        it(`may be ${what}`, () => assert.deepEqual(failures(args), []));
      }

      for (const [args, reason] of [
        [{ volumeId: undefined }, /^volumeId is required$/],
        [{ volumeId: volumeId.toUpperCase() }, /^volumeId: is not an id .* lower case with dashes$/],
        [{ volumeId: volumeId.replaceAll("-", "") }, /^volumeId: is not an id .* lower case with dashes$/],
        [{ name: "" }, /^name: is empty/],
        [{ name: "n".repeat(256) }, /^name: is longer than the 255 characters/],
        [{ name: " n" }, /^name: has blanks at its beginning or end/],
        [{ description: "d".repeat(256) }, /^description: is longer/],
        ...["line\nbreak", "a\ttab", "\u001b[1m", "soft\u00adhyphen", "line\u2028break", "half \ud83d", "emoji 💾"].map(
          (description) =>
            [
              { description },
              /^description: has the character U\+[0-9A-F]{4,5}, and the platform takes .*; remove it$/,
            ] as const,
        ),
        [{ metadata: { pulumi_snapshots_owner: "me" } }, /^metadata\.pulumi_snapshots_owner: keys that begin with/],
        [{ metadata: { key: "v".repeat(256) } }, /^metadata\.key: the value is longer than the 255/],
        [{ metadata: { key: 1 } }, /^metadata\.key: give a text as the value/],
        [{ metadata: { "": "v" } }, /^metadata\.: the key is empty/],
        [{ metadata: { ["k".repeat(256)]: "v" } }, /: the key is longer than the 255/],
        [
          { metadata: { käse: "v" } },
          /^metadata\.käse: the key has "ä", and the platform takes letters a to z, digits/,
        ],
        [{ metadata: { "line\n": "v" } }, /: the key has "\\n"/],
        [{ metadata: { "a@b": "v" } }, /^metadata\.a@b: the key has "@"/],
        [{ metadata: ["a"] }, /^metadata: give keys with texts as values/],
        [{ force: "yes" }, /^force: give true or false/],
        [{ deletionPolicy: "cascade" }, /^deletionPolicy: give one of "delete", "retain"/],
        [{ volumeUuid: "x" }, /^volumeUuid is not an input; known are /],
        [{ VolumeId: "x" }, /did you mean volumeId\?$/],
        [{ [id]: otherId }, new RegExp(`^${id}: an existing object .* adopt: true`)],
      ] as const) {
        it(`may not be ${JSON.stringify(args).slice(0, 60)}`, () => {
          const found = failures(args);
          assert.equal(found.length, 1, found.join("; "));
          assert.match(found[0] ?? "", reason);
        });
      }

      it("need no adopt any more where the object was taken over before", () => {
        assert.deepEqual(failures({ [id]: otherId }, declared({ [id]: otherId, adopt: true }, name)), []);
      });

      it("do not name one object beside a change that makes another", () => {
        const olds = declared({ [id]: otherId, adopt: true, triggers: [1] }, name);
        const [reason = ""] = failures({ [id]: otherId, adopt: true, triggers: [2] }, olds);
        assert.match(reason, new RegExp(`^${id}: it names one object, but the change of triggers requires another`));
      });
    });
  }
});
