import { showsFiles } from '../file-command.ts';
import { withoutBraces } from '../forms/braces.ts';
import { isProse } from '../forms/prose.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isLikeSysctlLine, isSysctlLine, parseSysctls } from '../parsers/sysctl.ts';

/** `sysctl` and the files of /proc/sys. */
function read(draft: ObservationDraft, block: Block): void {
  const asked = askedKeys(block.command?.argv ?? []);
  const { values, unread } = parseSysctls(block.lines, asked);
  for (const line of unread) {
    if (!isProse(line)) draft.gap('sysctls', { kind: 'unread', text: line.slice(0, 160) });
  }
  if (Object.keys(values).length === 0) {
    if (unread.length === 0) draft.gap('sysctls', { kind: 'empty', command: commandOf(block) });
    return;
  }
  draft.addSysctls(values);
  const reversePath = Object.keys(values).some((key) => key.endsWith('.rp_filter'));
  draft.evidence(reversePath ? 'rp_filter' : 'sysctls', commandOf(block), block.lines.join('\n'));
}

/** Keys in the order in which `sysctl -n KEY…` or `cat PATH…` prints their bare values; [] where that is not known. */
function askedKeys(argv: readonly string[]): string[] {
  const [name, ...args] = argv;
  const words = args.filter((word) => !word.startsWith('-')).flatMap(withoutBraces);
  if (words.some((word) => /[*?[{$]/.test(word))) return [];
  if (name === 'sysctl') return words.filter((word) => !word.includes('='));
  return name === 'cat' ||
    name === 'head' ||
    name === 'tail' ||
    name === 'more' ||
    name === 'less' ||
    words.length <= 2
    ? words.filter((word) => word.startsWith('/proc/sys/'))
    : [];
}

export const sysctl = {
  kind: 'sysctl',
  printedBy: ({ argv }) => argv[0] === 'sysctl' || showsFiles(argv, (path) => path.startsWith('/proc/sys/')),
  form: isSysctlLine,
  lines: {
    formed: true,
    unmistakable: true,
    canBelong: isLikeSysctlLine,
    continues: (line) => /^\s*-?\d{1,12}\s*$/.test(line.slice(0, 40)),
  },
  state: true,
  part: 'sysctls',
  answers: ['sysctl'],
  read,
} satisfies Output;
