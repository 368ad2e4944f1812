import { withoutFailures } from '../forms/failures.ts';
import { wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isLookupLine, parseLookup } from '../parsers/lookup.ts';

/** Which addresses names stand for, and whether the name server answered: `getent hosts`, `host`, `nslookup`, `dig`, /etc/hosts. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines } = withoutFailures(block.lines);
  let asked: string | undefined;
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 600));
    const [first = '', second = ''] = words;
    const said = /^(\S{1,253}) has (?:IPv6 )?address (\S{2,45})$/.exec(line.trim());
    const record = /^(\S{1,253})\s+\d{1,10}\s+IN\s+A{1,4}\s+(\S{2,45})$/.exec(line.trim());
    const pair = said ?? record;
    if (pair) draft.names.add(pair[1] ?? '', pair[2] ?? '');
    else if (first === 'Name:') asked = second;
    else if (first === 'Address:' && asked !== undefined) draft.names.add(asked, second);
    else if (!first.startsWith('#')) for (const name of words.slice(1)) draft.names.add(name, first);
  }
  // What went through a filter shows neither an answer nor its lack.
  const whole = block.partial === undefined;
  const probe = whole ? parseLookup(block.lines, block.command?.argv ?? [], block.typed) : undefined;
  if (probe) draft.addProbe(probe);
  draft.evidence(probe ? 'probe' : 'names', commandOf(block), block.lines.join('\n'));
}

export const names = {
  kind: 'names',
  printedBy: ({ argv }) =>
    ['host', 'nslookup', 'dig'].includes(argv[0] ?? '') ||
    (argv[0] === 'getent' && /hosts/.test(argv[1] ?? '')) ||
    argv.includes('/etc/hosts'),
  form: (line) =>
    isLookupLine(line) || /^\S{1,253} has (?:IPv6 )?address [0-9a-f:.]{2,45}\s*$/i.test(line.slice(0, 400)),
  state: false,
  part: 'names',
  answers: [],
  read,
} satisfies Output;
