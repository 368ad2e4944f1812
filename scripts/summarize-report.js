/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} TestFile
 * @typedef {{
 *   success: boolean,
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   numPendingTests: number,
 *   numTodoTests: number,
 *   testResults: TestFile[],
 * }} Report
 */

/**
 * Counts the report of vitest's json reporter. A file that could not be collected has no tests of its own and counts
 * as one failure; so does a run that failed though every test passed (an error outside of any test), or a run in which no
 * test passed.
 * @param {Report} report
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function summarizeReport(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + broken;
  const silent = failed === 0 && (!report.success || passed === 0);
  return { passed, failed: silent ? 1 : failed, skipped: report.numPendingTests + report.numTodoTests };
}
