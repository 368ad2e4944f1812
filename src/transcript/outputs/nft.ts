import type { Output } from '../output.ts';
import { readNft } from '../readers/filters.ts';

export const nft = {
  kind: 'nft',
  printedBy: ({ argv }) => argv[0] === 'nft' && (argv.includes('list') || argv.length === 1),
  form: (line) =>
    /^\s*(?:table (?:ip|ip6|inet|arp|bridge|netdev) [\w.-]{1,60} \{|\{\s*"nftables")/.test(line),
  lines: { unmistakable: true, end: (line) => (/^\}\s*$/.test(line) ? 'with' : undefined) },
  state: true,
  part: 'filters',
  answers: ['filter'],
  read: readNft,
} satisfies Output;
