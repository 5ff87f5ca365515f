import assert from "node:assert/strict";
import fc from "fast-check";
import { othersPending, removePending } from "../../../cli/recover/state";
import type { ExportedStack, PendingOperation } from "../../../cli/state/exportedStack";
import { codeOf } from "../../../provider/http/errorCodes";

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
const ourType = "pulumi-nodejs:dynamic/zstack:VolumeSnapshot";
const otherType = "aws:s3/bucket:Bucket";

const name = fc.stringMatching(/^[a-z]{1,4}$/);
const resource = fc
  .record({ type: fc.constantFrom(ourType, otherType), name, id: name, outputs: fc.dictionary(name, fc.jsonValue()) })
  .map(({ type, name, ...rest }) => ({ urn: urnOf(type, name), type, ...rest }));
const operation = fc.record({ type: fc.constantFrom("creating", "updating", "deleting"), resource });
const state: fc.Arbitrary<ExportedStack> = fc.record({
  version: fc.constant(3),
  deployment: fc.record(
    {
      manifest: fc.record({ time: fc.nat() }),
      resources: fc.array(resource, { maxLength: 4 }),
      pending_operations: fc.array(operation, { maxLength: 3 }),
    },
    { requiredKeys: ["manifest", "pending_operations"] },
  ),
});
const copyOf = (exported: ExportedStack): ExportedStack => JSON.parse(JSON.stringify(exported)) as ExportedStack;

/** What `pulumi stack import` does: what was there is gone, and so are all pending operations. */
class Stack {
  imports = 0;

  constructor(public state: ExportedStack) {}

  async read(): Promise<ExportedStack> {
    return copyOf(this.state);
  }

  async replace(state: ExportedStack): Promise<void> {
    this.imports += 1;
    this.state = copyOf({ ...state, deployment: { ...state.deployment, pending_operations: [] } });
  }
}

describe("the removal of pending operations", () => {
  it("loses nothing that anybody else has written, and no pending operation of another resource", async () => {
    const met = { removed: 0, changed: 0, others: 0 };
    await fc.assert(
      fc.asyncProperty(state, fc.option(state, { nil: undefined }), async (shown, meanwhile) => {
        const stack = new Stack(copyOf(meanwhile ?? shown));
        const before = await stack.read();
        const others = (shown.deployment.pending_operations ?? []).some((one) => one.resource.type === otherType);
        const failure = await removePending(copyOf(shown), stack).then(() => undefined, codeOf);
        if (failure !== undefined) {
          assert.deepEqual([stack.imports, stack.state], [0, before]);
          met[others ? "others" : "changed"] += 1;
          assert.equal(failure, others ? "pending-operations" : "state-changed");
          return;
        }
        met.removed += 1;
        assert.ok(!others);
        assert.deepEqual(before, copyOf(shown), "what was written meanwhile is lost");
        assert.deepEqual(stack.state, { ...before, deployment: { ...before.deployment, pending_operations: [] } });
      }),
      { numRuns: 500 },
    );
    assert.ok(
      Object.values(met).every((count) => count > 20),
      JSON.stringify(met),
    );
  });

  it("names the others and the way for them, however many there are", () => {
    const many = Array.from({ length: 8 }, (_, index): PendingOperation => {
      return { type: "creating", resource: { urn: urnOf(otherType, `b${index}`), type: otherType } };
    });
    const text = othersPending({ deployment: { pending_operations: many } }).message;
    assert.match(text, /creating urn:\S+::b0, .*::b4 and 3 more\..*`pulumi refresh --clear-pending-creates`/);
    assert.doesNotMatch(text, /::b5/);
  });
});
