import assert from "node:assert/strict";
import { confirmed } from "../../../cli/confirm";

describe("a confirmation", () => {
  const own = Object.getOwnPropertyDescriptor(process.stdin, "isTTY");
  afterEach(() => {
    if (own === undefined) Reflect.deleteProperty(process.stdin, "isTTY");
    else Object.defineProperty(process.stdin, "isTTY", own);
  });

  it("is refused without a terminal, with the option that replaces it", async () => {
    Object.defineProperty(process.stdin, "isTTY", { value: false, configurable: true });
    await assert.rejects(confirmed("Delete?"), (error: Error & { code?: string }) => {
      return error.code === "confirmation-required" && error.message.includes("--yes");
    });
  });
});
