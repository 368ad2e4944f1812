import { isIptables } from '../file-command.ts';
import type { Output } from '../output.ts';
import { readIptablesRules } from '../readers/filters.ts';

export const iptablesRules = {
  kind: 'iptables-rules',
  printedBy: ({ argv }) => isIptables(argv) && argv.some((word) => word === '-S' || word === '--list-rules'),
  form: (line) => /^\s*-[PNA] [\w.-]{1,40}(?:$|\s)/.test(line),
  state: true,
  part: 'filters',
  answers: ['filter'],
  read: readIptablesRules,
} satisfies Output;
