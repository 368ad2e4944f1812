import { withoutFailures } from '../forms/failures.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isBriefLine, isLikeBriefLine, parseBrief } from '../parsers/brief.ts';
import { linkQuestionOf, linkScopesOf, linksAsAsked } from '../scopes/links.ts';
import { noteUnread } from '../unread.ts';

/** `ip -br addr` and `ip -br link`. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const reading = parseBrief(lines);
  const question = linkQuestionOf(ip);
  const { addresses, unread } = reading;
  const links = linksAsAsked(reading.links, question);
  const showsAddresses = ip ? ip.object === 'address' : !links.some((link) => link.mac !== undefined);
  const part = showsAddresses ? 'addresses' : 'links';
  noteUnread(draft, block, part, [...failures, ...unread]);
  if (links.length === 0) return;
  const shown: Block = failures.length > 0 ? { ...block, partial: block.partial ?? { kind: 'cut' } } : block;
  const scopes = linkScopesOf(shown, ip, reading, { closed: false, brief: true });
  draft.addLinks(links, true);
  if (question.vrf !== undefined) draft.addVrf(question.vrf, false);
  draft.cover('links', scopes.links);
  if (showsAddresses) {
    draft.addAddresses(addresses, scopes.addresses, true);
    if (draft.covers('addresses', {})) draft.shown('addresses');
  }
  draft.evidence(part, commandOf(block), block.lines.join('\n'));
}

export const brief = {
  kind: 'brief',
  printedBy: ({ argv }) =>
    showsObject(argv, 'address', { brief: true }) || showsObject(argv, 'link', { brief: true }),
  form: isBriefLine,
  lines: { formed: true, canBelong: isLikeBriefLine },
  state: true,
  part: 'addresses',
  answers: ['addresses'],
  read,
} satisfies Output;
