// Policies for a policy pack of Pulumi. @pulumi/policy gives only its types: a pack is made by the program that has it.
import type {
  EnforcementLevel,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { pointKind, sourceInputs } from "./types";

export interface RestorePointPolicyOptions {
  /**
   * Types of resources that must have a restore point, a series or a schedule in the same stack, as `pulumi stack --show-urns`
   * prints them, e.g. `openstack:blockstorage/volume:Volume`. Default: none.
   */
  readonly statefulTypes?: readonly string[];
  /** Types of other providers that protect a resource of `statefulTypes` which their inputs name: schedules, for example. */
  readonly scheduleTypes?: readonly string[];
  /** Names of the stacks in which `deletionPolicy: "cascade"` is refused. Default: names that begin with `prod`. */
  readonly productionStacks?: RegExp;
  /** Default: `mandatory`. */
  readonly enforcementLevel?: EnforcementLevel;
}

/** The input as it is declared. In a preview @pulumi/policy throws for an unknown one, and reports that by itself. */
const input = ({ props }: ResourceValidationArgs, name: string): unknown => props[name];

const stackOf = (urn: string): string => urn.split("::")[0]?.replace(/^urn:pulumi:/, "") ?? "";

const retention: ResourceValidationPolicy = {
  name: "restore-point-retention",
  description: "A restore point declares its deletionPolicy, and a series its keepLast or keepFor.",
  validateResource(args, reportViolation) {
    const kind = pointKind(args.type);
    if (kind === "single" && input(args, "deletionPolicy") === undefined) {
      reportViolation(`"${args.name}" does not declare how long it is kept: set deletionPolicy.`);
    }
    if (kind === "series" && input(args, "keepLast") === undefined && input(args, "keepFor") === undefined) {
      reportViolation(`"${args.name}" keeps all restore points: set keepLast or keepFor.`);
    }
  },
};

const verification: ResourceValidationPolicy = {
  name: "restore-point-verification",
  description: "No check of a restore point's verification is switched off.",
  validateResource(args, reportViolation) {
    if (pointKind(args.type) === undefined) return;
    const verify = input(args, "verify");
    if (typeof verify !== "object" || verify === null) return;
    const off = Object.entries(verify).filter(([, isChecked]) => isChecked === false);
    if (off.length > 0) {
      const names = off.map(([name]) => `verify.${name}`).join(", ");
      reportViolation(`"${args.name}" is not verified as a whole: remove ${names}.`);
    }
  },
};

const noCascade = (stacks: RegExp): ResourceValidationPolicy => ({
  name: "no-cascade-in-production",
  description: "A deletion takes no dependents of other owners along in production.",
  validateResource(args, reportViolation) {
    // A search begins at the start each time; a test of a global expression begins behind its last match.
    const isProduction = stackOf(args.urn).search(stacks) >= 0;
    if (isProduction && pointKind(args.type) !== undefined && input(args, "deletionPolicy") === "cascade") {
      reportViolation(`"${args.name}" would delete what other owners have built on it: use delete or retain.`);
    }
  },
});

/** Whether an input of the one comes from the other. A plain `dependsOn` says nothing about what is saved. */
function isMadeOf(point: PolicyResource, inputs: readonly string[], source: PolicyResource): boolean {
  return inputs.some((name) => point.propertyDependencies[name]?.some(({ urn }) => urn === source.urn));
}

/** Whether an input of the one is the other's id, written down in the program. */
function names(point: PolicyResource, inputs: readonly string[], source: PolicyResource): boolean {
  const known = (resource: PolicyResource, name: string): string | undefined => {
    try {
      const value: unknown = resource.props[name];
      return typeof value === "string" ? value : undefined;
    } catch {
      // Unknown in this preview: nobody can have written it down.
      return undefined;
    }
  };
  const ids = [known(source, "id"), known(source, "uuid")].filter((id) => id !== undefined);
  return inputs.some((name) => ids.some((id) => id === known(point, name)));
}

const protectedState = (types: readonly string[], schedules: readonly string[]): StackValidationPolicy => ({
  name: "stateful-resources-have-restore-points",
  description: "A resource that holds data has a restore point, a series or a schedule in its stack.",
  validateStack({ resources }, reportViolation) {
    const protecting = resources.flatMap((resource) => {
      if (pointKind(resource.type) !== undefined) return [{ resource, inputs: sourceInputs }];
      if (!schedules.includes(resource.type)) return [];
      return [{ resource, inputs: Object.keys(resource.propertyDependencies) }];
    });
    for (const source of resources.filter(({ type }) => types.includes(type))) {
      const isSaved = protecting.some(
        ({ resource, inputs }) => isMadeOf(resource, inputs, source) || names(resource, inputs, source),
      );
      if (!isSaved)
        reportViolation(`"${source.name}" has no restore point, series or schedule in this stack.`, source.urn);
    }
  },
});

/**
 * Policies for restore points, through the dynamic provider and through the plugin.
 *
 * @example
 * new PolicyPack("restore-points", {
 *   policies: restorePointPolicies({ statefulTypes: ["openstack:blockstorage/volume:Volume"] }),
 * });
 */
export function restorePointPolicies(
  options: RestorePointPolicyOptions = {},
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const {
    statefulTypes = [],
    scheduleTypes = [],
    productionStacks = /^prod/,
    enforcementLevel = "mandatory",
  } = options;
  const policies = [
    retention,
    verification,
    noCascade(productionStacks),
    ...(statefulTypes.length === 0 ? [] : [protectedState(statefulTypes, scheduleTypes)]),
  ];
  return policies.map((policy) => ({ ...policy, enforcementLevel }));
}
