import { isAddress, plainAddress } from '../forms/addresses.ts';
import { addGateway, setOwner } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `nmcli device show IFACE`, long or by fields (`-g GENERAL.CONNECTION,IP4.GATEWAY,…`). */
function read(draft: ObservationDraft, block: Block): void {
  const argv = block.command?.argv ?? [];
  const show = argv.findIndex((word) => word.length >= 2 && 'show'.startsWith(word));
  let dev = show === -1 ? undefined : argv[show + 1];
  const fields = argv[argv.findIndex((word) => word === '-g' || word === '--get-values') + 1]?.split(',');
  const command = commandOf(block);
  let connection: string | undefined;
  for (const [index, line] of block.lines.entries()) {
    const named = /^([A-Za-z0-9.-]{2,60}(?:\[\d{1,3}\])?):\s*(.{0,500})$/.exec(line.slice(0, 600));
    const short = fields !== undefined && argv.some((word) => word === '-g' || word === '--get-values');
    const key = short ? (fields[index] ?? fields.at(-1) ?? '') : (named?.[1] ?? '').replace(/\[\d+\]$/, '');
    const value = (short ? line : (named?.[2] ?? '')).trim().replaceAll('\\:', ':');
    if (key === 'GENERAL.DEVICE' || key === 'connection.interface-name') dev = value;
    else if (key === 'GENERAL.CONNECTION') connection = value;
    else if (dev !== undefined && /^(?:IP[46]|ipv[46])\.GATEWAY$/i.test(key) && isAddress(value)) {
      addGateway(draft, { dev, address: plainAddress(value), source: command });
    } else if (dev !== undefined && /^IP[46]\.ROUTE/.test(key)) {
      const gateway = /dst = (?:0\.0\.0\.0\/0|::\/0), nh = ([0-9a-f.:]{2,45})/i.exec(value)?.[1];
      if (isAddress(gateway) && gateway !== '0.0.0.0')
        addGateway(draft, { dev, address: gateway, source: command });
    }
  }
  if (dev !== undefined && connection !== undefined && connection !== '' && connection !== '--') {
    setOwner(draft, dev, 'NetworkManager', `${command}: ${connection.slice(0, 100)}`);
  }
  draft.evidence('configuration', command, block.lines.join('\n'));
}

export const networkManager = {
  kind: 'network-manager',
  printedBy: ({ argv }) => argv[0] === 'nmcli',
  state: false,
  part: 'owners',
  answers: [],
  read,
} satisfies Output;
