/** What is known of the hosts of one inventory: their names, and what earlier looks showed. */
export type Inventory = {
  hosts: Record<string, { interfaces?: Record<string, readonly string[]> }>;
};

/** The inventories that the wordings are asked against. */
export const INVENTORIES = {
  /** Never looked at: names alone. */
  fresh: { hosts: { 'server-a': {}, 'server-b': {}, 'server-c': {}, 'jump-1': {} } },
  /** Looked at before: interfaces and addresses are known. */
  seen: {
    hosts: {
      'server-a': { interfaces: { eth0: ['172.16.0.4'], eth1: ['172.16.1.4'] } },
      'server-b': { interfaces: { eth0: ['172.16.4.4'], eth1: ['172.16.5.4', 'fd00:5::4'] } },
      'web-1': { interfaces: { ens3: ['10.0.1.4'], ens4: ['10.0.2.4'] } },
      'web-2': { interfaces: { bond0: ['10.0.1.5'], 'bond0.100': ['10.0.100.5'], wg0: ['10.8.0.2'] } },
      'db-1': {
        interfaces: { enp3s0f0: ['10.0.3.7'], enp3s0f1: ['10.0.4.7', '2001:db8:4::7'], mgmt: ['10.9.0.7'] },
      },
      jumpbox: { interfaces: { eth0: ['10.0.0.2'] } },
    },
  },
  /** Fully qualified names, two of which share their first label. */
  fqdn: {
    hosts: {
      'db-1.prod.example.com': {},
      'db-1.stage.example.com': {},
      'app.prod.example.com': {},
      'edge01.fra.example.net': {},
      'edge02.fra.example.net': {},
    },
  },
  /** Names that are English words. */
  words: { hosts: { mail: {}, db: {}, gate: {}, kraken: {}, build: {}, test: {}, time: {} } },
  /** Digits and underscores. */
  odd: {
    hosts: {
      n01: {},
      n02: {},
      n10: {},
      '7of9': {},
      db_primary: {},
      db_replica: {},
      'rack3-node12': {},
      'k8s-worker-1': {},
      'k8s-worker-2': {},
      PROXY01: {},
    },
  },
  /** As a company has them: sites, roles, words, an address as a name. */
  fleet: {
    hosts: {
      web01: {},
      web02: {},
      'api-gw': {},
      payments: {},
      nas: {},
      'lon-db-03': { interfaces: { eno1: ['10.3.0.3'], eno2: ['10.4.0.3'], 'eno2.200': ['10.200.0.3'] } },
      'tokyo-edge': {
        interfaces: { lo: [], eth0: ['192.0.2.10'], eth1: ['198.51.100.10'], eth2: ['203.0.113.10'] },
      },
      '10.20.30.40': {},
      bastion: {},
      'vm-117': {},
      'vm-118': {},
    },
  },
} satisfies Record<string, Inventory>;
export type InventoryName = keyof typeof INVENTORIES;
