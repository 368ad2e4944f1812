// Prints `N passed, N failed, N skipped` from the report file that vitest's json reporter wrote; fails where anything failed.
import { readFileSync } from 'node:fs';
import { summarizeReport } from './summarize-report.js';

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    process.stdout.write('The tests left no report: they did not run to their end.\n');
    return {
      success: false,
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    };
  }
}

const { passed, failed, skipped } = summarizeReport(readReport(process.argv[2]));
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
