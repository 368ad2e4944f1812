import type { DroppingProgram, Rule, RulePlace, Scene } from '../../analyzer/model/index.ts';
import { filterProgram, ruleInShort } from '../names.ts';
import type { Unnamed } from '../unnamed.ts';
import { count } from './count.ts';

export { count, listOf } from './count.ts';

/** Stands for a name that was not shown: first in the headline, then everywhere else. */
export const UNNAMED = {
  first: {
    device: 'an interface that was not shown',
    address: 'an address that was not shown',
    host: 'this host',
    anySender: 'a sender in another network',
    theSender: 'the sender',
  },
  again: {
    device: 'that interface',
    address: 'that address',
    host: 'this host',
    anySender: 'a sender in another network',
    theSender: 'the sender',
  },
} satisfies Unnamed;

/** `pings`, `TCP packets to port 443`. */
export function requests({ protocol, port, own }: Pick<Scene, 'protocol' | 'port' | 'own'>): string {
  if (own) return 'the replies to its own pings';
  if (protocol === 'icmp') return 'pings';
  return `${protocol.toUpperCase()} packets${port === undefined ? '' : ` to port ${port}`}`;
}

/** The interface in question; where requests arrive on another one, the address and that interface. */
export function target({
  interface: iface,
  ingress,
  to,
}: Pick<Scene, 'interface' | 'ingress' | 'to'>): string {
  return ingress === iface ? iface : `${to} that arrive on ${ingress}`;
}

/** How to make replies leave by the interface of the requests; an address of another interface should be reached there. */
export function wayOutOf({ holder, ingress, to }: Pick<Scene, 'holder' | 'ingress' | 'to'>): string {
  return holder === undefined
    ? `Policy routing makes replies leave by ${ingress}.`
    : `${to} is ${holder}'s address: find out why the network delivers its packets to ${ingress}.`;
}

/** The sender by its address, else any in another network. */
export function sender({ from }: Pick<Scene, 'from'>): string {
  return from ?? UNNAMED.again.anySender;
}

/** The sender by its name. */
export function peer({ peer: name, from }: Scene): string {
  return name ?? from ?? UNNAMED.again.theSender;
}

/** `1 reply`, `3 replies`. */
export function replies(number: number): string {
  return count(number, 'reply', 'replies');
}

/** `eth0`, `eth0 or eth1`. */
export function ways(devices: readonly string[]): string {
  return devices.length === 0 ? 'another interface' : devices.join(' or ');
}

/** A policy rule as `ip rule` prints it, in short. */
export function ruleWords(rule: Rule): string {
  return `rule ${rule.preference} (${ruleInShort(rule)})`;
}

/** A packet filter's rule by its place. */
export function ruleAt({ text, owner, ...place }: RulePlace): string {
  return `\`${text}\` in ${placeOf(place)}${owner === undefined ? '' : ` (${owner})`}`;
}

/** Where a rule stands. */
export function placeOf({
  listing,
  family,
  table,
  chain,
}: Pick<RulePlace, 'listing' | 'family' | 'table' | 'chain'>): string {
  switch (listing) {
    case 'nft':
      return `chain ${chain} of nft table ${family} ${table}`;
    case 'iptables':
      return `chain ${chain} of ${filterProgram(family)} table ${table}`;
    case 'firewalld':
      return `firewalld's zone ${chain}`;
    case 'ufw':
      return "ufw's incoming rules";
    case 'fail2ban':
      return `fail2ban's jail ${chain}`;
  }
}

/** What can drop a packet beside the packet filter, by its place. */
export function programWords(program: DroppingProgram): string {
  switch (program.kind) {
    case 'xdp':
      return `XDP (${program.mode}) on ${program.device}`;
    case 'tc': {
      const { filter, name, hook, device, to } = program;
      const target = to === undefined ? '' : `, to ${to}`;
      return `tc ${filter}${name === undefined ? '' : ` ${name}`} (${hook} of ${device}${target})`;
    }
    case 'queue':
      return `tc ${program.queue} (${program.device})`;
  }
}
