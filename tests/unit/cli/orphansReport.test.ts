import assert from "node:assert/strict";
import type { LocatedOrphan } from "../../../cli/orphans/platforms";
import { formatList, formatQuestion } from "../../../cli/orphans/report";

const orphan = (
  uuid: string,
  status: LocatedOrphan["status"],
  connection = "the stack's connection",
): LocatedOrphan => ({
  uuid,
  name: "nightly",
  createDate: "Nov 21, 2026 9:15:53 AM",
  ready: true,
  resumable: true,
  ownership: {},
  token: "zstack.VolumeSnapshot",
  noun: "volume snapshot",
  status,
  owner: "acme/web/prod::zstack.VolumeSnapshot::nightly",
  named: true,
  waitsFor: [],
  connection,
  waitsForDeferred: 0,
});

describe("the report on orphans", () => {
  it("has the statuses and names of all below each other, and the connection if there are several", () => {
    const queried = [{ connection: "the stack's connection", platform: "z:8080" }];
    const [first = "", , second = ""] = formatList("prod", queried, [
      orphan("a", "interrupted"),
      orphan("b", "retained", 'provider "site"'),
    ]).split("\n");
    assert.equal(
      first,
      'a  interrupted  volume snapshot "nightly", created Nov 21, 2026 9:15:53 AM, the stack\'s connection',
    );
    assert.equal(second, 'b  retained     volume snapshot "nightly", created Nov 21, 2026 9:15:53 AM, provider "site"');
  });

  it("offers a release only of what the next run takes over", () => {
    const queried = [{ connection: "the stack's connection", platform: "z:8080" }];
    const ofOwner = (token: string, type: string): string =>
      formatList("prod", queried, [
        { ...orphan("a", "unmanaged"), token, owner: `acme/web/prod::zstack.${type}::nightly` },
      ]);
    const release = /release it/;
    assert.match(ofOwner("zstack.VolumeSnapshot", "VolumeSnapshot"), release);
    assert.doesNotMatch(ofOwner("zstack.VolumeSnapshot", "VolumeSnapshotSeries"), release);
    for (const type of ["RestoreDrill", "VolumeSnapshotSeries"]) {
      const text = ofOwner("zstack.RestoredVolume", type);
      assert.doesNotMatch(text, release);
      assert.match(text, /whose next `pulumi up` deletes it/);
    }
  });

  it("names the platforms on which there are none, and the ones that did not answer", () => {
    const queried = [
      { connection: "the stack's connection", platform: "z:8080" },
      { connection: 'provider "site"', error: "cannot reach y:8080" },
    ];
    const text = formatList("prod", queried, []);
    assert.match(text, /^provider "site": .*cannot reach y:8080\n.* prod .* z:8080\.$/);
  });

  for (const [actions, words] of [
    [["delete"], "Permanently delete 1 object?"],
    [["release", "release-retained"], "Release 2 objects?"],
    [["release", "delete", "delete"], "Release 1 object and permanently delete 2 objects?"],
  ] as const) {
    it(`asks before ${actions.join(", ")}, with what would change`, () => {
      const changes = actions.map((action, at) => ({ uuid: `uuid-${at}`, action }));
      const text = formatQuestion(changes, [orphan("uuid-0", "unmanaged"), orphan("other", "unmanaged")]);
      assert.match(text, /^uuid-0 {2}unmanaged {2}volume snapshot/);
      assert.ok(!text.includes("other"));
      assert.equal(text.split("\n").at(-1), words);
    });
  }
});
