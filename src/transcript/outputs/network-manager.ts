import { readProfile } from '../configuration/network-manager.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { wordsOf } from '../forms/text.ts';
import { addConfiguration, addGateway, setOwner } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isNmcliLine, type NmDevice, parseNmDevices } from '../parsers/nmcli.ts';

/** `nmcli device show [IFACE]`, `nmcli connection show NAME`, `nmcli device`, plain `nmcli`, and chosen fields (`-g`). */
function read(draft: ObservationDraft, block: Block): void {
  const argv = block.command?.argv ?? [];
  const fields = argv[argv.findIndex((word) => word === '-g' || word === '--get-values') + 1]?.split(',');
  const chosen = argv.some((word) => word === '-g' || word === '--get-values') ? fields : undefined;
  const lines = withDevice(chosen === undefined ? block.lines : withFields(block.lines, chosen), argv);
  for (const device of parseNmDevices(lines)) addDevice(draft, device, commandOf(block));
  for (const line of lines) readStatus(draft, line, commandOf(block));
  const profile = readProfile(lines, commandOf(block));
  if (profile.intent.length > 0) addConfiguration(draft, profile, commandOf(block));
  draft.evidence('configuration', commandOf(block), block.lines.join('\n'));
}

/** `-g FIELD,…` prints the values alone, one field a line. */
function withFields(lines: readonly string[], fields: readonly string[]): string[] {
  return lines.map((line, index) => `${fields[index] ?? fields.at(-1) ?? ''}: ${line.trim()}`);
}

/** Chosen fields (`-g`, `-f IP4`) can leave out whose they are: then the device stands in the command. */
function withDevice(lines: readonly string[], argv: readonly string[]): readonly string[] {
  const show = argv.findIndex((word) => word.length >= 2 && 'show'.startsWith(word));
  const device = show === -1 ? undefined : argv[show + 1];
  const isNamed = lines.some((line) => line.startsWith('GENERAL.DEVICE:'));
  const isOfDevice = argv.slice(1, show).some((word) => 'device'.startsWith(word));
  return device === undefined || isNamed || !isOfDevice ? lines : [`GENERAL.DEVICE: ${device}`, ...lines];
}

function addDevice(draft: ObservationDraft, device: NmDevice, command: string): void {
  const { name, link, addresses, routes, gateways, connection } = device;
  const known = draft.link(name);
  if (link.flags.length > 0 || link.mac !== undefined || link.mtu !== undefined) {
    // `ip` tells more of a link's flags.
    draft.addLinks([known && known.flags.length > 0 ? { ...link, flags: [] } : link], true);
    draft.cover('links', []);
  }
  if (addresses.length > 0) draft.addAddresses(addresses, [], true);
  for (const family of [4, 6] as const) {
    // `ip route` says more of the same tables: what it lists is kept.
    const own = routes.filter(
      (route) => route.family === family && !draft.covers('routes', { family, table: route.table }),
    );
    if (own.length > 0) draft.addRoutes(family, own, undefined);
  }
  for (const address of gateways) addGateway(draft, { dev: name, address, source: command });
  if (connection !== undefined) setConnection(draft, name, connection);
  if (connection !== undefined) setOwner(draft, name, 'NetworkManager', `${command}: ${connection}`);
}

/** `eth1  ethernet  connected  Wired 2` of `nmcli device`. */
function readStatus(draft: ObservationDraft, line: string, command: string): void {
  const [device = '', type = '', state = '', ...connection] = wordsOf(line.slice(0, 300));
  if (
    state !== 'connected' ||
    connection.length === 0 ||
    !/^[a-z][\w-]{1,20}$/.test(type) ||
    isAddress(plainAddress(device))
  )
    return;
  setConnection(draft, device, connection.join(' '));
  setOwner(draft, device, 'NetworkManager', `${command}: ${connection.join(' ')}`);
}

function setConnection({ state }: ObservationDraft, device: string, name: string): void {
  state.connections = { ...state.connections, [device]: name };
}

export const networkManager = {
  kind: 'network-manager',
  printedBy: ({ argv }) => argv[0] === 'nmcli',
  form: isNmcliLine,
  lines: {
    blankLines: true,
    continues: (line) => /^[A-Za-z0-9.-]{2,60}(?:\[\d{1,3}\])?:\s/.test(line.slice(0, 120)),
  },
  state: true,
  part: 'owners',
  answers: [],
  read,
} satisfies Output;
