/**
 * Folder with Pulumi's process for dynamic providers in one file, as the test runner prepares it
 * (scripts/testing/providerHost.mjs). Undefined where mocha was started by hand: then it runs as it is installed.
 */
export const providerHost = process.env["PULUMI_SNAPSHOTS_TEST_PROVIDER_HOST"];
