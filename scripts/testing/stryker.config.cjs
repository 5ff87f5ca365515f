// npm run test:mutation [-- --mutate FILE,…]: breaks the code that keeps objects from being created twice or deleted
// wrongly, and shows what no test notices.

/** @type {import("@stryker-mutator/api/core", { with: { "resolution-mode": "import" } }).PartialStrykerOptions} */
module.exports = {
  testRunner: "mocha",
  plugins: ["@stryker-mutator/mocha-runner"],
  mochaOptions: {
    // What runs in this process. Tests of the sources' texts would read broken ones.
    spec: ["core", "http", "zstack", "cinder", "doors"]
      .map((folder) => `tests/unit/${folder}/**/*.test.ts`)
      .concat("tests/integration/**/*.test.ts"),
  },
  mutate: [
    "provider/core/identity/*.ts",
    "provider/core/lifecycle/*.ts",
    "provider/core/series/{ages,delete,prune,retention}.ts",
    "provider/zstack/*/delete*.ts",
    "provider/cinder/*/delete*.ts",
  ],
  // Tests assert codes, not sentences.
  mutator: { excludedMutations: ["StringLiteral"] },
  coverageAnalysis: "perTest",
  // A constant of a module is read while it loads, so each mutant of one would run all tests: days for all of them.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 30_000,
  // The first run of all tests, beside other work of the machine.
  dryRunTimeoutMinutes: 30,
  disableTypeChecks: false,
  ignorePatterns: ["/.dist-*", "/.quickstart", "/.test", "/coverage", "/dist", "/docs", "/examples"],
  tempDirName: ".test/stryker",
  reporters: ["clear-text", "html"],
  htmlReporter: { fileName: "coverage/mutation.html" },
  clearTextReporter: { allowColor: false, reportTests: false, skipFull: true },
  thresholds: { high: 90, low: 80, break: 80 },
};
