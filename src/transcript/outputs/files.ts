import type { Link } from '../../analyzer/model/index.ts';
import { readConfiguration } from '../configuration/index.ts';
import { namesFile } from '../file-command.ts';
import { withoutFailures } from '../forms/failures.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import { addConfiguration, addGateway } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { parseArp } from '../parsers/arp.ts';
import { type FileContents, filesOf } from '../parsers/file-contents.ts';
import { type Leases, readLeases } from '../parsers/leases.ts';
import { parseSysctls } from '../parsers/sysctl.ts';
import { limitsOf } from '../scopes/shown.ts';

/** Files shown by `cat`, `grep` or `head`: table names, DMI strings, network configuration, leases. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines } = withoutFailures(block.lines);
  const ids = new Set<string>();
  for (const file of filesOf(lines, block.command?.argv ?? [])) {
    const id = readFile(draft, block, file);
    if (id !== undefined) ids.add(id);
  }
  for (const id of ids) draft.evidence(id, commandOf(block), block.lines.join('\n'));
}

/** Reads one file by its path; the id of the evidence that it is, undefined where it is of no interest. */
function readFile(draft: ObservationDraft, block: Block, file: FileContents): string | undefined {
  const { path, lines } = file;
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (path.includes('/rt_tables')) return readTableNames(draft, lines);
  if (/\/dmi\/id\/[a-z][a-z_]+$/.test(path)) {
    draft.state.dmi = { ...draft.state.dmi, [path.slice(path.lastIndexOf('/') + 1)]: first.slice(0, 200) };
    return 'dmi';
  }
  if (path.startsWith('/proc/sys/')) {
    draft.addSysctls(parseSysctls(lines, [path]).values);
    return 'sysctls';
  }
  if (path === '/proc/net/arp') {
    const { found, unread } = parseArp(lines.filter((line) => !line.startsWith('IP address')));
    draft.addNeighbours(found);
    const limits = limitsOf(block);
    draft.cover('neighbours', unread.length === 0 && limits ? [{ family: 4, ...limits }] : []);
    return 'neighbours';
  }
  if (path.startsWith('/sys/class/net/')) return readLinkFile(draft, path, first);
  if (path === '/etc/hostname') draft.state.hostname = first.slice(0, 253);
  if (path === '/proc/version') draft.state.kernelRelease ??= wordsOf(first)[2] ?? '';
  return readInterfaceConfiguration(draft, file);
}

/** /sys/class/net/DEVICE/carrier, operstate, mtu, carrier_changes, statistics/…: one value a file. */
function readLinkFile(draft: ObservationDraft, path: string, value: string): string | undefined {
  const [, name, file = ''] = /^\/sys\/class\/net\/([\w.@:-]{1,20})\/([\w/]{2,60})$/.exec(path) ?? [];
  const counter = /^statistics\/([rt]x)_(\w{2,40})$/.exec(file);
  const number = decimal(value);
  if (name === undefined) return undefined;
  const link: Link = { name, flags: [] };
  if (file === 'carrier' && (value === '0' || value === '1')) link.carrier = value === '1';
  else if (file === 'operstate' && /^[a-z]{2,16}$/.test(value)) link.operstate = value.toUpperCase();
  else if (file === 'mtu' && number !== undefined) link.mtu = number;
  else if (number === undefined) return undefined;
  else {
    const key =
      file === 'carrier_changes' ? 'tx.carrier_changes' : counter ? `${counter[1]}.${counter[2]}` : undefined;
    if (key === undefined) return undefined;
    link.stats = { ...draft.link(name)?.stats, [key]: number };
  }
  draft.addLinks([link], true);
  draft.cover('links', []);
  return 'links';
}

function readTableNames(draft: ObservationDraft, lines: readonly string[]): string {
  for (const line of lines) {
    const match = /^\s*(\d{1,10}|0x[0-9a-f]{1,8})\s+([\w.-]{1,64})\s*(?:#.*)?$/i.exec(line.slice(0, 300));
    if (!match || match[2] === '__proto__') continue;
    draft.state.tableNames = { ...draft.state.tableNames, [match[2] ?? '']: String(Number(match[1])) };
  }
  return 'table-names';
}

function readInterfaceConfiguration(draft: ObservationDraft, file: FileContents): string | undefined {
  const configuration = readConfiguration(file);
  if (configuration !== undefined) addConfiguration(draft, configuration, file.path);
  const leases = configuration === undefined ? readLeases(file) : undefined;
  if (leases !== undefined) addLeases(draft, leases, file.path);
  return configuration === undefined && leases === undefined ? undefined : 'configuration';
}

function addLeases(draft: ObservationDraft, { gateways, lease }: Leases, source: string): void {
  const { addresses, links } = draft.state;
  const dev =
    addresses?.find(({ local }) => local === lease?.address)?.dev ??
    links?.find(({ index }) => index !== undefined && index === lease?.index)?.name;
  const leased = dev === undefined ? [] : (lease?.routers ?? []).map((address) => ({ dev, address }));
  for (const gateway of [...gateways, ...leased]) addGateway(draft, { ...gateway, source });
}

export const files = {
  kind: 'files',
  printedBy: ({ argv }) => namesFile(argv, /^\/(?:etc|proc|sys|run|var|usr|lib)\//),
  lines: { beginsAs: ['sysctl'] },
  state: false,
  part: 'configuration',
  answers: [],
  read,
} satisfies Output;
