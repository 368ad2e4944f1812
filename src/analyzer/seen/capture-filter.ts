import { type Capture, type Flow, parseAddress, parsePrefix, prefixContains } from '../model/index.ts';
import { compared, type Known } from './pcap-relation.ts';

/** A packet as an expression of pcap-filter(7) looks at it; what is not known of it is left out. */
export type FilteredPacket = {
  source?: string | undefined;
  destination?: string | undefined;
  protocol: 'icmp' | 'icmp6' | 'tcp' | 'udp';
  sourcePort?: number | undefined;
  destinationPort?: number | undefined;
  icmpType?: number;
  tcpFlags?: number;
};

const SYN = 2;
const SYN_ACK = 18;
const ECHO = { 4: { request: 8, answer: 0 }, 6: { request: 128, answer: 129 } } as const;

/** The request of a flow, or its answer, as a capture's expression sees it. */
export function packetOf(
  { from, to, protocol, port }: Omit<Flow, 'from'> & { from?: string | undefined },
  what: 'request' | 'answer',
): FilteredPacket {
  const family = to.includes(':') ? 6 : 4;
  const ends = what === 'request' ? { source: from, destination: to } : { source: to, destination: from };
  const address = to === '' ? { ...ends, [what === 'request' ? 'destination' : 'source']: undefined } : ends;
  if (protocol === 'icmp')
    return { ...address, protocol: family === 6 ? 'icmp6' : 'icmp', icmpType: ECHO[family][what] };
  const ports = what === 'request' ? { destinationPort: port } : { sourcePort: port };
  return {
    ...address,
    ...ports,
    protocol,
    ...(protocol === 'tcp' ? { tcpFlags: what === 'request' ? SYN : SYN_ACK } : {}),
  };
}

/** Whether a capture would have shown the packet, by the expression that it listened for; undefined where that is not told. */
export function admits({ filter }: Pick<Capture, 'filter'>, packet: FilteredPacket): Known {
  if (filter === undefined) return true;
  const words = wordsOf(filter);
  return words.length === 0 ? true : new Expression(words, packet).value();
}

