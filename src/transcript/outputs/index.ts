import type { TypedCommand } from '../command-line.ts';
import { jsonItems } from '../forms/json.ts';
import type { Output } from '../output.ts';
import { arp } from './arp.ts';
import { arping } from './arping.ts';
import { arptables } from './arptables.ts';
import { bpftool } from './bpftool.ts';
import { bridge } from './bridge.ts';
import { brief } from './brief.ts';
import { capture } from './capture.ts';
import { configuration } from './configuration.ts';
import { conntrack } from './conntrack.ts';
import { counters } from './counters.ts';
import { distribution } from './distribution.ts';
import { docker } from './docker.ts';
import { ebtables } from './ebtables.ts';
import { environment } from './environment.ts';
import { ethtool } from './ethtool.ts';
import { fail2ban } from './fail2ban.ts';
import { files } from './files.ts';
import { firewalld } from './firewalld.ts';
import { firewalldSettings } from './firewalld-settings.ts';
import { hostname } from './hostname.ts';
import { ifconfig } from './ifconfig.ts';
import { isIgnored } from './ignored.ts';
import { interfaces } from './interfaces.ts';
import { iptablesList } from './iptables-list.ts';
import { iptablesRules } from './iptables-rules.ts';
import { iptablesSave } from './iptables-save.ts';
import { kernelLog } from './kernel-log.ts';
import { names } from './names.ts';
import { neighbours } from './neighbours.ts';
import { netstatCounters } from './netstat-statistics.ts';
import { networkManager } from './network-manager.ts';
import { networkctl } from './networkctl.ts';
import { nexthop } from './nexthop.ts';
import { nft } from './nft.ts';
import { ping } from './ping.ts';
import { reach } from './reach.ts';
import { remark } from './remark.ts';
import { routeGet } from './route-get.ts';
import { routeTable } from './route-table.ts';
import { routes } from './routes.ts';
import { rules } from './rules.ts';
import { scans } from './scans.ts';
import { sockets } from './sockets.ts';
import { sysctl } from './sysctl.ts';
import { tcFilter } from './tc-filter.ts';
import { tcQdisc } from './tc-qdisc.ts';
import { trace } from './trace.ts';
import { tshark } from './tshark.ts';
import { ufw } from './ufw.ts';
import { uname } from './uname.ts';
import { vrf } from './vrf.ts';
import { xfrm } from './xfrm.ts';

/**
 * Every kind of output that is read. Where the forms of two fit a line, or two print what a command says, the earlier one
 * has it.
 */
export const OUTPUTS: readonly Output[] = [
  firewalldSettings,
  configuration,
  distribution,
  rules,
  bridge,
  interfaces,
  kernelLog,
  uname,
  sysctl,
  capture,
  tshark,
  arping,
  trace,
  scans,
  ping,
  counters,
  routeTable,
  vrf,
  nexthop,
  xfrm,
  tcFilter,
  tcQdisc,
  bpftool,
  docker,
  ethtool,
  sockets,
  arp,
  ifconfig,
  brief,
  netstatCounters,
  firewalld,
  ufw,
  fail2ban,
  nft,
  ebtables,
  arptables,
  iptablesSave,
  iptablesRules,
  iptablesList,
  neighbours,
  routeGet,
  routes,
  names,
  files,
  hostname,
  environment,
  conntrack,
  networkManager,
  networkctl,
  reach,
  remark,
];

/** The kind of output that a command prints; `ignored` for none of interest, undefined for one that is not known. */
export function outputOf(command: TypedCommand): Output | 'ignored' | undefined {
  const output = OUTPUTS.find(({ printedBy }) => printedBy?.(command));
  return output ?? (isIgnored(command) ? 'ignored' : undefined);
}

/** The kind of output that a line by itself shows to be, without any prompt; `json` where its objects must tell. */
export function formOf(line: string, next = ''): Output | 'json' | undefined {
  const start = line.slice(0, 600);
  const trimmed = start.trim();
  // The shortest line with a form of its own is JSON's opening bracket.
  if (trimmed.length < 4 && !trimmed.startsWith('[')) return undefined;
  if (/^\[\s*\{\s*"|^\[\s*\{\s*\}|^\[\s*[\]{]?$/.test(trimmed)) return 'json';
  return OUTPUTS.find(({ form }) => form?.(start, next));
}

/** The kind of a JSON listing, by the keys of its first object. */
export function outputOfJson(lines: readonly string[]): Output | undefined {
  const { items } = jsonItems(lines.join('\n').slice(0, 200_000));
  const [item] = items;
  return item && OUTPUTS.find(({ json }) => json?.(item));
}
