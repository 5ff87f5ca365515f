import assert from "node:assert/strict";
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { resources } from "../../../provider/doors/resources";
import { restorePointPolicies } from "../../../sdk/policy";
import { pointKind } from "../../../sdk/policy/types";

const isStack = (policy: ResourceValidationPolicy | StackValidationPolicy): policy is StackValidationPolicy =>
  "validateStack" in policy;

const options = { protect: false, ignoreChanges: [], aliases: [], additionalSecretOutputs: [] };
const customTimeouts = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };

const resource = (type: string, name: string, props: Record<string, unknown>): PolicyResource => ({
  type,
  name,
  props,
  urn: `urn:pulumi:dev::project::${type}::${name}`,
  opts: { ...options, customTimeouts },
  dependencies: [],
  propertyDependencies: {},
  isType: () => false,
  asType: () => undefined,
});

const disk = "other:index:Disk";

/** What the policy about resources that hold data says of these. */
function violations(resources: PolicyResource[]): string[] {
  const found = restorePointPolicies({ statefulTypes: [disk], scheduleTypes: ["other:index:Schedule"] }).find(isStack);
  const messages: string[] = [];
  const notApplicable = (): never => assert.fail();
  const args = { resources, stackTags: new Map(), getConfig: notApplicable, notApplicable };
  void found?.validateStack(args, (_message, urn = "") => messages.push(urn));
  return messages;
}

describe("policies for restore points", () => {
  it("know every resource that keeps restore points, and no other", () => {
    for (const { token, type, inputs } of Object.values(resources)) {
      const [platform, name] = token.split(".");
      const isPoint = "verify" in inputs && !name?.startsWith("Restored");
      const wanted = !isPoint ? undefined : type === "series" ? "series" : "single";
      assert.equal(pointKind(`snapshots:${platform}:${name}`), wanted, token);
      assert.equal(pointKind(`pulumi-nodejs:dynamic/${platform}:${name}`), wanted, token);
      assert.equal(pointKind(`other:${platform}:${name}`), undefined);
    }
  });

  it("refuse a cascade in production each time, whatever flags the expression has", () => {
    const type = "snapshots:zstack:VolumeSnapshot";
    for (const productionStacks of [/^dev/, /^dev/g, /^dev/y, /^DEV/gi]) {
      const found = restorePointPolicies({ productionStacks }).find(({ name }) => name === "no-cascade-in-production");
      assert.ok(found !== undefined && !isStack(found));
      const messages: string[] = [];
      const { validateResource } = found;
      assert.ok(typeof validateResource === "function");
      for (const name of ["a", "b", "c"]) {
        const notApplicable = (): never => assert.fail();
        const one = resource(type, name, { deletionPolicy: "cascade" });
        const asType = (): undefined => undefined;
        const args = { ...one, asType, stackTags: new Map(), getConfig: notApplicable, notApplicable };
        void validateResource(args, (message) => messages.push(message));
      }
      assert.equal(messages.length, 3, String(productionStacks));
    }
  });

  it("find a resource that a restore point names by its id", () => {
    const saved = resource(disk, "saved", { uuid: "1" });
    const point = resource("snapshots:zstack:VolumeSnapshot", "point", { volumeUuid: "1" });
    assert.deepEqual(violations([saved, point]), []);
    const other = resource(disk, "other", { uuid: "2" });
    assert.deepEqual(violations([saved, point, other]), [other.urn]);
    assert.deepEqual(violations([resource(disk, "no id", {}), point]).length, 1, "nothing that is missing is equal");
  });

  it("count a schedule of another provider, if it is made of the resource", () => {
    const saved = resource(disk, "saved", {});
    const schedule = resource("other:index:Schedule", "schedule", {});
    assert.deepEqual(violations([saved, schedule]), [saved.urn]);
    assert.deepEqual(violations([saved, { ...schedule, propertyDependencies: { disks: [saved] } }]), []);
  });

  it("leave out what has nothing to look at, and take the level that is given", () => {
    const policies = restorePointPolicies({ enforcementLevel: "advisory" });
    assert.equal(policies.some(isStack), false);
    assert.deepEqual(
      policies.map((policy) => policy.enforcementLevel),
      policies.map(() => "advisory"),
    );
  });
});
