import type { Command } from 'commander';
import { applyModeFor, loadConfigWithInventory, resolveHost } from '../config/index.ts';
import { interfacesSeen } from '../library.ts';
import type { Store } from '../store/index.ts';
import { foldEvents, type TriageState } from '../triage/index.ts';
import { printJson } from './output.ts';
import { tellAside } from './screen.ts';
import { say } from './speech.ts';
import { minuteOf, tableText } from './table.ts';

/** Triages that are read for it, newest first. */
const TRIAGES = 500;

/** One host of the inventory, with what earlier looks showed. */
type HostRow = {
  host: string;
  group: string | null;
  apply: boolean;
  shadow: boolean;
  /** The host's key stands for several. */
  pattern: boolean;
  interfaces: string[];
  last: { triage: string; interface: string; cause: string; certainty: string; at: string } | null;
};

/** Prints the hosts of the inventory, the interfaces that were seen on each, and its last verdict. */
export async function listHosts(
  { events }: Store,
  command: Command,
  { json }: { json?: boolean },
): Promise<void> {
  const file = command.optsWithGlobals<{ config?: string }>().config;
  const config = await loadConfigWithInventory({ file }, tellAside);
  const seen = new Map<string, { last: NonNullable<HostRow['last']>; interfaces: string[] }>();
  for (const triage of await events.newest(TRIAGES)) {
    const stored = await events.read(triage);
    const state = foldEvents(stored);
    if (!state || state.paste || !state.diagnosis) continue;
    const { host } = state.request;
    const known = seen.get(host);
    const texts = stored.flatMap(({ event }) => (event.kind === 'diagnosed' ? event.transcripts : []));
    const text = texts.findLast((one) => one.host === host)?.text;
    const interfaces =
      known?.interfaces ?? (text === undefined ? [] : interfacesSeen(text, host).map(({ name }) => name));
    seen.set(host, { last: known?.last ?? lastOf(state, stored.at(-1)?.at ?? ''), interfaces });
  }
  const names = [...new Set([...Object.keys(config.hosts), ...[...seen.keys()].filter(isListed)])];
  const rows = names.map((host): HostRow => {
    const pattern = host.includes('*');
    const { group, apply } = pattern ? (config.hosts[host] ?? { apply: true }) : resolveHost(config, host);
    const { last = null, interfaces = [] } = seen.get(host) ?? {};
    const { shadow } = applyModeFor(config, { group });
    return { host, group: group ?? null, apply, shadow, pattern, interfaces, last };
  });
  if (json) printJson({ schema: 'roundtrip.hosts/1', hosts: rows });
  else
    process.stdout.write(
      rows.length === 0 ? `${say().list.noHosts}\n` : tableText([titles(), ...rows.map(cellsOf)]),
    );

  /** A host that a pattern takes in is listed by its own name once it was looked at. */
  function isListed(host: string): boolean {
    try {
      resolveHost(config, host);
      return true;
    } catch {
      return false;
    }
  }
}

function lastOf({ id, request, diagnosis }: TriageState, at: string): NonNullable<HostRow['last']> {
  const { cause = 'inconclusive', certainty = 'open' } = diagnosis ?? {};
  return { triage: id, interface: request.interface, cause, certainty, at };
}

function titles(): string[] {
  const { host, interfaces, cause, at, notes } = say().list.hosts;
  return [host, interfaces, cause, at, notes];
}

/** Loopback is on every host, and nobody asks about it. */
function cellsOf({ host, group, apply, shadow, pattern, interfaces, last }: HostRow): string[] {
  const { list } = say();
  const shown = interfaces.filter((name) => name !== 'lo');
  return [
    host,
    shown.length === 0 ? '-' : shown.join(' '),
    last === null ? '-' : `${last.interface}: ${last.cause}`,
    last === null ? '-' : minuteOf(last.at),
    [
      ...(pattern ? [list.pattern] : []),
      ...(group === null ? [] : [list.group({ group })]),
      ...(apply ? (shadow ? [list.shadow] : []) : [list.observedOnly]),
    ].join(', '),
  ];
}
