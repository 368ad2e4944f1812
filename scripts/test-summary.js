// Prints `N passed, N failed` from the report file that vitest's json reporter wrote; fails where anything failed.
import { readFileSync } from 'node:fs';
import { summarizeReport } from './summarize-report.js';

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    process.stdout.write('The tests left no report: they did not run to their end.\n');
    return { testResults: [], numPassedTests: 0, numFailedTests: 0, success: false };
  }
}

const { passed, failed } = summarizeReport(readReport(process.argv[2]));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
