import type { Block } from '../block.ts';
import { commandOf } from '../block.ts';
import { jsonItems } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { deviceScopeOf, readIpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { readInterfacesJson } from '../parsers/link-json.ts';
import { type InterfaceReading, parseInterfaces } from '../parsers/link-text.ts';
import { isBlank, isJson, withoutFailures } from './failures.ts';

/** `ip addr` and `ip link`, text and JSON. */
export function readInterfaces(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const part = ip?.object === 'link' ? 'links' : 'addresses';
  const known = draft.state.addressesListed !== undefined;
  for (const failure of failures) draft.gap(known || !isBlank(lines) ? 'transcript' : part, failure);
  if (isBlank(lines)) {
    if (failures.length === 0 && !known && !deviceScopeOf(ip).filtered)
      draft.gap(part, `${commandOf(block)} shows nothing`);
    return;
  }
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading: InterfaceReading = json ? readInterfacesJson(json.items) : parseInterfaces(lines);
  for (const line of reading.unread) draft.gap(part, `cannot read: ${quoted(line)}`);
  if (json?.rest !== undefined) draft.gap(part, `the listing is cut: ${quoted(json.rest)}`);
  if (block.partial !== undefined) draft.gap(known ? 'transcript' : part, block.partial);

  const scope = deviceScopeOf(ip);
  const whole = block.partial === undefined && json?.rest === undefined && reading.unread.length === 0;
  if (reading.links.length > 0) draft.addLinks(reading.links);
  const showsAddresses = ip ? ip.object === 'address' : reading.addresses.length > 0;
  if (showsAddresses) {
    const families = ip?.family === undefined ? ([4, 6] as const) : [ip.family];
    const heard = reading.links.length + reading.addresses.length > 0;
    const complete = whole && !scope.filtered && heard && ip !== undefined;
    // Without its command a listing may have been narrowed to one interface or one family.
    const named = [
      ...new Set([...reading.links.map(({ name }) => name), ...reading.addresses.map(({ dev }) => dev)]),
    ];
    const listed = complete
      ? { families, devs: scope.dev === undefined ? ['*'] : named }
      : whole && ip === undefined && named.length > 0
        ? { families, devs: named }
        : undefined;
    draft.addAddresses(reading.addresses, listed);
    if (listed?.devs.includes('*') && families.length === 2) draft.heard('addresses');
  }
  draft.evidence(showsAddresses ? 'addresses' : 'links', commandOf(block), block.lines.join('\n'));
}
