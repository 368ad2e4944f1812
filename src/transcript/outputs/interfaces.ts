import type { Link, Scope } from '../../analyzer/model/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { readInterfacesJson } from '../parsers/link-json.ts';
import {
  type InterfaceReading,
  isAddressLine,
  isInterfaceHeader,
  isLikeInterfaceLine,
  parseInterfaces,
} from '../parsers/link-text.ts';
import { linkQuestionOf, linkScopesOf, linksAsAsked } from '../scopes/links.ts';

/** What `ip` says of a name that no interface has. */
const NO_DEVICE = /^(?:Device "([^"]{1,60})" does not exist|ip: can't find device '([^']{1,60})')/;

/** `ip addr` and `ip link`, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const part = ip?.object === 'link' ? 'links' : 'addresses';
  const question = linkQuestionOf(ip);
  const known = draft.covers(part, question.dev === undefined ? {} : { device: question.dev });
  const missing = failures.filter((failure) => noteMissing(draft, failure));
  for (const failure of failures) {
    if (!missing.includes(failure)) draft.gap(known || !isBlank(lines) ? 'transcript' : part, failure);
  }
  if (isBlank(lines)) {
    // A choice that fits nothing prints nothing.
    if (missing.length > 0) draft.evidence('links', commandOf(block), block.lines.join('\n'));
    if (failures.length > 0) return;
    if (question.chosen && question.links && block.partial === undefined) {
      draft.addLinks([]);
      draft.cover('links', linkScopesOf(block, ip, NOTHING, { closed: false, brief: false }).links);
      draft.evidence('links', commandOf(block), '');
    } else if (!known && !question.addressesChosen)
      draft.gap(part, { kind: 'empty', command: commandOf(block) });
    return;
  }
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading: InterfaceReading = json ? readInterfacesJson(json.items) : parseInterfaces(lines);
  for (const line of reading.unread) draft.gap(part, { kind: 'unread', text: quoted(line) });
  if (json?.rest !== undefined) draft.gap(part, { kind: 'cut', text: quoted(json.rest) });
  if (block.partial !== undefined) draft.gap(known ? 'transcript' : part, block.partial);

  const links = linksAsAsked(reading.links, question);
  const cut = json?.rest !== undefined || (failures.length > 0 && missing.length === 0);
  const shown: Block = cut ? { ...block, partial: block.partial ?? { kind: 'cut' } } : block;
  const scopes = linkScopesOf(shown, ip, reading, { closed: json !== undefined, brief: false });
  if (links.length > 0) {
    draft.addLinks(links);
    draft.cover('links', scopes.links);
    if (showsXdp(links)) draft.cover('hooks', xdpScopes(scopes.links));
    if (question.vrf !== undefined) draft.addVrf(question.vrf, false);
  }
  const showsAddresses = ip ? ip.object === 'address' : reading.addresses.length > 0;
  if (showsAddresses) {
    draft.addAddresses(reading.addresses, scopes.addresses);
    if (draft.covers('addresses', {})) draft.shown('addresses');
  }
  draft.evidence(showsAddresses ? 'addresses' : 'links', commandOf(block), block.lines.join('\n'));
}

/** iproute2 names an interface's XDP program, in whatever mode it runs, and its group; BusyBox names neither. */
function showsXdp(links: readonly Link[]): boolean {
  return links.every(({ group }) => group !== undefined);
}

function xdpScopes(links: readonly Scope[]): Scope[] {
  return links.flatMap(({ kind, master, ...scope }) =>
    kind === undefined && master === undefined ? [{ ...scope, program: 'xdp' }] : [],
  );
}

const NOTHING: InterfaceReading = { links: [], addresses: [], unread: [], open: [] };

/** `Device "eth9" does not exist.`: the one interface that was asked for is known not to be there. */
function noteMissing(draft: ObservationDraft, failure: string): boolean {
  const match = NO_DEVICE.exec(failure);
  const device = match?.[1] ?? match?.[2];
  if (device === undefined) return false;
  draft.addLinks([]);
  draft.cover('links', [{ device }]);
  return true;
}

export const interfaces = {
  kind: 'interfaces',
  printedBy: ({ argv }) =>
    showsObject(argv, 'address', { brief: false }) || showsObject(argv, 'link', { brief: false }),
  form: (line) => isInterfaceHeader(line) || isAddressLine(line),
  json: (item) => 'ifname' in item,
  lines: { formed: true, unmistakable: true, canBelong: isLikeInterfaceLine },
  state: true,
  part: 'addresses',
  answers: ['addresses', 'link', 'vrf'],
  read,
} satisfies Output;
