import type { Keeper } from '../../src/analyzer/model/index.ts';
import type { Host } from './host.ts';

/** How eth1 gets its address. */
export type Addressing = 'static' | 'dhcp';

/** Somebody who configures the interfaces of a host. */
export type Owner = {
  name: string;
  /** The host program's words for it, and for where it has eth1. */
  keeper: Keeper;
  place: string;
  /** Units of the others, which do not start. */
  without: readonly string[];
  /** Puts its configuration on the host's disk. */
  configure(host: Host, addressing: Addressing): void;
  /** The command by which it is started again, as people do. */
  restart: string;
};

const OTHERS = [
  'systemd-udevd',
  'systemd-udev-trigger',
  'systemd-logind',
  // It cannot start in namespaces, and NetworkManager would wait for it.
  'systemd-hostnamed',
  'NetworkManager-wait-online',
  'systemd-networkd-wait-online',
];

const network = (device: string, lines: readonly string[]) =>
  `[Match]\nName=${device}\n\n[Network]\n${lines.join('\n')}\n`;

const NETWORKD = 'systemd-networkd';
const enableNetworkd = (host: Host) =>
  host.link(
    'etc/systemd/system/multi-user.target.wants/systemd-networkd.service',
    '/lib/systemd/system/systemd-networkd.service',
  );

export const OWNERS: readonly Owner[] = [
  {
    name: NETWORKD,
    keeper: 'networkd',
    place: '20-lan.network',
    without: [...OTHERS, 'NetworkManager', 'networking'],
    configure(host, addressing) {
      enableNetworkd(host);
      host.write(
        'etc/systemd/network/10-eth0.network',
        network('eth0', ['Address=172.16.4.4/24', 'Gateway=172.16.4.1']),
      );
      host.write(
        'etc/systemd/network/20-lan.network',
        network('eth1', [addressing === 'dhcp' ? 'DHCP=ipv4' : 'Address=172.16.5.4/24']),
      );
    },
    restart: 'systemctl restart systemd-networkd',
  },
  {
    name: 'netplan',
    keeper: 'netplan',
    place: 'ethernets/lan',
    without: [...OTHERS, 'NetworkManager', 'networking'],
    configure(host, addressing) {
      enableNetworkd(host);
      const lan = addressing === 'dhcp' ? 'dhcp4: true' : 'addresses: [172.16.5.4/24]';
      host.write(
        'etc/netplan/50-cloud-init.yaml',
        `network:
  version: 2
  renderer: networkd
  ethernets:
    eth0:
      addresses: [172.16.4.4/24]
      routes:
        - to: default
          via: 172.16.4.1
    lan:
      match:
        name: eth1
      ${lan}
`,
        0o600,
      );
    },
    restart: 'netplan apply',
  },
  {
    name: 'NetworkManager',
    keeper: 'networkmanager',
    place: '-',
    without: [...OTHERS, NETWORKD, 'networking'],
    configure(host, addressing) {
      const manage = '[device]\nmatch-device=*\nmanaged=1\n[keyfile]\nunmanaged-devices=none\n';
      host.write('etc/NetworkManager/conf.d/10-manage.conf', manage);
      const profile = (index: number, lines: readonly string[]) =>
        `[connection]\nid=net${index}\nuuid=0000000${index}-0000-4000-8000-000000000000\ntype=ethernet\ninterface-name=eth${index}\n\n[ipv4]\n${lines.join('\n')}\n\n[ipv6]\nmethod=disabled\n`;
      const lan = addressing === 'dhcp' ? ['method=auto'] : ['method=manual', 'address1=172.16.5.4/24'];
      const place = 'etc/NetworkManager/system-connections';
      host.write(
        `${place}/net0.nmconnection`,
        profile(0, ['method=manual', 'address1=172.16.4.4/24,172.16.4.1']),
        0o600,
      );
      host.write(`${place}/net1.nmconnection`, profile(1, lan), 0o600);
    },
    restart: 'systemctl restart NetworkManager',
  },
  {
    name: 'ifupdown',
    keeper: 'ifupdown',
    place: '-',
    without: [...OTHERS, NETWORKD, 'NetworkManager'],
    configure(host, addressing) {
      const lan =
        addressing === 'dhcp' ? 'iface eth1 inet dhcp' : 'iface eth1 inet static\n  address 172.16.5.4/24';
      host.write(
        'etc/network/interfaces',
        `auto lo eth0 eth1
iface lo inet loopback
iface eth0 inet static
  address 172.16.4.4/24
  gateway 172.16.4.1
${lan}
`,
      );
    },
    restart: 'systemctl restart networking',
  },
];
