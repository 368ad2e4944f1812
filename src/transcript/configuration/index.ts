import type { FileContents } from '../parsers/file-contents.ts';
import type { Configuration } from './entry.ts';
import { readIfcfg } from './ifcfg.ts';
import { readInterfacesFile } from './ifupdown.ts';
import { readKeepalived } from './keepalived.ts';
import { readNetplan } from './netplan.ts';
import { readKeyfile } from './network-manager.ts';
import { readNetworkd } from './networkd.ts';
import { readSysctlConf } from './sysctl-conf.ts';
import { readUci } from './uci.ts';

type Reader = (file: FileContents) => Configuration;

/** Configuration files, by their path, and by a line that no other text has. */
const FILES: readonly { path: RegExp; line?: RegExp; read: Reader }[] = [
  { path: /\/netplan\/[^/]+\.yaml$/, line: /^network:\s*$/, read: readNetplan },
  { path: /\/(?:ifcfg|route6?|rule6?)-[^/]+$/, line: /^DEVICE=["']?[\w.@-]{1,15}["']?\s*$/, read: readIfcfg },
  {
    path: /\/network\/interfaces(?:$|\.d\/)/,
    line: /^\s*iface \S{1,20} inet6? (?:static|dhcp|manual|auto|loopback)\s*$/,
    read: readInterfacesFile,
  },
  { path: /\.nmconnection$|\/system-connections\//, line: /^\[connection\]\s*$/, read: readKeyfile },
  { path: /\.network$/, line: /^\[Match\]\s*$/, read: readNetworkd },
  {
    path: /\/config\/network$/,
    line: /^\s*config (?:interface|route6?|rule6?)\b|^network\.[\w@[\]-]{1,60}=(?:interface|route6?|rule6?)\s*$/,
    read: readUci,
  },
  {
    path: /\/keepalived[^/]*\.conf$|\/keepalived\//,
    line: /^\s*vrrp_instance \S{1,60}\s*\{?\s*$/,
    read: readKeepalived,
  },
  { path: /\/sysctl\.conf$|\/sysctl\.d\//, read: readSysctlConf },
];

/** What a configuration file says, by its path; undefined for other files. */
export function readConfiguration(file: FileContents): Configuration | undefined {
  return FILES.find(({ path }) => path.test(file.path))?.read(file);
}

/** Whether a line by itself shows the configuration that it stands in. */
export function isConfigurationLine(line: string): boolean {
  return FILES.some((one) => one.line?.test(line) === true);
}

/** What a configuration says that was pasted without its path. */
export function readNamelessConfiguration(
  lines: readonly string[],
  source: string,
): Configuration | undefined {
  const file = { path: source, lines: [...lines], whole: false };
  return FILES.find((one) => lines.some((line) => one.line?.test(line)))?.read(file);
}
