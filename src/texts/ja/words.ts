import type { DroppingProgram, Rule, RulePlace, Scene } from '../../analyzer/model/index.ts';
import { filterProgram, ruleInShort } from '../names.ts';
import type { Unnamed } from '../unnamed.ts';

/** Stands for a name that was not shown: first in the headline, then everywhere else. */
export const UNNAMED = {
  first: {
    device: '名前不明のインターフェース',
    address: '不明なアドレス',
    host: 'このホスト',
    anySender: '別ネットワークの送信元',
    theSender: '送信元',
  },
  again: {
    device: 'そのインターフェース',
    address: 'そのアドレス',
    host: 'このホスト',
    anySender: '別ネットワークの送信元',
    theSender: '送信元',
  },
} satisfies Unnamed;

/** `ping`, `TCP パケット (ポート 443)`. */
export function requests({ protocol, port, own }: Pick<Scene, 'protocol' | 'port' | 'own'>): string {
  if (own) return '自分の ping への応答';
  if (protocol === 'icmp') return 'ping';
  return `${protocol.toUpperCase()} パケット${port === undefined ? '' : ` (ポート ${port})`}`;
}

/** The interface in question; where requests arrive on another one, the address and that interface. */
export function target({
  interface: iface,
  ingress,
  to,
}: Pick<Scene, 'interface' | 'ingress' | 'to'>): string {
  return ingress === iface ? iface : `${to} (${ingress} に到着)`;
}

/** How to make replies leave by the interface of the requests; an address of another interface should be reached there. */
export function wayOutOf({ holder, ingress, to }: Pick<Scene, 'holder' | 'ingress' | 'to'>): string {
  return holder === undefined
    ? `ポリシールーティングを使うと、戻りパケットは ${ingress} から出ます。`
    : `${to} は ${holder} のアドレスです。${to} 宛てのパケットが ${ingress} に届く理由をネットワーク側で調べてください。`;
}

/** The sender by its address, else any in another network. */
export function sender({ from }: Pick<Scene, 'from'>): string {
  return from ?? UNNAMED.again.anySender;
}

/** The sender by its name. */
export function peer({ peer: name, from }: Pick<Scene, 'peer' | 'from'>): string {
  return name ?? from ?? UNNAMED.again.theSender;
}

/** `eth0`, `eth0 または eth1`. */
export function ways(devices: readonly string[]): string {
  return devices.length === 0 ? '別のインターフェース' : devices.join(' または ');
}

/** A policy rule as `ip rule` prints it, in short. */
export function ruleWords(rule: Rule): string {
  return `ルール ${rule.preference} (${ruleInShort(rule)})`;
}

/** A packet filter's rule by its place. */
export function ruleAt({ text, owner, ...place }: RulePlace): string {
  return `${placeOf(place)} の \`${text}\`${owner === undefined ? '' : ` (${owner})`}`;
}

/** Where a rule is listed. */
export function placeOf({
  listing,
  family,
  table,
  chain,
}: Pick<RulePlace, 'listing' | 'family' | 'table' | 'chain'>): string {
  switch (listing) {
    case 'nft':
      return `nft テーブル ${family} ${table} のチェイン ${chain}`;
    case 'iptables':
      return `${filterProgram(family)} テーブル ${table} のチェイン ${chain}`;
    case 'firewalld':
      return `firewalld のゾーン ${chain}`;
    case 'ufw':
      return 'ufw の受信ルール';
    case 'fail2ban':
      return `fail2ban の jail ${chain}`;
  }
}

export function listOf(parts: readonly string[]): string {
  return parts.join('、');
}

/** How a host is asked for the hardware address of an address. */
export function resolution(family: 4 | 6): string {
  return family === 4 ? 'ARP' : '近隣探索 (NDP)';
}

/** What can drop a packet beside the packet filter, by its place. */
export function programWords(program: DroppingProgram): string {
  switch (program.kind) {
    case 'xdp':
      return `${program.device} の XDP (${program.mode})`;
    case 'tc': {
      const { filter, name, hook, device, to } = program;
      const target = to === undefined ? '' : `、転送先 ${to}`;
      return `${device} の tc ${filter}${name === undefined ? '' : ` ${name}`} (${hook}${target})`;
    }
    case 'queue':
      return `${program.device} の tc ${program.queue}`;
  }
}
