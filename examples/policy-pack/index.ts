import { PolicyPack } from "@pulumi/policy";
import { restorePointPolicies } from "pulumi-snapshots/policy";

new PolicyPack("restore-points", {
  policies: restorePointPolicies({
    // What holds data in your stacks: the types that `pulumi stack --show-urns` prints.
    statefulTypes: ["openstack:blockstorage/volume:Volume", "openstack:compute/instance:Instance"],
  }),
});
