import assert from "node:assert/strict";
import type { OwnershipTags } from "../../../provider/core/identity/identity";
import { labelIn, statusOf } from "../../../provider/core/orphans";

const [own, former, foreign] = ["o/p/dev::k::a", "o/p/old::k::a", "o/p/prod::k::b"];

describe("an object that no state holds", () => {
  const rows: readonly (readonly [string, OwnershipTags, string, string | undefined])[] = [
    ["without a mark", {}, "interrupted", undefined],
    ["with an owner tag", { owner: own }, "unmanaged", own],
    ["with an owner tag and an adoption", { owner: own, adoptionId: "1" }, "unmanaged", own],
    ["whose deletion is deferred", { deferred: own }, "deferred", own],
    ["whose cascade is deferred", { deferred: own, cascade: own }, "deferred", own],
    ["of a killed run that was deferring it", { owner: own, deferred: own }, "unmanaged", own],
    ["of a killed run after a renaming", { owner: own, deferred: former }, "unmanaged", own],
    ["of another owner beside a deferring tag", { owner: foreign, deferred: own }, "unmanaged", foreign],
    ["that is retained", { retained: own }, "retained", own],
    ["that is retained beside a deferring tag", { retained: own, deferred: foreign }, "retained", own],
  ];
  for (const [what, ownership, status, label] of rows)
    it(`${what} is ${status}`, () => assert.deepEqual([statusOf(ownership), labelIn(ownership)], [status, label]));
});
