import { type Block, commandOf } from '../block.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseCapture } from '../parsers/capture.ts';
import { counterValues, netstatStatistics } from '../parsers/counters.ts';
import { isPingHeader, pingOf } from '../parsers/ping.ts';
import { parseReach } from '../parsers/reach.ts';
import { isProse } from '../recognise.ts';

/** tcpdump's text. */
export function readCapture(draft: ObservationDraft, block: Block): void {
  const options: Parameters<typeof parseCapture>[1] = {};
  if (block.typed !== undefined) options.command = block.typed;
  const { interfaceName, direction } = captureOptions(block.command?.argv ?? []);
  if (interfaceName !== undefined) options.interfaceName = interfaceName;
  if (direction !== undefined) options.direction = direction;
  const { capture, unread, cut } = parseCapture(block.lines, options);
  let incomplete = block.partial;
  if (cut > 0) incomplete = `${cut} more packets were left out`;
  for (const line of unread) {
    if (!isProse(line)) draft.gap('capture', `cannot read: ${quoted(line)}`);
    if (/\bIP6?\b|ARP|ICMP/.test(line)) incomplete ??= 'a packet could not be read';
  }
  if (incomplete !== undefined) {
    capture.incomplete = true;
    draft.gap('capture', incomplete);
  }
  draft.observation.captures.push(capture);
  draft.evidence('capture', commandOf(block), block.lines.join('\n'));
}

/** The interface (`-i`) and direction (`-Q`, `-P` of old versions) that a tcpdump was asked for. */
function captureOptions(argv: readonly string[]): { interfaceName?: string; direction?: 'in' | 'out' } {
  const options: { interfaceName?: string; direction?: 'in' | 'out' } = {};
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const attached = /^-[a-zA-Z#]*i(\S+)$/.exec(word)?.[1] ?? /^--interface=(\S+)$/.exec(word)?.[1];
    if (/^-[a-zA-Z#]*i$/.test(word) || word === '--interface') options.interfaceName = argv[at + 1] ?? '';
    else if (attached !== undefined && !word.startsWith('--im')) options.interfaceName = attached;
    else if (word === '-Q' || word === '-P' || word === '--direction') {
      const direction = argv[at + 1];
      if (direction === 'in' || direction === 'out') options.direction = direction;
    }
  }
  return options;
}

/** One ping, or several one after another. */
export function readPing(draft: ObservationDraft, block: Block): void {
  let from = 0;
  const starts = block.lines.flatMap((line, index) => (isPingHeader(line) ? [index] : []));
  const cuts = starts.length > 1 ? [...starts.slice(1), block.lines.length] : [block.lines.length];
  let read = 0;
  for (const end of cuts) {
    const argv = cuts.length === 1 ? (block.command?.argv ?? []) : [];
    const probe = pingOf(block.lines.slice(from, end), block.typed, argv);
    if (probe) {
      draft.observation.probes.push(probe);
      read++;
    }
    from = end;
  }
  if (read === 0)
    draft.gap('probe', `cannot tell what was pinged: ${quoted(block.typed ?? block.lines.join(' '))}`);
  else draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

/** An attempt by nc, ncat, telnet, or bash itself. */
export function readReach(draft: ObservationDraft, block: Block): void {
  const probe = parseReach(block.lines, block.command?.argv ?? [], commandOf(block));
  if (!probe) return;
  draft.observation.probes.push(probe);
  draft.evidence('probe', commandOf(block), block.lines.join('\n'));
}

/** /proc/net/netstat, snmp, snmp6, and `nstat`. */
export function readCounterBlock(draft: ObservationDraft, block: Block): void {
  const words = block.command?.argv ?? [];
  const increments =
    words[0] === 'nstat' && !words.some((word) => /^-[a-z]*a/.test(word) || word === '--ignore');
  if (increments || (words.length === 0 && block.lines.some((line) => line.trim() === '#kernel'))) {
    draft.gap('counters', 'nstat without -a prints what was added since it was last run, not the counters');
    draft.evidence('counters', commandOf(block), block.lines.join('\n'));
    return;
  }
  addValues(draft, block, counterValues(block.lines));
}

/** `netstat -s`. */
export function readNetstatStatistics(draft: ObservationDraft, block: Block): void {
  addValues(draft, block, netstatStatistics(block.lines));
}

function addValues(draft: ObservationDraft, block: Block, values: Record<string, number>): void {
  if (Object.keys(values).length === 0) {
    draft.gap(
      'counters',
      `no counters in: ${quoted(block.lines.find((line) => line.trim() !== '') ?? commandOf(block))}`,
    );
    return;
  }
  draft.addCounters(values);
  draft.evidence('counters', commandOf(block), block.lines.join('\n'));
}
