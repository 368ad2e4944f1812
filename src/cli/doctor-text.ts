import type { Check, Group } from './examine.ts';
import { safe, wrapped } from './screen.ts';
import { say } from './speech.ts';

/** The lines of a check: below the name of its group where it is the first of that, and what to do where something is wrong. */
export function linesOf({ group, name, ok, message, nextStep }: Check, before: Group | undefined): string[] {
  const heading = group === before ? [] : [...(before === undefined ? [] : ['']), say().doctor.groups[group]];
  const mark = ok ? '✓' : '✗';
  const found = wrapped(safe(`${name}: ${message}`, 600), { first: `  ${mark} `, rest: '    ' });
  const next =
    nextStep === undefined ? [] : wrapped(safe(nextStep, 600), { first: '    → ', rest: '      ' });
  return [...heading, ...found, ...next];
}
