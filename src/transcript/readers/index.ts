import type { BlockReader } from '../block.ts';
import type { Kind } from '../kinds.ts';
import { readFiles } from './files.ts';
import { readIptablesList, readIptablesRules, readIptablesSave, readNft } from './filters.ts';
import {
  readConntrack,
  readEnvironment,
  readHostname,
  readKernelLog,
  readNetworkctl,
  readNetworkManager,
  readRemark,
  readUname,
} from './identity.ts';
import { readInterfaces } from './interfaces.ts';
import { readArp, readBrief, readIfconfig, readRouteTable, readSockets } from './listings.ts';
import { readNeighbours } from './neighbours.ts';
import { readOracle } from './oracle.ts';
import { readRoutes } from './routes.ts';
import { readRules } from './rules.ts';
import { readSysctls } from './sysctls.ts';
import { readCapture, readCounterBlock, readNetstatStatistics, readPing, readReach } from './watched.ts';

/** Who reads which kind of output. */
export const READERS: Partial<Record<Kind, BlockReader>> = {
  interfaces: readInterfaces,
  routes: readRoutes,
  rules: readRules,
  neighbours: readNeighbours,
  'route-get': readOracle,
  sysctl: readSysctls,
  capture: readCapture,
  ping: readPing,
  counters: readCounterBlock,
  'netstat-statistics': readNetstatStatistics,
  brief: readBrief,
  ifconfig: readIfconfig,
  'route-table': readRouteTable,
  sockets: readSockets,
  arp: readArp,
  'kernel-log': readKernelLog,
  nft: readNft,
  'iptables-save': readIptablesSave,
  'iptables-rules': readIptablesRules,
  'iptables-list': readIptablesList,
  files: readFiles,
  uname: readUname,
  hostname: readHostname,
  environment: readEnvironment,
  conntrack: readConntrack,
  'network-manager': readNetworkManager,
  networkctl: readNetworkctl,
  reach: readReach,
  remark: readRemark,
};
