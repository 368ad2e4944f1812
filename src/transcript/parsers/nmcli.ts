import type { Address, Link, Route } from '../../analyzer/model/index.ts';
import { isAddress, isMac, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';
import { addressOf, routeOf } from './nmcli-values.ts';

/** What NetworkManager says of one device. */
export type NmDevice = {
  name: string;
  link: Link;
  addresses: Address[];
  routes: Route[];
  /** Default gateways. */
  gateways: string[];
  /** The profile that is active on it. */
  connection?: string;
};

const FIELD = /^([A-Z][A-Z0-9.-]{2,60})(?:\[\d{1,3}\])?:\s*(.{0,500})$/;
const HEADER = /^([A-Za-z][\w.@-]{0,14}): (connected|disconnected|unmanaged|unavailable|connecting)/;

/** Whether the line is one that only nmcli prints. */
export function isNmcliLine(line: string): boolean {
  return /^(?:GENERAL\.(?:DEVICE|CONNECTION|STATE)|IP[46]\.(?:ADDRESS|GATEWAY|ROUTE)(?:\[\d+\])?|connection\.(?:id|uuid|interface-name)|ipv[46]\.(?:method|addresses)):\s/.test(
    line.slice(0, 200),
  );
}

/** `nmcli device show` (fields in capitals), and plain `nmcli` (indented under `eth0: connected to …`). */
export function parseNmDevices(lines: readonly string[]): NmDevice[] {
  const devices: NmDevice[] = [];
  for (const whole of lines) {
    const line = whole.slice(0, 600).trimEnd();
    const field = FIELD.exec(line);
    const header = HEADER.exec(line);
    const opened = field?.[1] === 'GENERAL.DEVICE' ? field[2]?.trim() : header?.[1];
    if (opened !== undefined && opened !== '') devices.push(deviceNamed(opened));
    const device = devices.at(-1);
    if (device === undefined) continue;
    if (field) readField(device, field[1] ?? '', (field[2] ?? '').trim().replaceAll('\\:', ':'));
    else if (/^\s/.test(line)) readDetail(device, line.trim());
  }
  return devices;
}

function deviceNamed(name: string): NmDevice {
  return { name, link: { name, flags: [] }, addresses: [], routes: [], gateways: [] };
}

function readField(device: NmDevice, key: string, value: string): void {
  const { name, link } = device;
  if (value === '' || value === '--') return;
  if (key === 'GENERAL.HWADDR' && isMac(value) && name !== 'lo') link.mac = value.toLowerCase();
  else if (key === 'GENERAL.MTU') Object.assign(link, compact<{ mtu?: number }>({ mtu: decimal(value) }));
  else if (key === 'GENERAL.CONNECTION') device.connection = value.slice(0, 100);
  else if (key === 'WIRED-PROPERTIES.CARRIER')
    link.flags = value === 'on' ? ['UP', 'LOWER_UP'] : ['NO-CARRIER', 'UP'];
  else if (/^IP[46]\.ADDRESS$/.test(key)) device.addresses.push(...addressOf(name, value));
  else if (/^IP[46]\.GATEWAY$/.test(key) && isAddress(plainAddress(value)))
    device.gateways.push(plainAddress(value));
  else if (/^IP[46]\.ROUTE$/.test(key)) {
    const part = (label: string) => new RegExp(`\\b${label} ?= ?([^,\\s]{1,50})`).exec(value)?.[1];
    addRoute(device, { to: part('dst'), via: part('nh'), metric: part('mt'), table: part('table') });
  }
}

/** `inet4 10.0.0.5/24`, `route4 default via 10.0.0.1 metric 100`, `ethernet (virtio_net), 02:…, hw, mtu 1500`. */
function readDetail(device: NmDevice, line: string): void {
  const [word = '', value = ''] = line.split(/\s+/);
  if (/^inet[46]$/.test(word)) device.addresses.push(...addressOf(device.name, value));
  else if (/^route[46]$/.test(word)) {
    const after = (label: string) => new RegExp(`\\b${label} (\\S{1,50})`).exec(line)?.[1];
    addRoute(device, { to: value, via: after('via'), metric: after('metric'), table: after('table') });
  } else {
    const mac = /\b((?:[0-9A-F]{2}:){5}[0-9A-F]{2})\b/i.exec(line)?.[1];
    const mtu = decimal(/\bmtu (\d{2,5})\b/.exec(line)?.[1]);
    if (mac !== undefined && device.name !== 'lo') device.link.mac = mac.toLowerCase();
    if (mtu !== undefined) device.link.mtu = mtu;
  }
}

function addRoute(
  device: NmDevice,
  parts: {
    to: string | undefined;
    via: string | undefined;
    metric: string | undefined;
    table: string | undefined;
  },
): void {
  const route = routeOf(device.name, parts);
  if (route === undefined) return;
  device.routes.push(route);
  const [hop] = route.nextHops;
  const isDefault = route.destination === '0.0.0.0/0' || route.destination === '::/0';
  if (isDefault && hop?.gateway !== undefined && !device.gateways.includes(hop.gateway))
    device.gateways.push(hop.gateway);
}
