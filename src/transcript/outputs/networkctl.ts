import { isAddress, plainAddress } from '../forms/addresses.ts';
import { addGateway, setOwner } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `networkctl status IFACE`. */
function read(draft: ObservationDraft, block: Block): void {
  const source = block.lines.join('\n').slice(0, 20_000);
  const dev = /^\W{0,8}\d{1,6}: ([\w.@:-]{1,15})/m.exec(source)?.[1] ?? block.command?.argv.at(-1);
  if (dev === undefined) return;
  const file = /^\s*Network File: (\S{1,300})/m.exec(source)?.[1];
  if (/State: .{0,60}\(configur/.test(source) && file !== undefined && file !== 'n/a') {
    if (file.includes('netplan')) setOwner(draft, dev, 'netplan', file);
    else setOwner(draft, dev, 'systemd-networkd', file, file.slice(file.lastIndexOf('/') + 1));
  }
  const gateway = /^\s*Gateway: ([0-9a-f.:]{2,45})/im.exec(source)?.[1];
  if (isAddress(gateway))
    addGateway(draft, { dev, address: plainAddress(gateway), source: commandOf(block) });
  draft.evidence('configuration', commandOf(block), block.lines.join('\n'));
}

export const networkctl = {
  kind: 'networkctl',
  printedBy: ({ argv }) => argv[0] === 'networkctl',
  state: false,
  part: 'owners',
  answers: [],
  read,
} satisfies Output;
