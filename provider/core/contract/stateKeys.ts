// Names and values in every state file besides the inputs and outputs that users see: a contract.

/** Input and output: `true` if the program gave `triggers`, or anything in it, as a secret; otherwise absent. */
export const secretTriggersName = "__secretTriggers";

/** Inputs that only the SDK and the engine write. */
export const hiddenInputs = ["__provider", "__seed", "__timeouts", secretTriggersName] as const;

/**
 * Output of series: digests of secret triggers, by uuid of the point. The SDK names it in `additionalSecretOutputs`, so
 * that the state encrypts it.
 */
export const triggerDigestsName = "__triggerDigests";

/** Output: the adoption by which a resource holds its object. */
export const adoptionIdName = "__claim";

/** `__job` of an object that exists and lacks only its owner tag or a declared property. */
export const pendingFinalize = "settle";

/** `__job` of an object whose creation has failed: there is nothing to resume. */
export const failedJob = "failed";
