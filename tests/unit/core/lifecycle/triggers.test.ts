import assert from "node:assert/strict";
import { secretTriggersName } from "../../../../provider/core/contract/stateKeys";
import { digestOf, identityInputs, stretched } from "../../../../provider/core/lifecycle/triggers";
import { volumeSnapshot } from "../../../../provider/zstack/volumeSnapshot/resource";

describe("triggers", () => {
  it("have a digest of 16 hexadecimal digits, which states hold", () => {
    assert.equal(digestOf([1, "a"]), "2010945388e2de98");
    assert.equal(digestOf(undefined), digestOf(null));
  });

  it("that are secret are in an identity as a key of 64 hexadecimal digits, the same on every machine", () => {
    const key = stretched("value", "salt");
    assert.equal(key, "e0572e9b3a18af8a20696bd5b4c6343e0def486ba56ce57251754f977a5cbec1");
    assert.equal(stretched("value", "salt"), key);
    assert.notEqual(stretched("value", "other"), key);
    assert.notEqual(stretched("other", "salt"), key);
  });

  it("that are secret differ in identities where their values do", () => {
    const identities = ["a", "b"].map((triggers) =>
      identityInputs(volumeSnapshot.inputs, { volumeUuid: "v", triggers, [secretTriggersName]: true }, "salt"),
    );
    const [a, b] = identities.map((inputs) => inputs["triggers"]);
    assert.equal(typeof a, "string");
    assert.notEqual(a, b);
  });
});
