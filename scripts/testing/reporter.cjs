// Mocha's readable report, and the counts in a file: what the test runner adds up.
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");
const { reapedSeconds } = require("../reapedTime.cjs");

const { EVENT_RUN_END, EVENT_TEST_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * @typedef {object} Report
 * @property {number} total tests that were found
 * @property {number} passed
 * @property {number} failed tests, and hooks around them
 * @property {string[]} pending titles of the tests marked as skipped
 * @property {string[]} failures what failed, and why
 * @property {number} notRun tests that a failed hook kept from running
 * @property {number} cpuSeconds processor time of the run and, where the system says it, of all that it has started
 */

/** Of a message, which may have the output of a command in it. */
const mostCharacters = 4000;

function ownSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    let ended = 0;
    /** @type {string[]} */
    const pending = [];
    runner.on(EVENT_TEST_END, () => {
      ended++;
    });
    runner.on(EVENT_TEST_PENDING, (test) => pending.push(test.fullTitle()));
    /** @type {string[]} */
    const failures = [];
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failures.push(`${test.fullTitle()}: ${String(error?.message ?? error).slice(0, mostCharacters)}`);
    });
    runner.once(EVENT_RUN_END, () => {
      /** @type {Report} */
      const report = {
        total: runner.total,
        passed: runner.stats?.passes ?? 0,
        failed: runner.stats?.failures ?? 0,
        pending,
        failures,
        notRun: runner.total - ended,
        cpuSeconds: ownSeconds() + (reapedSeconds() ?? 0),
      };
      writeFileSync(options.reporterOptions.file, JSON.stringify(report));
    });
  }
};
