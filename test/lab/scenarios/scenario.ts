import type { Cause, Diagnosis, Remedy, RemedyId, StageName } from '../../../src/analyzer/model/index.ts';
import {
  changeNode,
  type SeedOptions,
  seedTopology,
  type Topology,
  type TopologyNode,
} from '../../../src/demo/lab/index.ts';

/** One way in which a round trip can fail (or not), as a network that really does it and what must be said of it. */
export interface Scenario {
  /** Kebab-case; also the recording's file name. */
  readonly name: string;
  readonly topology: Topology;
  /** Commands run once the network stands, before anything is looked at. */
  readonly before?: readonly OnNode[];
  /** Programs that run as long as the network stands, once `before` is done. */
  readonly services?: readonly OnNode[];
  /** Commands that run while it is looked at: other people's traffic. */
  readonly meanwhile?: readonly OnNode[];
  readonly ask: Question;
  /** How it is proved to be broken; default: a ping (or a TCP connection, where a port is asked) from the sender. */
  readonly proof?: Proof;
  readonly expect: Expectation;
}

export type OnNode = readonly [node: string, ...argv: string[]];

/** The question about server-b, as people ask it. */
export interface Question {
  readonly iface: string;
  /** Inventory host that sends the probe; default server-a. `null`: nobody is asked to send. */
  readonly from?: string | null;
  readonly to?: string;
  readonly protocol?: 'icmp' | 'tcp' | 'udp';
  readonly port?: number;
  /** Seconds of listening where nobody is asked to send. */
  readonly wait?: number;
  readonly gateway?: string;
}

/** `fails`: the sender gets no answer; `works`: it gets one; `none`: cannot be told by a probe. */
export type Proof = 'fails' | 'works' | 'none';

export interface Expectation {
  readonly cause: Cause;
  readonly stage: StageName | null;
  /** What is right as well where less was seen: the same fault, told less closely. */
  readonly coarser?: Cause;
  readonly certainty?: Diagnosis['certainty'];
  readonly next?: readonly Cause[];
  /** What each remedy's what-if must say; `not offered` where it must not be there at all. */
  readonly remedies?: Partial<Record<RemedyId, Remedy['outcome'] | 'not offered'>>;
  /** Whether the commands that are given to a person mend it. */
  readonly adviceMends?: true;
  /** Words that the headline, an explanation or a remark must hold. */
  readonly says?: RegExp;
}

/** server-b of the seed's network, changed; it is reached from inside, so that no network needs to work for that. */
export function serverB(
  change: Partial<TopologyNode>,
  options: SeedOptions = {},
  topology: Topology = seedTopology(options),
): Topology {
  return changeNode(topology, 'server-b', (node) => ({
    ...node,
    ssh: { reach: 'loopback' },
    ...change,
    interfaces: { ...node.interfaces, ...change.interfaces },
    sysctls: { ...node.sysctls, ...change.sysctls },
    routes: change.routes ?? node.routes ?? [],
  }));
}

/** Policy routing as it should be for one interface of the seed: `network` 5 is eth1's. */
export function policyFor(network: 5 | 6 | 7, table: number): { routes: string[]; rules: string[] } {
  const dev = `eth${network - 4}`;
  return {
    routes: [
      `172.16.${network}.0/24 dev ${dev} scope link src 172.16.${network}.4 table ${table}`,
      `default via 172.16.${network}.1 dev ${dev} table ${table}`,
    ],
    rules: [`pref ${1000 + network} from 172.16.${network}.4 lookup ${table}`],
  };
}

/** The seed's own routes of server-b. */
export const SEED_ROUTES = ['default via 172.16.4.1 dev eth0', '169.254.0.0/16 dev eth0 metric 1002'];

/** rp_filter of server-b's interfaces and of all. */
export function everywhere(mode: 0 | 1 | 2): Record<string, number> {
  const names = ['all', 'default', 'eth0', 'eth1', 'eth2', 'eth3'];
  return Object.fromEntries(names.map((name) => [`net.ipv4.conf.${name}.rp_filter`, mode]));
}
