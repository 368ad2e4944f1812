import { isIptables } from '../file-command.ts';
import type { Output } from '../output.ts';
import { readIptablesList } from '../readers/filters.ts';

const HEADING = /^\s*(?:num +)?(?:pkts +bytes +)?target +prot /;
/** `1    8812K 4410M ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0`; a rule may have no target. */
const RULE =
  /^\s*(?:\d{1,6} +)?(?:\d+[KMGT]? +\d+[KMGT]? +)?(?:[\w.-]+ +)?(?:!?[a-z][a-z0-9-]{1,15}|\d{1,3}) +(?:--|-f|!f) +\S/;

export const iptablesList = {
  kind: 'iptables-list',
  printedBy: ({ argv }) =>
    isIptables(argv) && argv.some((word) => /^-[nvxZ]*L/.test(word) || word === '--list'),
  form: (line) => /^\s*Chain [\w.-]{1,60} \((?:policy \w+|\d+ references?)/.test(line),
  lines: { blankLines: true, continues: (line) => HEADING.test(line) || RULE.test(line.slice(0, 300)) },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read: readIptablesList,
} satisfies Output;
