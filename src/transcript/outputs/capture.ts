import { isProse } from '../forms/prose.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isCaptureNotice, isPacketLine, parseCapture } from '../parsers/capture.ts';

/** tcpdump's text. */
function read(draft: ObservationDraft, block: Block): void {
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

export const capture = {
  kind: 'capture',
  printedBy: ({ argv }) => argv[0] === 'tcpdump',
  form: (line) => isCaptureNotice(line) || isPacketLine(line),
  lines: { formed: true, unmistakable: true, blankLines: true },
  state: false,
  part: 'capture',
  answers: ['arrival', 'departure', 'neighbour', 'who-asks', 'return'],
  read,
} satisfies Output;
