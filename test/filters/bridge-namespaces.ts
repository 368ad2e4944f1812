import { spawnSync } from 'node:child_process';
import type { HostState } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';

/** A host whose address stands on a bridge with two ports, and one that pings it by the first port, with ARP in between. */
export type BridgePair = {
  state: HostState;
  /** The packet filter as the host lists it, by nft and by iptables. */
  listed(): { nft: string; iptables: string };
  /** Runs a shell script on the host; throws where it fails. */
  run(script: string): string;
  /** Whether one ping is answered, the two not knowing each other's hardware address before. */
  ping(): boolean;
  stop(): void;
};

export const CLIENT = { address: '10.8.0.1', mac: '02:00:00:00:08:01' };
export const SERVER = { address: '10.8.0.2', bridge: 'br0', port: 'eth0', plain: 'eth2' };
export const BRIDGE_MAC = '02:00:00:00:08:02';

/** Makes the two namespaces. */
export function startBridgePair(name: string): BridgePair {
  const server = `rtb-${name}-s`;
  const client = `rtb-${name}-c`;
  const on = (namespace: string, script: string): string => {
    const { status, stdout, stderr } = spawnSync('ip', ['netns', 'exec', namespace, 'sh', '-se'], {
      encoding: 'utf8',
      input: script,
    });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout;
  };
  for (const namespace of [server, client]) spawnSync('ip', ['netns', 'add', namespace]);
  on(
    server,
    `ip link set lo up
    sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
    ip link add br0 address ${BRIDGE_MAC} type bridge stp_state 0 forward_delay 0
    ip link add eth0 type veth peer name eth0 address ${CLIENT.mac} netns ${client}
    ip link add eth1 type veth peer name eth1 netns ${client}
    ip link set eth0 master br0
    ip link set eth1 master br0
    ip addr add ${SERVER.address}/24 dev br0
    ip link set eth0 up
    ip link set br0 up`,
  );
  on(client, `ip link set lo up\nip addr add ${CLIENT.address}/24 dev eth0\nip link set eth0 up`);
  const state = readSections(
    ['ip -d link show', 'ip addr show', 'ip rule show', 'ip route show table all'].map((command) => ({
      command,
      output: on(server, command),
    })),
  )[0]?.state;
  if (!state) throw new Error('nothing was read');
  return {
    state,
    listed: () => ({ nft: on(server, 'nft -a list ruleset'), iptables: on(server, 'iptables-save -c') }),
    run: (script) => on(server, script),
    ping() {
      on(server, 'ip neigh flush all');
      on(client, 'ip neigh flush all');
      const { status } = spawnSync(
        'ip',
        ['netns', 'exec', client, 'ping', '-n', '-q', '-c', '1', '-W', '0.4', SERVER.address],
        { stdio: 'ignore' },
      );
      return status === 0;
    },
    stop() {
      for (const namespace of [server, client]) spawnSync('ip', ['netns', 'del', namespace]);
    },
  };
}
