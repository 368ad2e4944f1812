import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { isRunningNode, nodeForProgram, pathWithNode } from './bin/pinned-node.js';
import { skippedTests } from './test/support/skipped-tests.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const node = nodeForProgram(root);
// The workers and what they start run in this process's own Node.
if (node === undefined || !isRunningNode(node)) {
  throw new Error(
    'The tests run in the pinned Node: use "npm test", or "npm test -- FILE …" for some of them.',
  );
}

// What is printed is the same wherever the tests run: machines that set CI or FORCE_COLOR ask for colours.
delete process.env['FORCE_COLOR'];

/** Where a report for programs goes, if anywhere. */
const reportFile = process.env['TEST_REPORT_FILE'];

/** Tests of whole parts: each file takes from half a minute to four. */
const WAITING = /\/test\/(?:booted|dialogue|e2e|faults|fresh|kernel|lab\/scenarios|package|phrases)\//;

/** What waits longest begins first: otherwise one worker ends the run alone. */
class LongestWaitFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => WAITING.test(moduleId);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

/**
 * Three workers on two cores: most of the time tests wait for kernels, sshd and PostgreSQL that they start beside themselves.
 * A worker loads the program once for all its files, which saves a quarter of the processor time: whatever a test changes in its process it puts back.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    maxWorkers: 3,
    sequence: { sequencer: LongestWaitFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { PATH: pathWithNode(node, process.env['PATH']), NO_COLOR: '1' },
    reporters: ['default', skippedTests, ...(reportFile ? ['json'] : [])],
    ...(reportFile ? { outputFile: { json: reportFile } } : {}),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
      reportsDirectory: 'coverage',
    },
  },
});
