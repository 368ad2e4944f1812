import { execFileSync } from 'node:child_process';

/**
 * A network of three: `client` 172.16.0.4, a router, and the host with eth0 (172.16.4.0/24) and eth1 (172.16.5.0/24) on it.
 * All are network namespaces; the host's is made anew at each boot, as a restart of a machine does.
 */
export class Network {
  readonly client: string;
  readonly router: string;
  readonly host: string;

  constructor(name: string) {
    this.client = `rt-${name}-c`;
    this.router = `rt-${name}-r`;
    this.host = `rt-${name}-h`;
  }

  make(): void {
    const { client, router } = this;
    sh(`ip netns add ${client}; ip netns add ${router}
ip -n ${router} link add lan0 type veth peer name eth0 netns ${client}
ip -n ${router} addr add 172.16.0.1/24 dev lan0
ip -n ${client} addr add 172.16.0.4/24 dev eth0
for one in ${client} ${router}; do ip -n $one link set lo up; done
ip -n ${router} link set lan0 up; ip -n ${client} link set eth0 up
ip -n ${client} route add default via 172.16.0.1
ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0`);
  }

  /** The host's interfaces, without any address: as a machine has them when it starts. */
  connectHost(): void {
    const { host, router } = this;
    sh(`ip netns add ${host}`);
    for (const index of [0, 1]) {
      const net = 4 + index;
      sh(`ip -n ${router} link add net${net} type veth peer name eth${index} netns ${host} address 02:00:00:00:0${index}:02
ip -n ${router} addr add 172.16.${net}.1/24 dev net${net}; ip -n ${router} link set net${net} up`);
    }
  }

  disconnectHost(): void {
    sh(
      `ip netns del ${this.host} 2>/dev/null || true; for net in 4 5; do ip -n ${this.router} link del net$net 2>/dev/null || true; done`,
    );
  }

  /** The other end of eth1's link goes down, and comes back. */
  flap(seconds: number): void {
    sh(`ip -n ${this.router} link set net5 down; sleep ${seconds}; ip -n ${this.router} link set net5 up`);
  }

  /** Whether the client's ping of an address is answered, within some seconds. */
  pings(address: string, seconds: number): boolean {
    for (let tries = 0; tries < seconds; tries += 1) {
      try {
        execFileSync('ip', ['netns', 'exec', this.client, 'ping', '-c1', '-W1', address], {
          stdio: 'ignore',
        });
        return true;
      } catch {}
    }
    return false;
  }

  remove(): void {
    sh(
      `for one in ${this.host} ${this.router} ${this.client}; do ip netns del $one 2>/dev/null || true; done`,
    );
  }
}

/** Runs a text in a shell, and fails where it does. */
function sh(text: string): string {
  return execFileSync('sh', ['-ec', text], { encoding: 'utf8' });
}

/** The DHCP server's configuration: eth1's network, with leases as short as dnsmasq makes them, and no router. Its files stand in `place`. */
export function dhcpConfiguration(place: string): string {
  const lines = [
    ...['port=0', 'interface=net5', 'bind-dynamic', 'no-resolv', 'user=root'],
    ...['dhcp-range=172.16.5.4,172.16.5.4,120s', 'dhcp-option=3', 'dhcp-authoritative'],
    ...[`dhcp-leasefile=${place}/leases`, 'pid-file', `log-facility=${place}/dnsmasq.log`],
  ];
  return `${lines.join('\n')}\n`;
}