function wordsOf(filter: string): string[] {
  const plain = filter.replace(/['"\\]/g, ' ').slice(0, 1000);
  return plain.match(/\w+\[[^\]]*\]|&&|\|\||[=!<>]=|[()!&|=<>]|[^\s()!&|=<>]+/g) ?? [];
}

const AND = new Set(['and', '&&']);
const OR = new Set(['or', '||']);
const PROTOCOLS: Readonly<Record<string, readonly FilteredPacket['protocol'][]>> = {
  ip: ['icmp', 'tcp', 'udp'],
  ip6: ['icmp6', 'tcp', 'udp'],
  icmp: ['icmp'],
  icmp6: ['icmp6'],
  tcp: ['tcp'],
  udp: ['udp'],
  arp: [],
  rarp: [],
  esp: [],
  ah: [],
  gre: [],
  sctp: [],
};
const NUMBERS: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp6', 50: 'esp' };
/** What stands before an identifier; `host A or B` asks for B in the same way (pcap-filter(7)). */
type Qualifiers = { way: 'src' | 'dst' | 'both' | 'either'; type: 'host' | 'net' | 'port' | 'portrange' };

/** An expression of pcap-filter(7), evaluated as it is read. */
class Expression {
  private at = 0;
  private before: Qualifiers = { way: 'either', type: 'host' };
  private readonly words: readonly string[];
  private readonly packet: FilteredPacket;

  constructor(words: readonly string[], packet: FilteredPacket) {
    this.words = words;
    this.packet = packet;
  }

  /** `and` and `or` have one precedence, and join from the left. */
  value(): Known {
    let result = this.factor();
    while (this.at < this.words.length && this.word() !== ')') {
      const operator = this.word();
      if (!AND.has(operator) && !OR.has(operator)) return undefined;
      this.at++;
      const next = this.factor();
      result = AND.has(operator) ? both(result, next) : not(both(not(result), not(next)));
    }
    return result;
  }

  private word(): string {
    return this.words[this.at] ?? '';
  }

  private factor(): Known {
    const word = this.word();
    if (word === 'not' || word === '!') {
      this.at++;
      return not(this.factor());
    }
    if (word === '(') {
      this.at++;
      const inner = this.value();
      if (this.word() === ')') this.at++;
      return inner;
    }
    return word.includes('[') ? this.relation() : this.primitive();
  }

  private relation(): Known {
    const field = this.word();
    const rest: string[] = [];
    let depth = 0;
    for (this.at++; this.at < this.words.length; this.at++) {
      const word = this.word();
      if (depth === 0 && (AND.has(word) || OR.has(word) || word === ')')) break;
      depth += Number(word === '(') - Number(word === ')');
      if (word !== '(' && word !== ')') rest.push(word);
    }
    const [, name = '', place = ''] = /^(\w+)\[\s*([\w-]+)\s*\]$/.exec(field) ?? [];
    const protocols = PROTOCOLS[name];
    if (protocols !== undefined && name !== 'ip6' && !protocols.includes(this.packet.protocol)) return false;
    return compared(this.field(name, place), rest);
  }

  private field(name: string, place: string): number | undefined {
    const { icmpType, tcpFlags } = this.packet;
    const isType =
      (name.startsWith('icmp') && /^(?:0|icmp6?type)$/.test(place)) || (name === 'ip6' && place === '40');
    if (isType) return icmpType;
    return name === 'tcp' && (place === '13' || place === 'tcpflags') ? tcpFlags : undefined;
  }

  private primitive(): Known {
    let protocol: Known = true;
    const first = this.word();
    if (first in PROTOCOLS) {
      protocol = PROTOCOLS[first]?.includes(this.packet.protocol);
      this.at++;
      if (this.word() === 'proto') return both(protocol, this.protocolOf(this.words[this.at + 1]));
      if (!/^(?:src|dst|host|net|port|portrange)$/.test(this.word())) return protocol;
    }
    if (first === 'proto') return this.protocolOf(this.words[this.at + 1]);
    const qualifiers = this.qualifiers();
    const identifier = this.word();
    if (identifier === '') return undefined;
    this.at++;
    this.before = qualifiers;
    return both(protocol, this.fits(qualifiers, identifier));
  }

  private protocolOf(name: string | undefined): Known {
    this.at += 2;
    const known = PROTOCOLS[NUMBERS[name ?? ''] ?? name ?? ''];
    return known?.includes(this.packet.protocol);
  }

  private qualifiers(): Qualifiers {
    const start = this.at;
    let { way, type } = this.before;
    if (this.word() === 'src' || this.word() === 'dst') {
      way = this.word() === 'src' ? 'src' : 'dst';
      this.at++;
      const joined = this.words.slice(this.at, this.at + 2).join(' ');
      if (/^(?:or|and) (?:src|dst)$/.test(joined)) {
        way = joined.startsWith('or') ? 'either' : 'both';
        this.at += 2;
      }
      type = 'host';
    }
    const named = /^(?:host|net|port|portrange)$/.exec(this.word())?.[0];
    if (named !== undefined) {
      type = named as Qualifiers['type'];
      if (this.at === start) way = 'either';
      this.at++;
    }
    return { way, type };
  }

  private fits({ way, type }: Qualifiers, identifier: string): Known {
    const { source, destination, sourcePort, destinationPort, protocol } = this.packet;
    const isPort = type === 'port' || type === 'portrange';
    if (isPort && protocol !== 'tcp' && protocol !== 'udp') return false;
    const [from, to] = isPort
      ? [portFits(identifier, sourcePort, destinationPort), portFits(identifier, destinationPort, sourcePort)]
      : [isWithin(identifier, source), isWithin(identifier, destination)];
    if (way === 'src') return from;
    if (way === 'dst') return to;
    return way === 'both' ? both(from, to) : not(both(not(from), not(to)));
  }
}

function not(value: Known): Known {
  return value === undefined ? undefined : !value;
}

function both(one: Known, other: Known): Known {
  if (one === false || other === false) return false;
  return one === undefined || other === undefined ? undefined : true;
}

/** A client's own port is not known, and is not the service's. */
function portFits(identifier: string, port: number | undefined, service: number | undefined): Known {
  if (port !== undefined) return isPortIn(identifier, port);
  return service !== undefined && isPortIn(identifier, service) === true ? false : undefined;
}

function isPortIn(identifier: string, port: number): Known {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(identifier) ?? [];
  return first === undefined ? undefined : Number(first) <= port && port <= Number(last);
}

/** A name may be any address; `net 10.1` leaves out what is zero. */
function isWithin(identifier: string, address: string | undefined): Known {
  const parsed = parseAddress(address ?? '');
  if (parsed === undefined || !/^[0-9a-f.:/]+$/i.test(identifier) || !/[.:]/.test(identifier))
    return undefined;
  const [base = '', length] = identifier.split('/');
  const missing = base.includes(':') ? 0 : 4 - base.split('.').length;
  const suffix = length ?? (missing > 0 ? String(32 - 8 * missing) : undefined);
  const prefix = parsePrefix(`${base}${'.0'.repeat(missing)}${suffix === undefined ? '' : `/${suffix}`}`);
  if (prefix === undefined) return undefined;
  return prefix.family === parsed.family && prefixContains(prefix, parsed);
}
