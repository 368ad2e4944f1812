import { isIP } from 'node:net';
import type { HostNames, NamedHosts } from './host-names.ts';
import { interfaceMeant, interfaceNamed } from './interface-names.ts';
import type { Item } from './items.ts';
import { looksLikeHost } from './unknown-names.ts';
import { COMMON } from './vocabulary.ts';

/** "src=server-a dst=server-b if=eth1", and the words for them. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ...['src', 'source', 'from', 'saddr', 'sender', 'client'].map((field) => [field, 'from'] as const),
  ...['dst', 'dest', 'destination', 'to', 'daddr', 'target'].map((field) => [field, 'to'] as const),
  ...['host', 'server', 'node', 'hostname', 'instance'].map((field) => [field, 'host'] as const),
  ...['if', 'iface', 'interface', 'dev', 'device', 'nic', 'ifname'].map(
    (field) => [field, 'interface'] as const,
  ),
  ...['port', 'dport'].map((field) => [field, 'port'] as const),
]);

/** What one word says; more than one thing where it joins names: `eth1@server-b`, `server-b:eth1`, `tcp/443`. */
export function itemsOfWord(word: string, names: HostNames): Item[] {
  const [, field = '', text = ''] = /^([a-z]+)=(.+)$/i.exec(word) ?? [];
  const meaning = FIELDS.get(field.toLowerCase());
  if (meaning !== undefined) return [{ kind: 'word', text: meaning }, ...itemsOfWord(text, names)];
  if (word === '<->') return [{ kind: 'word', text: word }];
  if (/^[@#]./.test(word))
    return single(word.slice(1), names) ?? [{ kind: 'word', text: word.toLowerCase() }];
  const owner = /^(.+)'s$/i.exec(word)?.[1];
  if (owner !== undefined && (names.named(owner)?.sure || !COMMON.has(owner.toLowerCase())))
    return [...itemsOfWord(owner, names), { kind: 'word', text: "'s" }];
  if (owner === undefined && word.endsWith("'")) return itemsOfWord(word.slice(0, -1), names);
  const [, key, value] = /^--([a-z]+)=(.+)$/.exec(word) ?? [];
  if (key !== undefined && value !== undefined && OPTION.test(word))
    return [{ kind: 'word', text: `--${key}` }, ...itemsOfWord(value, names)];
  const link = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?/i.exec(word);
  if (link) return itemsOfLink(link[1] ?? '', link[2], names);
  return (
    dotted(word, names) ??
    single(word, names) ??
    joined(word, names) ??
    likely(word, names) ?? [{ kind: 'word', text: word.toLowerCase() }]
  );
}

/** "server-b.eth1": a host and its interface, where that is no host's name. */
function dotted(word: string, names: HostNames): Item[] | undefined {
  const [, host = '', name = ''] = /^(.+)\.([^.]+)$/.exec(word) ?? [];
  if (interfaceNamed(name) === undefined || !names.named(host)?.sure || names.named(word)?.sure)
    return undefined;
  return [...(single(host, names) ?? []), ...(single(name, names) ?? [])];
}

function itemsOfLink(host: string, port: string | undefined, names: HostNames): Item[] {
  const found = single(host, names);
  if (found === undefined) return [];
  return port === undefined ? found : [...found, { kind: 'port', port: Number(port) }];
}

/** What a word is the name of, for sure. */
function single(word: string, names: HostNames): Item[] | undefined {
  const bare = word.replace(/^\[(.+)\]$/, '$1').replace(/%[A-Za-z0-9._-]+$/, '');
  if (isIP(bare) !== 0) return [{ kind: 'address', address: bare }];
  const host = names.named(word);
  const name = interfaceNamed(word);
  if (host?.sure && (name === undefined || host.hosts[0] === word)) return [hostItem(word, host)];
  if (name !== undefined) {
    if (/^VLAN\d+$/.test(word) && names.withInterface(name).length === 0)
      return [{ kind: 'vlan', id: word.slice(4) }];
    return [{ kind: 'interface', name, sure: true }];
  }
  if (names.withInterface(word).length > 0)
    return [{ kind: 'interface', name: word, sure: !COMMON.has(word) }];
  return host && [hostItem(word, host)];
}

function hostItem(word: string, named: NamedHosts): Item {
  return { kind: 'host', ...named, isWord: /^[a-z]+$/i.test(word) };
}

const PROTOCOLS = /^(tcp|udp)$/i;

/** Names that one word joins, where at least one of them is known. */
function joined(word: string, names: HostNames): Item[] | undefined {
  const [, left = '', right = ''] = /^([^@]+)@([^@]+)$/.exec(word) ?? [];
  if (left !== '') {
    const name = interfaceNamed(left);
    const place = single(right, names) ?? joined(right, names);
    const user: Item[] = name === undefined ? [] : [{ kind: 'interface', name, sure: true }];
    if (place) return [...user, ...place];
    return user.length > 0 && looksLikeHost(right) ? [...user, { kind: 'unknown', text: right }] : undefined;
  }
  const [, address = '', port] = /^(\[[0-9a-f:.]+\]|[0-9.]+)(?::(\d{1,5})|\/\d{1,3})$/i.exec(word) ?? [];
  const bare = address.replace(/[[\]]/g, '');
  if (isNetwork(word)) return [{ kind: 'word', text: word }];
  if (isIP(bare) !== 0)
    return [{ kind: 'address', address: bare }, ...(port === undefined ? [] : [portItem(port)])];
  const parts = word.split(/[:/+&]|-(?=eth|en[ops]\d|bond)/i);
  if (parts.length < 2 || parts.length > 4 || parts.some((part) => part === '')) return undefined;
  const found = parts.map((part) => partOf(part, names));
  const known = found.filter((part) => part !== undefined && part[0]?.kind !== 'port');
  if (found.every((part) => part !== undefined)) {
    const items = found.flat();
    const protocol = parts.find((part) => PROTOCOLS.test(part))?.toLowerCase() === 'udp' ? 'udp' : 'tcp';
    const port = items.find((item) => item.kind === 'port');
    if (!port || !items.some(isProtocol)) return known.length > 0 ? items : undefined;
    return [...items.filter((item) => item !== port && !isProtocol(item)), { ...port, protocol }];
  }
  if (known.length === 0 || !/[:/]/.test(word)) return undefined;
  return found.flatMap(
    (part, index) =>
      part ??
      (looksLikeHost(parts[index] ?? '') ? [{ kind: 'unknown', text: parts[index] ?? '' } as const] : []),
  );
}

function isProtocol(item: Item): boolean {
  return item.kind === 'word' && PROTOCOLS.test(item.text);
}

/** "10.0.0.0/24": no one machine has that address. */
function isNetwork(word: string): boolean {
  const [, address = '', digits = ''] = /^(.+)\/(\d{1,3})$/.exec(word) ?? [];
  const length = Number(digits);
  if (isIP(address) === 6) return length < 128 && address.endsWith('::');
  if (isIP(address) !== 4 || length > 31) return false;
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return number % 2 ** (32 - length) === 0;
}

function portItem(digits: string): Extract<Item, { kind: 'port' }> {
  return { kind: 'port', port: Number(digits) };
}

function partOf(part: string, names: HostNames): Item[] | undefined {
  if (PROTOCOLS.test(part)) return [{ kind: 'word', text: part.toLowerCase() }];
  if (/^\d{1,5}$/.test(part)) return [portItem(part)];
  return single(part, names);
}

/** What a word most likely is a slip of, or a name that nobody knows. */
function likely(word: string, names: HostNames): Item[] | undefined {
  if (COMMON.has(word.toLowerCase())) return undefined;
  if (isOddity(word)) return [{ kind: 'odd', text: word }];
  const meant = interfaceMeant(word);
  if (meant) return [{ kind: 'interface', ...meant }];
  const compound = /^[a-z]+(?:[-_.][a-z]+)+$/i.test(word);
  if (!looksLikeHost(word) && !compound) return undefined;
  const near = names.near(word);
  if (near.length > 0) return [{ kind: 'host', hosts: near, sure: false, isWord: false, typed: word }];
  return looksLikeHost(word) ? [{ kind: 'unknown', text: word }] : undefined;
}

const OPTION = /^--(?:from|to|port|udp|tcp|wait|iface|interface|host)(?:=[^-].*)?$/i;

/** An option that there is not, a path, a name in mixed scripts. */
function isOddity(word: string): boolean {
  if (/^--?[A-Za-z]/.test(word)) return !OPTION.test(word);
  return (
    /\.\.|^\/|[$\\{}<>|]|&&/.test(word) ||
    (/[a-z]/i.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word))
  );
}
