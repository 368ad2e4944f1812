import { isIptables } from '../file-command.ts';
import type { Output } from '../output.ts';
import { readIptablesList } from '../readers/filters.ts';

export const iptablesList = {
  kind: 'iptables-list',
  printedBy: ({ argv }) =>
    isIptables(argv) && argv.some((word) => /^-[nvxZ]*L/.test(word) || word === '--list'),
  form: (line) => /^\s*Chain [\w.-]{1,60} \((?:policy \w+|\d+ references?)/.test(line),
  lines: { blankLines: true },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read: readIptablesList,
} satisfies Output;
