import { namesFile } from '../file-command.ts';
import { withoutFailures } from '../forms/failures.ts';
import { wordsOf } from '../forms/text.ts';
import { addGateway, setOwner } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { parseArp } from '../parsers/arp.ts';
import { type FileContents, filesOf } from '../parsers/file-contents.ts';
import { readConfiguration } from '../parsers/gateways.ts';
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

export const files = {
  kind: 'files',
  printedBy: ({ argv }) => namesFile(argv, /^\/(?:etc|proc|sys|run|var|usr|lib)\//),
  lines: { beginsAs: ['sysctl'] },
  state: false,
  part: 'configuration',
  answers: [],
  read,
} satisfies Output;
