import { withoutFailures } from '../forms/failures.ts';
import { isProse } from '../forms/prose.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isIfconfigHeader, parseIfconfig } from '../parsers/ifconfig.ts';
import { ifconfigScopesOf } from '../scopes/ifconfig.ts';
import { noteUnread } from '../unread.ts';

/** `ifconfig`. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const reading = parseIfconfig(lines);
  const { links, addresses, unread } = reading;
  noteUnread(draft, block, 'addresses', [...failures, ...unread.filter((line) => !isProse(line))]);
  if (links.length === 0) return;
  const scopes = ifconfigScopesOf(block, reading);
  draft.addLinks(links, true);
  draft.cover('links', scopes.links);
  draft.addAddresses(addresses, scopes.addresses, true);
  draft.evidence('addresses', commandOf(block), block.lines.join('\n'));
}

export const ifconfig = {
  kind: 'ifconfig',
  printedBy: ({ argv }) => argv[0] === 'ifconfig',
  form: isIfconfigHeader,
  lines: { unmistakable: true, blankLines: true, takesIn: ['interfaces'] },
  state: true,
  part: 'addresses',
  answers: ['link'],
  read,
} satisfies Output;
