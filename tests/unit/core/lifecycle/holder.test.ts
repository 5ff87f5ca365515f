import assert from "node:assert/strict";
import { failedJob, pendingFinalize } from "../../../../provider/core/contract/stateKeys";
import type { Owner, OwnershipTags } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import {
  anyHolder,
  finishedBy,
  isOwned,
  newHolder,
  otherHolder,
  pendingJob,
} from "../../../../provider/core/lifecycle/holder";
import { ours } from "./things";

const owner: Owner = {
  namespace: "",
  organization: "acme",
  project: "shop",
  stack: "dev",
  token: "zstack.Thing",
  name: "web",
};
const other = "acme/shop/dev::zstack.Thing::db";
const holding = (outputs: JsonObject = {}) => ({ owner, outputs });
const adopted = { __claim: "c1" };

describe("who holds an object", () => {
  for (const [what, ownership, outputs, owned, holder] of [
    ["nobody", {}, {}, false, undefined],
    ["its resource", { owner: ours }, {}, true, undefined],
    ["its resource, with a deferred deletion", { owner: ours, deferred: ours }, {}, false, undefined],
    ["another resource", { owner: other }, {}, false, /belongs to .*::db/],
    ["another resource, which retained it", { retained: other }, {}, false, /retained by .*::db/],
    ["this resource, which retained it", { retained: ours }, {}, false, /retained by .*::web/],
    ["its adoption", { owner: ours, adoptionId: "c1" }, adopted, true, undefined],
    ["a later adoption", { owner: ours, adoptionId: "c2" }, adopted, true, /adopted it again/],
    ["an adoption that this state does not know", { owner: ours, adoptionId: "c2" }, {}, true, /adopted it again/],
    ["its resource, without the adoption", { owner: ours }, adopted, false, undefined],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(isOwned(holding(outputs), { ownership }), owned);
      const found = otherHolder(holding(outputs), { ownership });
      if (holder === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", holder);
    });
  }

  it("is, of an unfinished entry, the run that has finished the object", () => {
    const finished = (job: string | undefined, ownership: OwnershipTags) =>
      finishedBy(holding(), { ownership }, job) !== undefined;
    assert.equal(finished("j1", { owner: ours }), true);
    for (const job of [undefined, pendingFinalize, failedJob]) assert.equal(finished(job, { owner: ours }), false, job);
    for (const ownership of [{}, { owner: other }, { owner: ours, deferred: ours }])
      assert.equal(finished("j1", ownership), false, JSON.stringify(ownership));
  });

  it("is, of what an interrupted run left, whoever owns or retained it", () => {
    assert.equal(anyHolder({}), undefined);
    assert.equal(anyHolder({ deferred: other }), undefined);
    for (const ownership of [{ owner: other }, { retained: other }]) assert.match(anyHolder(ownership) ?? "", /::db/);
  });

  it("is somebody new once one of its tags has changed", () => {
    const before = { owner: ours, retained: other, adoptionId: "c1" };
    assert.equal(newHolder(before)({ ...before, deferred: ours }), undefined);
    for (const change of [{ owner: other }, { retained: ours }, { adoptionId: "c2" }])
      assert.notEqual(newHolder(before)({ ...before, ...change }), undefined, JSON.stringify(change));
  });

  it("has a job to follow only if the state names one", () => {
    assert.equal(pendingJob({ __job: "j1" }), "j1");
    for (const job of [undefined, null, "", 5]) assert.equal(pendingJob({ __job: job }), undefined);
  });
});
