import assert from "node:assert/strict";
import { PartialStateError } from "../../../../provider/core/contract/errors";
import { asSecret } from "../../../../provider/core/secrets";
import { serviceError } from "../../../../provider/doors/plugin/errors";
import { failure } from "../../../support/protocol/connection";

describe("the error of an object that is not finished", () => {
  it("keeps as secret what is secret of a finished one", () => {
    const properties = { description: "geheim", name: "web", __provider: "text" };
    const thrown = new PartialStateError("id", "late", properties, { code: "internal-error" });
    const { details = "", metadata } = serviceError(thrown, new Set(["description"]));
    const kept = failure(Object.assign(new Error(), { details, metadata }));
    assert.deepEqual(
      { ...kept, message: kept.message },
      { message: "late", id: "id", reasons: ["late"], properties: { description: asSecret("geheim"), name: "web" } },
    );
  });
});
