import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Host } from '../owners/host.ts';
import { Network } from '../owners/network.ts';
import { OWNERS, type Owner } from '../owners/owners.ts';
import { LISTINGS } from './namespace.ts';
import { type ComparedChange, compareRows, foretold, inRouter } from './real.ts';

/** A planned change of a file of netplan, or by nmcli, on a host that boots with its owner. */
type OwnedChange = { name: string; owner: Owner['name']; change: string };

const netplan = (eth1: string, eth0 = '', policy = '') => `network:
  version: 2
  renderer: networkd
  ethernets:
    eth0:
      addresses: [172.16.4.4/24]
      routes:
        - to: default
          via: 172.16.4.1
${eth0}    eth1:
      addresses: [${eth1}]
${policy}`;

/** One after the other on one host: each begins with what the one before left. */
export const OWNED: readonly OwnedChange[] = [
  {
    name: 'netplan: policy routing for eth1',
    owner: 'netplan',
    change: netplan(
      '172.16.5.4/24',
      '',
      `      routes:
        - to: default
          via: 172.16.5.1
          table: 105
        - to: 172.16.5.0/24
          scope: link
          table: 105
      routing-policy:
        - from: 172.16.5.4
          table: 105
          priority: 1005
`,
    ),
  },
  {
    name: 'netplan: its rule is left out again',
    owner: 'netplan',
    change: netplan(
      '172.16.5.4/24',
      '',
      `      routes:
        - to: default
          via: 172.16.5.1
          table: 105
`,
    ),
  },
  { name: 'netplan: another address', owner: 'netplan', change: netplan('172.16.5.14/24') },
  { name: 'netplan: two addresses', owner: 'netplan', change: netplan('172.16.5.14/24, 172.16.5.4/24') },
  {
    name: 'netplan: a more specific route by eth1',
    owner: 'netplan',
    change: netplan('172.16.5.4/24', '        - to: 192.0.2.0/24\n          via: 172.16.4.1\n'),
  },
  {
    name: 'netplan: the default by eth1',
    owner: 'netplan',
    change: `network:
  version: 2
  ethernets:
    eth0:
      addresses:
        - 172.16.4.4/24
    eth1:
      addresses: ["172.16.5.4/24"]
      routes: [{to: 0.0.0.0/0, via: 172.16.5.1, metric: 50}]
`,
  },
  {
    name: 'nmcli: a profile is changed and not activated',
    owner: 'NetworkManager',
    change: 'nmcli con mod net1 ipv4.addresses 172.16.5.14/24',
  },
  {
    name: 'nmcli: the same, activated',
    owner: 'NetworkManager',
    change: 'nmcli con mod net1 ipv4.addresses 172.16.5.14/24 && nmcli con up net1',
  },
  {
    name: 'nmcli: a second address, reapplied',
    owner: 'NetworkManager',
    change: 'nmcli connection modify net1 +ipv4.addresses 172.16.5.4/24\nnmcli device reapply eth1',
  },
  {
    name: 'nmcli: policy routing',
    owner: 'NetworkManager',
    change: `nmcli con mod net1 +ipv4.routes "0.0.0.0/0 172.16.5.1 table=105" +ipv4.routing-rules "priority 1005 from 172.16.5.4 table 105"
nmcli con up net1`,
  },
  {
    name: 'nmcli: its rule goes',
    owner: 'NetworkManager',
    change: 'nmcli con mod net1 ipv4.routing-rules ""\nnmcli con up net1',
  },
  {
    name: 'nmcli: no default by eth0',
    owner: 'NetworkManager',
    change: 'nmcli con mod net0 ipv4.gateway "" && nmcli device reapply eth0',
  },
  {
    name: 'nmcli: a gateway by eth1',
    owner: 'NetworkManager',
    change: 'nmcli con mod net1 ipv4.gateway 172.16.5.1 ipv4.dns 172.16.5.1 && nmcli con up net1',
  },
  { name: 'nmcli: down', owner: 'NetworkManager', change: 'nmcli con down net1' },
];

/** Boots an owner's host, makes its changes one after the other, and compares each with what was foretold. */
export async function* compareOwned(
  root: string,
  name: Owner['name'],
  chosen: readonly OwnedChange[],
): AsyncGenerator<{ change: OwnedChange; compared: ComparedChange }> {
  const owner = OWNERS.find((one) => one.name === name);
  if (owner === undefined) throw new Error(`there is no owner "${name}"`);
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-changes-'));
  const network = new Network(`chg${name.slice(0, 2).toLowerCase()}`);
  const host = new Host(root, join(directory, 'disk'), network);
  try {
    network.remove();
    network.make();
    for (const unit of owner.without) host.link(`etc/systemd/system/${unit}.service`, '/dev/null');
    owner.configure(host, 'static');
    await host.boot();
    inRouter(
      network.router,
      'for f in all default; do echo 2 >/proc/sys/net/ipv4/conf/$f/arp_announce; done',
    );
    await delay(3000);
    for (const change of chosen) yield { change, compared: await makeOne(host, network, change) };
  } finally {
    await host.stop();
    network.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function makeOne(
  host: Host,
  network: Network,
  { change, owner }: OwnedChange,
): Promise<ComparedChange> {
  const listings = owner === 'NetworkManager' ? [...LISTINGS, 'nmcli device'] : LISTINGS;
  const outputs = await Promise.all(listings.map((command) => host.run(`${command}; true`)));
  const transcript = listings
    .map((command, at) => `[root@server ~]# ${command}\n${outputs[at] ?? ''}`)
    .join('');
  const document = foretold(transcript, change);
  const rows = await compareRows({ host: network.host, router: network.router }, document, async () => {
    if (owner !== 'NetworkManager')
      await host.run('cat >/etc/netplan/50-cloud-init.yaml; netplan apply', change);
    else await host.run(change);
    await delay(5000);
  });
  return { document, rows, wrongLines: [] };
}
