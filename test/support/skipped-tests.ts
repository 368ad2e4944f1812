import type { Reporter, TestModule } from 'vitest/node';

/** The names of the tests that were skipped, by the reason that each gave to `skip`. */
function byReason(modules: readonly TestModule[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const result = test.result();
      if (result.state !== 'skipped' || result.note === undefined) continue;
      const name = `${module.relativeModuleId} > ${test.fullName}`;
      groups.set(result.note, [...(groups.get(result.note) ?? []), name]);
    }
  }
  return groups;
}

/** Prints at the end of a run which tests were skipped for want of something, and of what. */
export const skippedTests: Reporter = {
  onTestRunEnd(modules) {
    for (const [reason, names] of byReason(modules)) {
      process.stdout.write(`Skipped, since ${reason}:\n${names.map((name) => `  ${name}\n`).join('')}`);
    }
  },
};
