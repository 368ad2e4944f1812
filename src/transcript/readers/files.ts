import { type Block, commandOf } from '../block.ts';
import { ownValue } from '../forms/own.ts';
import { wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseArp } from '../parsers/arp.ts';
import { type FileContents, filesOf } from '../parsers/file-contents.ts';
import { readConfiguration } from '../parsers/gateways.ts';
import { parseSysctls } from '../parsers/sysctl.ts';
import { withoutFailures } from './failures.ts';

/** Files shown by `cat`, `grep` or `head`: table names, DMI strings, network configuration, leases. */
export function readFiles(draft: ObservationDraft, block: Block): void {
  const { lines } = withoutFailures(block.lines);
  const ids = new Set<string>();
  for (const file of filesOf(lines, block.command?.argv ?? [])) {
    const id = readFile(draft, file);
    if (id !== undefined) ids.add(id);
  }
  for (const id of ids) draft.evidence(id, commandOf(block), block.lines.join('\n'));
}

/** Reads one file by its path; the id of the evidence that it is, undefined where it is of no interest. */
function readFile(draft: ObservationDraft, file: FileContents): string | undefined {
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
    draft.addNeighbours(parseArp(lines.filter((line) => !line.startsWith('IP address'))).found);
    return 'neighbours';
  }
  if (path === '/etc/hostname') draft.state.hostname = first.slice(0, 253);
  if (path === '/proc/version') draft.state.kernelRelease ??= wordsOf(first)[2] ?? '';
  return readInterfaceConfiguration(draft, file);
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
  if (configuration === undefined) return undefined;
  const { state } = draft;
  const gateways = [...configuration.gateways];
  const { lease } = configuration;
  if (lease) {
    const dev =
      state.addresses?.find((address) => address.local === lease.address)?.dev ??
      state.links?.find((link) => link.index === lease.index)?.name;
    if (dev !== undefined) gateways.push(...lease.routers.map((address) => ({ dev, address })));
  }
  for (const gateway of gateways) addGateway(draft, { ...gateway, source: file.path });
  if (configuration.owner !== undefined) {
    for (const dev of configuration.devs) setOwner(draft, dev, configuration.owner, file.path);
  }
  return 'configuration';
}

/** Adds a gateway that is configured for an interface, once for each source. */
export function addGateway(
  draft: ObservationDraft,
  gateway: { dev: string; address: string; source: string },
): void {
  draft.state.configuredGateways ??= [];
  const known = draft.state.configuredGateways;
  const same = (other: typeof gateway) =>
    other.dev === gateway.dev && other.address === gateway.address && other.source === gateway.source;
  if (!known.some(same)) known.push(gateway);
}

/** Who says more surely that an interface is its own: a running daemon before a file that may be left over. */
const RANK: Readonly<Record<string, number>> = { netplan: 4, NetworkManager: 3, 'systemd-networkd': 2 };

/** Sets who configures an interface, unless a surer owner is known. */
export function setOwner(draft: ObservationDraft, dev: string, owner: string, evidence: string): void {
  const known = ownValue(draft.state.owners, dev);
  if (known !== undefined && (RANK[known.owner] ?? 1) >= (RANK[owner] ?? 1)) return;
  draft.state.owners = { ...draft.state.owners, [dev]: { owner, evidence } };
}
