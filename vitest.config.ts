import { join } from 'node:path';
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

// What tests start as children strips and compiles its sources once for all of them.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'node-compile-cache');

/** Where a report for programs goes, if anywhere. */
const reportFile = process.env['TEST_REPORT_FILE'];

/** Each takes a minute or more by itself. */
const LONGEST =
  /\/test\/(?:e2e\/(?:change-faults|fix|signed-approval|several-interfaces|ways-in)|fresh\/|lab\/scenarios\/|triage\/(?:crash|workflow)|store\/jobs|dialogue\/)/;
/** Tests of whole parts, which wait for most of their time. */
const WAITING = /\/test\/(?:booted|dialogue|e2e|faults|fresh|kernel|lab\/scenarios|package|phrases)\//;

/** What takes longest begins first, since one worker would end the run alone with it; what waits comes next. */
class LongestWaitFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) =>
      LONGEST.test(moduleId) ? 0 : WAITING.test(moduleId) ? 1 : 2;
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}

/**
 * More workers than the two cores of the machines that run this: most tests wait for kernels, sshd, PostgreSQL and browsers for most of
 * their time. A worker loads the program once for all its files, which saves a quarter of the processor time: whatever a test
 * changes in its process it puts back. Node strips the types itself: nothing is bundled, and what was compiled is kept.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/scratch-directory.ts', 'test/support/built-program.ts'],
    pool: 'forks',
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    maxWorkers: 4,
    experimental: { viteModuleRunner: false },
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
