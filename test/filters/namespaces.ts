import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { HostState, Observation } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';

/** One request that the client sends and the server should answer. */
export type Request = { protocol: 'icmp' | 'tcp'; from: string; to: string; port?: number; iif: string };

/** Two hosts with two links between them; the client has further addresses that the server reaches by eth0 alone. */
export type Pair = {
  state: HostState;
  /** Runs a command on the server. @returns its standard output; undefined where it fails */
  run(argv: readonly string[], input?: string): string | undefined;
  /** Loads an nft ruleset without the lines that nft refuses. @returns whether it took the rest */
  load(ruleset: string): boolean;
  /** Sends all requests at once. @returns whether each was answered within that many seconds */
  send(requests: readonly Request[], patience: number): Promise<boolean[]>;
  stop(): Promise<void>;
};

const IP = 'ip';
const PORTS = ['tcp:22', 'tcp:80', 'tcp:8080', 'tcp:8888', 'tcp:8889'];

/** Only the first segment and its answer are asked about: the client sends no third one, and hears no ICMP errors about it. */
const FIRST_SEGMENTS_ALONE = `table inet client {
  chain in {
    type filter hook prerouting priority raw; policy accept;
    icmp type destination-unreachable drop
    icmpv6 type destination-unreachable drop
  }
  chain out {
    type filter hook output priority raw; policy accept;
    tcp flags & (syn|ack|rst) == ack drop
  }
}`;

/** Starts the pair in namespaces of its own; `stop` takes everything away again. */
export async function startPair(name: string): Promise<Pair> {
  const server = `rtf-${name}-s`;
  const client = `rtf-${name}-c`;
  for (const line of network(server, client)) must(line.split(' '));
  attempt(['ip', 'netns', 'exec', client, 'nft', '-f', '-'], FIRST_SEGMENTS_ALONE);
  const answers = inside(server, 'server.ts', PORTS);
  const asks = inside(client, 'client.ts', []);
  const ready = createInterface({ input: answers.stdout })[Symbol.asyncIterator]();
  const results = createInterface({ input: asks.stdout })[Symbol.asyncIterator]();
  await ready.next();
  return {
    state: stateOf(server),
    run: (argv, input) => attempt(['ip', 'netns', 'exec', server, ...argv], input),
    load: (ruleset) => load(server, ruleset.split('\n')),
    async send(requests, patience) {
      asks.stdin.write(`${JSON.stringify({ patience, requests })}\n`);
      const { value } = await results.next();
      return JSON.parse(String(value)) as boolean[];
    },
    async stop() {
      await Promise.all([ended(answers), ended(asks)]);
      for (const namespace of [server, client]) must(['ip', 'netns', 'del', namespace]);
    },
  };
}

/** Static neighbours keep ARP and ND out of it; rp_filter is off, so that only the packet filter decides. */
function network(server: string, client: string): string[] {
  const both = [server, client].flatMap((namespace) => [
    `ip netns add ${namespace}`,
    `ip -n ${namespace} link set lo up`,
    `ip netns exec ${namespace} sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.accept_ra=0 net.ipv4.icmp_ratelimit=0`,
  ]);
  const links = [0, 1].flatMap((link) => [
    `ip -n ${server} link add eth${link} address 02:00:00:00:0${link}:02 type veth peer name eth${link} address 02:00:00:00:0${link}:01 netns ${client}`,
    ...(
      [
        [server, 2, 1],
        [client, 1, 2],
      ] as const
    ).flatMap(([namespace, own, other]) => [
      `ip -n ${namespace} addr add 10.9.${link}.${own}/24 dev eth${link}`,
      `ip -n ${namespace} addr add fd09:${link}::${own}/64 dev eth${link} nodad`,
      `ip -n ${namespace} link set eth${link} up`,
      `ip -n ${namespace} neigh replace 10.9.${link}.${other} lladdr 02:00:00:00:0${link}:0${other} nud permanent dev eth${link}`,
      `ip -n ${namespace} neigh replace fd09:${link}::${other} lladdr 02:00:00:00:0${link}:0${other} nud permanent dev eth${link}`,
    ]),
  ]);
  return [
    ...both,
    ...links,
    `ip -n ${client} addr add 10.77.0.1/32 dev lo`,
    `ip -n ${client} addr add fd77::1/128 dev lo nodad`,
    `ip -n ${server} route add default via 10.9.0.1 dev eth0`,
    `ip -n ${server} -6 route add default via fd09:0::1 dev eth0`,
  ];
}

function must(argv: readonly string[]): string {
  const output = attempt(argv);
  if (output === undefined) throw new Error(`failed: ${argv.join(' ')}`);
  return output;
}

function attempt([program = '', ...args]: readonly string[], input?: string): string | undefined {
  const result = spawnSync(program, args, { encoding: 'utf8', ...(input === undefined ? {} : { input }) });
  return result.status === 0 ? result.stdout : undefined;
}

function load(namespace: string, lines: readonly string[]): boolean {
  let kept = ['flush ruleset', ...lines];
  for (let round = 0; round < 8; round++) {
    const { status, stderr } = spawnSync(IP, ['netns', 'exec', namespace, 'nft', '-f', '-'], {
      encoding: 'utf8',
      input: kept.join('\n'),
    });
    if (status === 0) return true;
    const refused = new Set([...stderr.matchAll(/stdin:(\d+):\d+/g)].map((found) => Number(found[1])));
    kept = kept.filter((_line, index) => !refused.has(index + 1));
  }
  return false;
}

function inside(namespace: string, file: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const script = new URL(`children/${file}`, import.meta.url).pathname;
  return spawn(IP, ['netns', 'exec', namespace, process.execPath, script, ...args]);
}

function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.on('close', () => {
      clearTimeout(late);
      resolve();
    });
    child.stdin.end();
  });
}

function stateOf(namespace: string): HostState {
  const commands = [
    'ip -d link show',
    'ip addr show',
    'ip rule show',
    'ip -6 rule show',
    'ip route show table all',
    'ip -6 route show table all',
  ];
  const sections = commands.map((command) => ({
    command,
    output: must(['ip', 'netns', 'exec', namespace, ...command.split(' ')]),
  }));
  const [observation] = readSections(sections) as [Observation];
  return observation.state;
}
