import { type Change, kindOf, type Plan, quoteCommand } from '../analyzer/model/index.ts';
import { safe } from './screen.ts';
import { say } from './speech.ts';

/** "Plan: 2 routes, 1 rule on server-b". */
export function planSummary({ steps, files }: Plan, host: string): string {
  const { plan } = say();
  const numbers = { routes: 0, rules: 0, settings: 0, files: files.length };
  for (const { change } of steps) numbers[COUNTED_AS[change.kind]] += 1;
  const parts = (['routes', 'rules', 'settings', 'files'] as const).flatMap((what) =>
    numbers[what] === 0 ? [] : [plan[what](numbers[what])],
  );
  return plan.summary({ parts, host: safe(host) });
}

const COUNTED_AS = {
  route: 'routes',
  rule: 'rules',
  'main-rule': 'rules',
  sysctl: 'settings',
  keep: 'files',
} as const satisfies Record<Change['kind'], 'routes' | 'rules' | 'settings' | 'files'>;

/** The commands of a plan, from the changes themselves: those that are recorded beside them could be others. */
export function planCommands({ steps }: Plan): string[] {
  return steps.map((step) => `  ${safe(quoteCommand(kindOf(step.change).do(step.change)), 500)}`);
}
