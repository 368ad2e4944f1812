import { seedTopology, twoRouters } from '../../../../src/demo/lab/index.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const table101 = policyFor(5, 101).routes;
const repaired = { 'policy-routing': 'repairs', 'loose-rp-filter': 'depends' } as const;
const strict = { cause: 'strict-rp-filter', stage: 'source-validation', certainty: 'proven' } as const;
const plain = { ...strict, next: ['reply-leaves-other-interface'], remedies: repaired } as const;

/** Strict reverse path filtering, however it comes to be in force. */
export const STRICT: readonly Scenario[] = [
  {
    name: 'strict-seed',
    topology: serverB({}),
    ask: { iface: 'eth1' },
    expect: { ...plain, says: /all=1/ },
  },
  {
    name: 'strict-through-all-alone',
    topology: serverB({ sysctls: { ...everywhere(0), 'net.ipv4.conf.all.rp_filter': 1 } }),
    ask: { iface: 'eth1' },
    expect: { ...plain, says: /all=1/ },
  },
  {
    name: 'strict-through-interface-alone',
    topology: serverB({ sysctls: { ...everywhere(0), 'net.ipv4.conf.eth1.rp_filter': 1 } }),
    ask: { iface: 'eth1' },
    expect: { ...plain, says: /eth1=1/ },
  },
  {
    name: 'strict-two-defaults',
    topology: serverB({ routes: [...SEED_ROUTES, 'default via 172.16.5.1 dev eth1 metric 100'] }),
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    name: 'strict-iif-rule',
    topology: serverB({ routes: [...SEED_ROUTES, ...table101], rules: ['pref 100 iif eth1 lookup 101'] }),
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    name: 'strict-connmark-without-src-valid-mark',
    topology: serverB({
      routes: [...SEED_ROUTES, ...table101],
      rules: ['pref 100 fwmark 0x1 lookup 101'],
      setup: [
        ['nft', 'add table ip marks'],
        ['nft', 'add chain ip marks in { type filter hook prerouting priority mangle ; }'],
        ['nft', 'add rule ip marks in iifname "eth1" meta mark set 0x1 ct mark set 0x1'],
        ['nft', 'add chain ip marks out { type route hook output priority mangle ; }'],
        ['nft', 'add rule ip marks out ct mark 0x1 meta mark set ct mark'],
      ],
    }),
    ask: { iface: 'eth1' },
    expect: {
      adviceMends: true,
      ...strict,
      says: /src_valid_mark/,
      remedies: { 'src-valid-mark': 'repairs' },
    },
  },
  {
    name: 'strict-gateways-last',
    topology: serverB({}, { gateways: 'last' }),
    ask: { iface: 'eth2' },
    expect: plain,
  },
  {
    name: 'strict-two-routers',
    topology: serverB({}, {}, twoRouters()),
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    name: 'strict-then-shadowed-rule',
    topology: serverB({
      routes: [...SEED_ROUTES, ...table101],
      rules: ['pref 40000 from 172.16.5.4 lookup 101'],
    }),
    ask: { iface: 'eth1' },
    expect: { ...strict, next: ['policy-rule-shadowed'], remedies: repaired },
  },
  {
    name: 'strict-then-empty-table',
    topology: serverB({ rules: ['pref 1005 from 172.16.5.4 lookup 101'] }),
    ask: { iface: 'eth1' },
    expect: { ...strict, next: ['policy-table-empty'], remedies: repaired },
  },
  {
    name: 'strict-then-missing-rule',
    topology: serverB({
      routes: [...SEED_ROUTES, ...policyFor(6, 102).routes],
      rules: policyFor(6, 102).rules,
    }),
    ask: { iface: 'eth1' },
    expect: { ...strict, next: ['policy-rule-missing'], remedies: repaired },
  },
  {
    name: 'strict-busy-host',
    topology: serverB({}),
    meanwhile: [['server-a', 'ping', '-n', '-i', '0.05', '-c', '300', '172.16.6.4']],
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    name: 'strict-while-others-ping',
    topology: serverB({}),
    meanwhile: [['router', 'ping', '-n', '-i', '0.3', '-c', '50', '-I', '172.16.5.1', '172.16.5.4']],
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    // Other people's packets are more than a capture keeps, before the probe comes and while it is under way.
    name: 'strict-while-the-capture-is-flooded',
    topology: serverB({}),
    meanwhile: [
      ['router', 'ping', '-n', '-q', '-i', '0.005', '-c', '3000', '-I', '172.16.5.1', '172.16.5.4'],
    ],
    ask: { iface: 'eth1' },
    expect: plain,
  },
  {
    name: 'strict-tcp',
    topology: serverB({}),
    services: [['server-b', 'nc', '-lk', '-p', '8080']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    expect: plain,
  },
  {
    name: 'strict-told-by-traffic',
    topology: serverB({}),
    meanwhile: [['server-a', 'ping', '-n', '-i', '0.3', '-c', '50', '172.16.5.4']],
    ask: { iface: 'eth1', from: null, wait: 3 },
    proof: 'none',
    expect: plain,
  },
  {
    name: 'strict-state-alone',
    topology: serverB({}),
    ask: { iface: 'eth1', from: null, wait: 1 },
    proof: 'none',
    expect: { cause: 'strict-rp-filter', stage: 'source-validation', certainty: 'likely' },
  },
  {
    name: 'healthy-by-policy',
    topology: serverB({ routes: [...SEED_ROUTES, ...table101], rules: policyFor(5, 101).rules }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'healthy',
      stage: null,
      certainty: 'proven',
      remedies: { 'policy-routing': 'not offered' },
    },
  },
  {
    name: 'healthy-eth0',
    topology: serverB({}),
    ask: { iface: 'eth0' },
    expect: {
      cause: 'healthy',
      stage: null,
      certainty: 'proven',
      remedies: { 'policy-routing': 'not offered' },
    },
  },
  {
    name: 'healthy-ipv6',
    topology: serverB({}, { ipv6: true }, seedTopology({ ipv6: true })),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: { cause: 'healthy', stage: null, certainty: 'proven' },
  },
];
