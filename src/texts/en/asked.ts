import type { AskedMessages, Outcome, Showing, Unfit } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

export const askedSentences: Sentences<AskedMessages> = {
  'question.taken': ({ protocol, from, to, port, interface: name, host, because, own }) =>
    own !== undefined && from !== undefined
      ? own.unbound
        ? `${host === undefined ? 'the host' : host}'s own ping to ${from}${name === '' ? '' : ` by ${name}`}, because ${reason(because)}; checked: its path out and its replies' path in`
        : `${host === undefined ? 'the host' : host}'s own ping to ${from}, bound to ${name}${to === '' ? '' : ` (${to})`}, because ${reason(because)}; checked: its replies' path in`
      : `${attempts(protocol)}${from === undefined ? '' : ` from ${from}`} to ${to === '' ? 'an address that is not shown' : to}` +
        `${port === undefined ? '' : ` port ${port}`}${place(name, host)}, because ${reason(because)}`,
  'question.no-console': () => 'This text has no console output.',
  'question.no-console.next': () =>
    'Paste commands with their output: the failing ping, tcpdump, ip addr, ip rule, ip route.',
  'question.several-hosts': ({ hosts, to }) =>
    `The paste does not show which host ${to === undefined ? 'is the target' : `has ${to}`}: ${list(hosts.map(named), 'or')}.`,
  'question.several-hosts.next': ({ host }) =>
    host === undefined ? 'Paste the console of one host only.' : `Name it: --host ${host}`,
  'question.host-unknown': ({ host }) => `The paste shows no prompt of ${host}.`,
  'question.host-unknown.next': ({ hosts }) =>
    hosts.length === 0 ? 'Leave --host out: no prompt names a host.' : `Name one of ${list(hosts, 'or')}.`,
  'question.interface-unknown': ({ interface: name }) => `The transcript shows no interface ${name}.`,
  'question.interface-unknown.next': ({ interfaces, like }) =>
    like === undefined
      ? `Name one of ${interfaces.slice(0, 12).join(', ')}.`
      : `Write it as --iface ${like}: capital letters count.`,
  'question.interface-local': () => 'lo only carries what a host sends to itself.',
  'question.interface-local.next': ({ interfaces }) =>
    `Name the interface that the sender's packets arrive on${interfaces.length === 0 ? '' : `: ${list(interfaces, 'or')}`}.`,
  'question.address-unfit': ({ flag, address, is }) => `--${flag}: ${unfit(flag, address, is)}.`,
  'question.address-unfit.next': ({ flag, own, is }) =>
    flag === 'from'
      ? 'Name the address of the host that gets no reply.'
      : `Name an address of the target host${own.length === 0 ? '' : `, such as ${list(own, 'or')}`}${is === 'gateway' ? '. To ask about the gateway, paste its own console' : ''}.`,
  'question.not-an-interface': ({ typed }) => `"${typed}" is not an interface.`,
  'question.not-an-interface.next': ({ interface: name, port }) =>
    `Write it as --iface ${name}${port === undefined ? '' : ` --port ${port}`}.`,
};

function unfit(flag: 'to' | 'from', address: string, is: Unfit): string {
  switch (is.kind) {
    case 'loopback':
      return flag === 'to'
        ? `${address} is a loopback address: no packet from a network is sent to it`
        : `${address} is a loopback address: no packet on a network comes from it`;
    case 'unspecified':
      return `${address} means any address: no host has it`;
    case 'multicast':
      return `${address} is a multicast address, not a single host's`;
    case 'broadcast':
      return `${address} is a broadcast address, not a single host's`;
    case 'network':
      return `${address} is a network address: no host has it`;
    case 'target':
      return `${address} is the target as well, and what a host sends to itself uses lo`;
    case 'gateway':
      return `${address} is the gateway${is.host === undefined ? '' : ` of ${is.host}`}, another machine on the path`;
  }
}

function reason(because: AskedMessages['question.taken']['because']): string {
  if (because.by === 'flags') return 'it was named';
  if (because.by === 'attempt') return TRIED[because.showing](because.outcome, because.host);
  const { interfaces } = because;
  return interfaces.length < 2
    ? 'the paste shows no attempt'
    : `the paste shows no attempt, and it is the most likely of ${list(interfaces)}`;
}

function attempts(protocol: 'icmp' | 'tcp' | 'udp'): string {
  return { icmp: 'pings', tcp: 'TCP connections', udp: 'UDP' }[protocol];
}

function place(name: string, host: string | undefined): string {
  if (name === '') return host === undefined ? '' : ` (${host})`;
  return host === undefined ? ` (${name})` : ` (${name} of ${host})`;
}

function on(host: string | undefined): string {
  return host === undefined ? '' : ` on ${host}`;
}

function named(host: string): string {
  return host === '' ? 'one whose prompt has no name' : host;
}

/** How many names of a long list are shown. */
const NAMED = 6;

function list(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const shown = names.slice(0, NAMED);
  if (names.length > NAMED) return `${shown.join(', ')} ${word} ${names.length - NAMED} more`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

const WORKS = 'nothing in the paste fails, and ';

/** Why an attempt is the question, by what shows it. */
const TRIED: Record<Showing, (outcome: Outcome, host: string | undefined) => string> = {
  ping: (outcome, host) => {
    if (outcome === 'failed') return `the ping${on(host)} gets no reply`;
    return outcome === 'unclear'
      ? `not every ping${on(host)} is answered`
      : `${WORKS}the ping${on(host)} is answered`;
  },
  connection: (outcome, host) =>
    outcome === 'answered'
      ? `${WORKS}the connection${on(host)} is accepted`
      : `the connection${on(host)} fails`,
  path: (outcome, host) => {
    if (outcome === 'failed') return `the path${on(host)} ends before it`;
    return outcome === 'unclear'
      ? `packets are lost on the path${on(host)}`
      : `${WORKS}the path${on(host)} reaches it`;
  },
  'captured-requests': (outcome, host) => {
    if (outcome === 'failed') return `the capture${on(host)} shows requests and no reply`;
    return outcome === 'unclear'
      ? `the capture${on(host)} does not show a reply to every request`
      : `${WORKS}the capture${on(host)} shows requests${outcome === 'answered' ? ' and replies' : ''}`;
  },
  'captured-answers': (_outcome, host) => `the capture${on(host)} shows replies`,
  'arp-requests': (_outcome, host) => `the capture${on(host)} shows ARP/ND requests for it and no answer`,
  'two-owners': (_outcome, host) => `two machines claim the address${on(host)}`,
  'martian-line': (_outcome, host) => `the kernel log${on(host)} reports such packets as martian`,
  'filter-line': (_outcome, host) => `a packet filter${on(host)} logged such packets`,
  'refused-by-kernel': (_outcome, host) => `the kernel${on(host)} refuses it in "ip route get"`,
  stated: (_outcome, host) => `the text says that no reply comes${host === undefined ? '' : ` from ${host}`}`,
  'asked-of-kernel': (_outcome, host) => `${WORKS}the kernel${on(host)} was asked about it`,
};
