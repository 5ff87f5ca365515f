import assert from "node:assert/strict";
import fc from "fast-check";
import { jobKey, jobUuid } from "../../../../provider/zstack/client/jobIds";
import type { Credentials } from "../../../../provider/zstack/client/settings";

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));

describe("job ids", () => {
  const key = jobKey({ by: "account", name: "admin", password: "password" });

  it("are version 5 uuids of 32 digits, the same on every machine", () => {
    fc.assert(
      fc.property(hex(64), fc.integer({ min: 1, max: 50 }), (identity, attempt) => {
        const job = jobUuid(key, identity, attempt);
        assert.match(job, /^[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
        assert.equal(jobUuid(key, identity, attempt), job);
      }),
    );
  });

  it("never change between versions", () => {
    // Recorded values: others would make every interrupted creation of an older version unfindable by its job.
    const accessKey = jobKey({ by: "accessKey", id: "id", secret: "secret" });
    assert.deepEqual(
      [jobUuid(key, "0".repeat(64), 1), jobUuid(accessKey, "0".repeat(64), 1)],
      ["92cf39f94f485d75aefcb173caaff9ca", "2dfb74799f9f57c7aa32b62c504d5f65"],
    );
  });

  it("differ for each attempt, identity, account, access key and secret", () => {
    const credentials: Credentials[] = ["a", "b"].flatMap((name) =>
      ["x", "y"].flatMap((secret): Credentials[] => [
        { by: "account", name, password: secret },
        { by: "accessKey", id: name, secret },
      ]),
    );
    const ids = credentials.flatMap((one) =>
      ["0", "1"].flatMap((digit) =>
        Array.from({ length: 50 }, (_, index) => jobUuid(jobKey(one), digit.repeat(64), index + 1)),
      ),
    );
    assert.equal(new Set(ids).size, 800);
  });
});
