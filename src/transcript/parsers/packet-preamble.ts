import type { Packet } from '../../analyzer/model/index.ts';
import { isMac } from '../forms/addresses.ts';
import { ownValue } from '../forms/own.ts';

/** A walk over a line's words that can give back the rest of the line as it stands. */
class Cursor {
  readonly line: string;
  private at = 0;

  constructor(line: string) {
    this.line = line;
    this.skipBlanks();
  }

  /** The word at hand, without taking it. */
  peek(): string {
    let end = this.at;
    while (end < this.line.length && !isBlank(this.line[end])) end++;
    return this.line.slice(this.at, end);
  }

  take(): string {
    const word = this.peek();
    this.at += word.length;
    this.skipBlanks();
    return word;
  }

  rest(): string {
    return this.line.slice(this.at);
  }

  /** Goes on after `mark` in the rest of the line; false (and no move) where it is not there. */
  skipPast(mark: string): boolean {
    const found = this.line.indexOf(mark, this.at);
    if (found === -1) return false;
    this.at = found + mark.length;
    this.skipBlanks();
    return true;
  }

  private skipBlanks(): void {
    while (this.at < this.line.length && isBlank(this.line[this.at])) this.at++;
  }
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** What stands before the network layer in a line of tcpdump. */
export type Preamble = {
  time?: number;
  dev?: string;
  direction?: NonNullable<Packet['direction']>;
  sourceMac?: string;
  destinationMac?: string;
  layer: 'ip' | 'ip6' | 'arp' | 'other';
  cursor: Cursor;
};

/** In, Out, Broadcast, Multicast, to another host (Promiscuous): the marks of pcap's cooked headers. */
const DIRECTIONS: Readonly<Record<string, NonNullable<Packet['direction']>>> = {
  In: 'in',
  B: 'in',
  M: 'in',
  P: 'other',
  Out: 'out',
};

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const EPOCH = /^\d{9,11}\.\d{1,9}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Time, SLL2's interface and direction, and the link layer of -e; undefined for what is no packet line. */
export function readPreamble(line: string): Preamble | undefined {
  const cursor = new Cursor(line);
  const preamble: Preamble = { layer: 'other', cursor };
  const timed = readTime(preamble);
  readInterface(preamble, timed);
  const word = cursor.peek();
  if (word === 'ethertype' || word === 'ifindex' || isMac(word.replace(/,$/, ''))) {
    return readLinkLayer(preamble) ? preamble : undefined;
  }
  const named = layerOf(word);
  if (named !== undefined) {
    cursor.take();
    // Old versions print `arp who-has`, and the word itself is then the layer.
    preamble.layer = named;
    return preamble;
  }
  if (!timed || preamble.dev === undefined || cursor.rest() === '') return undefined;
  return preamble;
}

function readTime(preamble: Preamble): boolean {
  const { cursor } = preamble;
  if (DATE.test(cursor.peek()) && TIME.test(cursor.rest().split(/\s+/)[1] ?? '')) cursor.take();
  const word = cursor.peek();
  const clock = TIME.exec(word);
  if (clock) {
    const fraction = clock[4] === undefined ? 0 : Number(`0.${clock[4]}`);
    const whole = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
    preamble.time = Math.round((whole + fraction) * 1e6) / 1e6;
  } else if (EPOCH.test(word)) preamble.time = Number(word);
  else return false;
  cursor.take();
  return true;
}

function readInterface(preamble: Preamble, timed: boolean): void {
  const { cursor } = preamble;
  const word = cursor.peek();
  const alone = ownValue(DIRECTIONS, word);
  if (alone !== undefined) {
    preamble.direction = alone;
    cursor.take();
    return;
  }
  const [, next = '', after = ''] = cursor.rest().slice(0, 200).split(/\s+/);
  const direction = ownValue(DIRECTIONS, next);
  const named = /^[A-Za-z0-9][\w.@:-]{0,19}$/.test(word) && !isMac(word) && direction !== undefined;
  if (named && (timed || layerOf(after) !== undefined || after === 'ifindex' || after === 'ethertype')) {
    preamble.dev = word;
    preamble.direction = direction;
    cursor.take();
    cursor.take();
  }
}

function layerOf(word: string): Preamble['layer'] | undefined {
  switch (word) {
    case 'IP':
      return 'ip';
    case 'IP6':
      return 'ip6';
    case 'ARP,':
    case 'arp':
    case 'RARP,':
      return 'arp';
    default:
      return undefined;
  }
}

/** `[MAC > MAC,] ethertype IPv4 (0x0800), length 98:` and SLL's `[ifindex N] MAC ethertype …`, VLAN tags included. */
function readLinkLayer(preamble: Preamble): boolean {
  const { cursor } = preamble;
  if (cursor.peek() === 'ifindex') {
    cursor.take();
    cursor.take();
  }
  const source = cursor.peek();
  if (isMac(source)) {
    preamble.sourceMac = source.toLowerCase();
    cursor.take();
    skipVendor(cursor);
    if (cursor.peek() === '>') {
      cursor.take();
      const destination = cursor.take().replace(/,$/, '');
      if (isMac(destination)) preamble.destinationMac = destination.toLowerCase();
      else if (destination === 'Broadcast') preamble.destinationMac = 'ff:ff:ff:ff:ff:ff';
      skipVendor(cursor);
    }
  }
  if (!/^,? ?ethertype /.test(cursor.rest())) return readQuietLinkLayer(preamble);
  cursor.skipPast('ethertype ');
  let type = cursor.peek();
  if (type.startsWith('802.1Q') || type.startsWith('802.1ad')) {
    while (cursor.skipPast('ethertype ')) type = cursor.peek();
  }
  preamble.layer = layerOfEthertype(type);
  // With tags the payload follows its ethertype after a comma or colon, without them after `length N: `.
  const rest = cursor.rest();
  const length = /^[^:]{0,60}?length \d{1,6}: /.exec(rest);
  if (length) cursor.skipPast(': ');
  else {
    cursor.take();
    if (/^\(0x[0-9a-f]{4}\)[,:]?$/.test(cursor.peek())) cursor.take();
  }
  return true;
}

/** With -q the type is a bare name (`IPv4, length 98: `) or, behind cooked headers, left out. */
function readQuietLinkLayer(preamble: Preamble): boolean {
  const { cursor } = preamble;
  const named = /^(IPv4|IPv6|ARP), length \d{1,6}: /.exec(cursor.rest().slice(0, 60));
  if (named) {
    cursor.skipPast(': ');
    preamble.layer = layerOfEthertype(named[1] ?? '');
    return true;
  }
  const rest = cursor.rest().slice(0, 200);
  const address = /(?:^|\) ?)(\S{2,60}) > /.exec(rest)?.[1] ?? '';
  if (/^(?:Request who-has|Reply \S+ is-at|Ethernet \(len)/.test(rest)) preamble.layer = 'arp';
  else if (rest.startsWith('(tos ') || /^\d{1,3}(?:\.\d{1,3}){3}/.test(address)) preamble.layer = 'ip';
  else if (/^\((?:class|flowlabel|hlim) /.test(rest) || address.includes(':')) preamble.layer = 'ip6';
  else return false;
  return true;
}

function skipVendor(cursor: Cursor): void {
  if (cursor.peek() === '(oui') cursor.skipPast(')');
  if (cursor.rest().startsWith(', ')) cursor.take();
}

function layerOfEthertype(type: string): Preamble['layer'] {
  if (type.startsWith('IPv4')) return 'ip';
  if (type.startsWith('IPv6')) return 'ip6';
  return type.startsWith('ARP') ? 'arp' : 'other';
}
