import type { Socket } from '../../analyzer/model/index.ts';
import { isAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { ownValue } from '../forms/own.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

/** `ss -tuna` (also -l, -p, -H) and `netstat -tuna`, Linux and BusyBox. */
export function parseSockets(lines: readonly string[]): Reading<Socket> {
  const found: Socket[] = [];
  const unread: string[] = [];
  let withoutNetid: Socket['protocol'] | undefined;
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 1000));
    const [first = ''] = words;
    if (first === '' || /^(?:Active|Proto|Netid|Kernel)$/.test(first)) continue;
    if (first === 'State') {
      // One protocol alone was asked for: `ss -tna` and `ss -una` print no Netid.
      withoutNetid = 'tcp';
      continue;
    }
    if (first.startsWith('users:') || /^(?:timer|cubic|skmem|ino|uid):?/.test(first)) continue;
    const socket = netstatRow(words) ?? ssRow(words, withoutNetid);
    if (socket === 'unix') continue;
    if (socket) found.push(socket);
    else unread.push(line);
  }
  return { found, unread };
}

function protocolOf(word: string): Socket['protocol'] | undefined {
  const name = word.replace(/6$/, '');
  if (name === 'tcp' || name === 'udp' || name === 'raw' || name === 'icmp') return name;
  return name === 'udplite' || name === 'sctp' || name === 'dccp' || name === 'mptcp' ? 'other' : undefined;
}

/** `tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN`. */
function netstatRow(words: readonly string[]): Socket | undefined {
  const protocol = protocolOf(words[0] ?? '');
  if (protocol === undefined || !/^\d+$/.test(words[1] ?? '') || !/^\d+$/.test(words[2] ?? ''))
    return undefined;
  const named = /^[A-Z][A-Z_0-9]{2,14}$/.test(words[5] ?? '') ? (words[5] ?? '') : 'UNCONN';
  // States are translated (LISTEN, OUÇA, ÉCOUTER); a TCP socket without a peer's port is one that listens.
  const state = protocol === 'tcp' && words[4]?.endsWith(':*') ? 'LISTEN' : named;
  const socket = socketOf(protocol, ownValue(NETSTAT_STATES, state) ?? state, words[3], words[4]);
  return socket && { ...socket, ...queuesOf(socket, words[1], words[2]) };
}

/** How many connections may wait at a listener stands there as 0 where it was read from /proc, which does not show it. */
function queuesOf({ state }: Socket, receive: string | undefined, send: string | undefined) {
  const [receiveQueue, sendQueue] = [decimal(receive), decimal(send)];
  if (receiveQueue === undefined || sendQueue === undefined) return {};
  return state === 'LISTEN' && sendQueue === 0 ? { receiveQueue } : { receiveQueue, sendQueue };
}

/** netstat's names of states as ss writes them. */
const NETSTAT_STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  TIME_WAIT: 'TIME-WAIT',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
};

const SS_STATE =
  /^(?:LISTEN|UNCONN|ESTAB|TIME-WAIT|SYN-SENT|SYN-RECV|FIN-WAIT-[12]|CLOSE-WAIT|LAST-ACK|CLOSING|CLOSED?|UNKNOWN)$/;

/** `tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:…`. */
function ssRow(
  words: readonly string[],
  fallback: Socket['protocol'] | undefined,
): Socket | 'unix' | undefined {
  const [first = ''] = words;
  if (/^(?:u_|nl$|p_|v_|tipc|xdp|\?\?\?)/.test(first)) return 'unix';
  const named = protocolOf(first);
  const row = named === undefined ? words : words.slice(1);
  // Rows that went through `grep` stand without their heading; only UDP has sockets that are neither open nor closed.
  const protocol = named ?? fallback ?? (row[0] === 'UNCONN' ? 'udp' : 'tcp');
  if (!SS_STATE.test(row[0] ?? '') || !/^\d+$/.test(row[1] ?? '')) return undefined;
  const state = row[0] ?? '';
  const socket = socketOf(
    named === undefined && state === 'UNCONN' ? 'udp' : protocol,
    state,
    row[3],
    row[4],
  );
  return (
    socket && {
      ...socket,
      ...queuesOf(socket, row[1], row[2]),
      ...v6onlyOf(row[3]),
      ...ownerOf(row.slice(5)),
    }
  );
}

/** ss writes `*:80` for an unbound IPv6 socket that takes IPv4 as well, and `[::]:80` for one that does not (iproute2 4.15). */
function v6onlyOf(local = ''): Pick<Socket, 'v6only'> {
  return /^\[::\](?:%[\w.-]{1,15})?:\d+$/.test(local) ? { v6only: true } : {};
}

/** `ss -e` prints `uid:1000 ino:4711 sk:… fwmark:0x1`; no uid for root's sockets, and no mark where it is 0. */
function ownerOf(words: readonly string[]): Pick<Socket, 'uid' | 'mark'> {
  const after = (name: string) => words.find((word) => word.startsWith(name))?.slice(name.length);
  if (after('ino:') === undefined) return {};
  const uid = decimal(after('uid:') ?? '0');
  const mark = Number(after('fwmark:') ?? 0);
  return { ...(uid === undefined ? {} : { uid }), ...(Number.isSafeInteger(mark) ? { mark } : {}) };
}

function socketOf(
  protocol: Socket['protocol'],
  state: string,
  local: string | undefined,
  peer: string | undefined,
): Socket | undefined {
  const own = endpointOf(local);
  if (own === undefined) return undefined;
  const other = endpointOf(peer);
  const connected = other !== undefined && other.port !== undefined && isAddress(other.address);
  return compact<Socket>({
    protocol,
    state,
    localAddress: own.address,
    localPort: own.port,
    dev: own.dev,
    peerAddress: connected ? other.address : undefined,
    peerPort: connected ? other.port : undefined,
    uid: undefined,
  });
}

/** `10.0.0.1%eth1:22`, `[::]:22`, `*:22`, `:::22` (netstat), `0.0.0.0:*`; IPv4 peers of IPv6 sockets as plain IPv4. */
function endpointOf(word: string | undefined): { address: string; port?: number; dev?: string } | undefined {
  const colon = word?.lastIndexOf(':') ?? -1;
  if (word === undefined || colon === -1) return undefined;
  const port = decimal(word.slice(colon + 1));
  const [host = '', dev] = word.slice(0, colon).replace(/[[\]]/g, '').split('%');
  const address = host.replace(/^::ffff:(?=\d{1,3}\.)/i, '').toLowerCase();
  if (address !== '*' && address !== '::' && !isAddress(address)) return undefined;
  return compact<{ address: string; port?: number; dev?: string }>({ address, port, dev });
}

/** Whether the line is a heading or a row of `ss` or `netstat`. */
export function isSocketLine(line: string): boolean {
  const trimmed = line.trim();
  return (
    /^Active Internet connections|^Proto\s+Recv-Q|^Netid\s+State|^State\s+Recv-Q/.test(trimmed) ||
    isSocketRow(trimmed)
  );
}

function isSocketRow(trimmed: string): boolean {
  return (
    /^(?:tcp|udp|raw|icmp6?|udplite)6?\s+\d+\s+\d+\s+\S+[:.][\d*\w-]+\s/.test(trimmed) ||
    /^(?:tcp|udp|raw|icmp6?)\s+(?:LISTEN|UNCONN|ESTAB|TIME-WAIT|SYN-|CLOSE|FIN-|LAST-ACK)\S*\s+\d+\s+\d+\s/.test(
      trimmed,
    )
  );
}
