import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { TestContext } from 'vitest';

/** The source of axe-core, or undefined where it is not installed. */
function axeSource(): string | undefined {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  } catch {
    return undefined;
  }
}

/** For `beforeEach`: without axe-core the test is skipped, and the report says why. */
export function skipWithoutAxe({ skip }: Pick<TestContext, 'skip'>): void {
  skip(axeSource() === undefined, 'axe-core is not installed (npm test installs it)');
}

type Finding = { id: string; nodes: { target: string[]; failureSummary: string }[] };

/** What axe finds wrong with the page as it is now: rule, element, and what to do. Every rule of its default set is run. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource() ?? '');
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as { violations: Finding[] };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
