import type { BlockReader } from '../block.ts';
import type { Kind } from '../kinds.ts';
import { readInterfaces } from './interfaces.ts';
import { readNeighbours } from './neighbours.ts';
import { readOracle } from './oracle.ts';
import { readRoutes } from './routes.ts';
import { readRules } from './rules.ts';
import { readSysctls } from './sysctls.ts';
import { readCapture, readCounterBlock, readNetstatStatistics, readPing } from './watched.ts';

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
};
