import assert from "node:assert/strict";
import type { z } from "zod";
import { FinalError, NotFoundError, RetryableError } from "../../../../provider/http/errors";
import { JobLostError } from "../../../../provider/zstack/client/client";
import { removeTag, type TagRow } from "../../../../provider/zstack/ownership/tags";

const row: TagRow = { uuid: "b".repeat(32), resourceUuid: "a".repeat(32), tag: "pulumi::org/project/dev::x::y" };
const ctx = { label: "x", timeout: undefined };
const facts = { request: `DELETE /v1/tags/${row.uuid}` };

const failures: readonly (readonly [string, Error, string])[] = [
  ["does not know the tag", new NotFoundError("no such tag", facts), "tag-refused"],
  ["refuses", new FinalError("permission denied", facts), "tag-refused"],
  ["loses the job", new JobLostError("1"), "job-lost"],
];

/** A server on which the deletion fails with `error`, and which lists these tags afterwards. */
const server = (error: Error, left: readonly TagRow[]) => ({
  run: () => Promise.reject(error),
  query: async <T>(_path: string, schema: z.ZodType<T>): Promise<T[]> => left.map((one) => schema.parse(one)),
});

describe("deleting a tag", () => {
  for (const [what, error, code] of failures) {
    it(`is done if the server ${what} and the tag is gone, perhaps with its object`, async () => {
      await removeTag(server(error, []), ctx, row);
      await removeTag(server(error, [{ ...row, uuid: "c".repeat(32) }]), ctx, row);
    });

    it(`fails if the server ${what} and the tag is still there`, async () => {
      await assert.rejects(removeTag(server(error, [row]), ctx, row), { code });
    });
  }

  it("fails with any other error, without a look", async () => {
    const error = new RetryableError("nothing listens", facts);
    await assert.rejects(removeTag(server(error, []), ctx, row), { code: "unreachable" });
  });
});
