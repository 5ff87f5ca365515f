import assert from "node:assert/strict";
import { isOfStack, ownershipStatus, ownerText, type PointStatus } from "../../../../cli/list/ownership";
import type { OwnershipTags } from "../../../../provider/core/identity/identity";
import { stackPrefix } from "../../../../provider/core/identity/identity";

const dev = { namespace: "", organization: "org", project: "project", stack: "dev" };
const own = "org/project/dev::zstack.VolumeSnapshot::a";
const other = "org/project/development::zstack.VolumeSnapshot::a";

describe("the owner of a restore point", () => {
  const tags: readonly OwnershipTags[] = [undefined, own, other].flatMap((owner) =>
    [undefined, own, other].flatMap((deferred) =>
      [undefined, own, other].map((retained) => ({
        ...(owner === undefined ? {} : { owner }),
        ...(deferred === undefined ? {} : { deferred }),
        ...(retained === undefined ? {} : { retained }),
      })),
    ),
  );

  /** The same rules, said once more: the first that fits. */
  function expected(
    { owner, deferred, retained }: OwnershipTags,
    isInState: boolean,
    isPrefixed: boolean,
  ): PointStatus {
    if (retained !== undefined) return "retained";
    if (owner === other) return "other-stack";
    if (isInState) return "managed";
    if (owner === own) return "unmanaged";
    if (deferred !== undefined) return "deferred";
    return isPrefixed ? "interrupted" : "foreign";
  }

  for (const isInState of [true, false]) {
    for (const isPrefixed of [true, false]) {
      it(`follows from its tags, ${isInState ? "in" : "not in"} the state, id ${isPrefixed ? "" : "not "}of the stack`, () => {
        for (const one of tags) {
          const belonging = { tags: one, stackPrefix: isPrefixed ? stackPrefix(dev) : "000000", isInState };
          assert.equal(ownershipStatus(belonging, dev), expected(one, isInState, isPrefixed), JSON.stringify(one));
        }
      });
    }
  }

  it("is never the stack where there is none to compare with", () => {
    for (const one of tags) {
      const status = ownershipStatus({ tags: one, stackPrefix: stackPrefix(dev), isInState: false }, undefined);
      assert.match(status, /^(retained|other-stack|deferred|foreign)$/);
    }
  });

  it("tells what belongs to a stack from what belongs to one whose name begins the same", () => {
    for (const [status, owner, isOwn] of [
      ["managed", undefined, true],
      ["interrupted", undefined, true],
      ["deferred", own, true],
      ["deferred", other, false],
      ["retained", own, true],
      ["retained", other, false],
      ["other-stack", other, false],
      ["foreign", undefined, false],
    ] as const) {
      assert.equal(isOfStack(status, owner === undefined ? undefined : ownerText({ owner }), dev), isOwn, status);
    }
  });

  it("is printed without what a terminal acts on, whoever wrote the tag", () => {
    assert.equal(ownerText({ owner: "a/b/c::t::x%0A%1B[2J\u001b[31m" }), "a/b/c::x \\u{1b}[2J\\u{1b}[31m");
    assert.equal(ownerText({ owner: "garbage" }), "garbage");
    assert.equal(ownerText({}), undefined);
  });
});
