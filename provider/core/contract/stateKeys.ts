// Names and values that are in every state file, besides inputs and outputs that users see: a contract.

/** Input and output: `true` if the program gave `triggers`, or anything in it, as a secret; otherwise absent. */
export const secretTriggersName = "__secretTriggers";

/** Inputs that only the SDK and the engine write. */
export const hiddenInputs = ["__provider", "__seed", "__timeouts", secretTriggersName] as const;

/**
 * Output of series: digests of secret triggers, by uuid of the point. The SDK names it in `additionalSecretOutputs`, so
 * that the state has it encrypted.
 */
export const triggerDigestsName = "__triggerDigests";

/** Output: the adoption by which a resource holds its object. */
export const adoptionIdName = "__claim";

/** `__job` of an object that is there and lacks only its mark or a declared property. */
export const pendingFinalize = "settle";

/** `__job` of an object whose creation turned out to have failed: there is nothing to resume. */
export const failedJob = "failed";
