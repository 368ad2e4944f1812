import { expect, test } from 'vitest';
import { summarizeReport } from '../../scripts/summarize-report.js';

const passedFile = { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] };
const failedFile = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
const brokenFile = { status: 'failed', assertionResults: [] };

test.each([
  ['all passed', { success: true, numPassedTests: 2, numFailedTests: 0, testResults: [passedFile] }, 2, 0],
  ['one failed', { success: false, numPassedTests: 1, numFailedTests: 1, testResults: [failedFile] }, 1, 1],
  [
    'a file that could not be collected counts',
    {
      success: false,
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [passedFile, failedFile, brokenFile],
    },
    3,
    2,
  ],
  [
    'an error outside of any test counts',
    { success: false, numPassedTests: 2, numFailedTests: 0, testResults: [passedFile] },
    2,
    1,
  ],
  [
    'no test at all is no success',
    { success: true, numPassedTests: 0, numFailedTests: 0, testResults: [] },
    0,
    1,
  ],
])('%s', (_title, counts, passed, failed) => {
  const report = { ...counts, numPendingTests: 0, numTodoTests: 0 };

  expect(summarizeReport(report)).toEqual({ passed, failed, skipped: 0 });
});

test('what was skipped and what is still to be written is counted apart', () => {
  const report = {
    success: true,
    numPassedTests: 2,
    numFailedTests: 0,
    numPendingTests: 3,
    numTodoTests: 1,
    testResults: [passedFile],
  };

  expect(summarizeReport(report)).toEqual({ passed: 2, failed: 0, skipped: 4 });
});
