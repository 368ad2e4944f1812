import type { Link, PlannedChange } from '../../analyzer/model/index.ts';
import { decimal } from '../forms/text.ts';
import type { IpCommand } from '../ip-command.ts';
import { notUnderstood, wordAfter } from './words.ts';

/** Words of `ip link set` that change nothing of where packets go, and those of them with a value. */
const QUIET: ReadonlySet<string> = new Set([
  'alias',
  'txqlen',
  'txqueuelen',
  'qlen',
  'promisc',
  'multicast',
  'allmulticast',
  'group',
]);

/** What an `ip link` command would change. */
export function linkLine({ verb, args }: IpCommand): PlannedChange {
  const words = args.filter((word) => word !== 'dev');
  if (verb === 'delete' || verb === 'del') {
    const [name] = words;
    return name === undefined ? notUnderstood() : { kind: 'link-delete', dev: name };
  }
  if (verb === 'add') return linkAdd(words);
  const [dev, ...settings] = words;
  if (verb !== 'set' || dev === undefined) return notUnderstood();
  const change: Extract<PlannedChange, { kind: 'link-set' }> = { kind: 'link-set', dev };
  for (let at = 0; at < settings.length; at++) {
    const word = settings[at] ?? '';
    const value = settings[at + 1];
    if (word === 'up' || word === 'down') change.up = word === 'up';
    else if (word === 'nomaster') change.master = null;
    else if ((word === 'master' || word === 'vrf') && value !== undefined)
      change.master = settings[++at] ?? null;
    else if (word === 'mtu' && decimal(value) !== undefined) change.mtu = Number(settings[++at]);
    else if (QUIET.has(word)) at++;
    else return notUnderstood({ device: dev });
  }
  return change;
}

/** Kinds of interfaces that take no packets of others by being made. */
const NEW_KINDS: ReadonlySet<string> = new Set([
  'vrf',
  'dummy',
  'vlan',
  'bridge',
  'veth',
  'macvlan',
  'ipvlan',
  'bond',
]);

function linkAdd(words: readonly string[]): PlannedChange {
  const kind = wordAfter(words, 'type');
  const named = wordAfter(words, 'name') ?? (words[0] === 'link' ? words[2] : words[0]);
  if (named === undefined || kind === undefined || !NEW_KINDS.has(kind)) return notUnderstood();
  const table = kind === 'vrf' ? wordAfter(words, 'table') : undefined;
  if (kind === 'vrf' && table === undefined) return notUnderstood();
  const link: Link = {
    name: named,
    kind,
    flags: ['BROADCAST'],
    operstate: 'DOWN',
    ...(table ? { vrfTable: table } : {}),
  };
  return { kind: 'link-add', link };
}
