/**
 * Folder of Pulumi's process for dynamic providers in one file, with a launcher, as the test runner prepares it
 * (scripts/testing/providerHost.mjs). Undefined where mocha was started by hand: then as it is installed.
 */
export const providerHost = process.env["PULUMI_SNAPSHOTS_TEST_PROVIDER_HOST"];
