import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RemedyId } from '../../src/analyzer/model/index.ts';
import { changeNode, type Topology } from '../../src/demo/lab/index.ts';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { type OnNode, policyFor } from '../lab/scenarios/scenario.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

/** A fault, and the remedy that is applied to it and taken back, over SSH on a real kernel. */
type Case = {
  remedy: RemedyId;
  name: string;
  topology: Topology;
  before?: readonly OnNode[];
  device: string;
  from: string;
};

/** The remedy for the fault of a scenario. */
function caseOf(remedy: RemedyId, name: string, change: (topology: Topology) => Topology = (as) => as): Case {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const { ask, topology, before } = scenario;
  return {
    ...{ remedy, name, topology: change(topology), device: ask.iface, from: ask.from ?? 'server-a' },
    ...(before ? { before } : {}),
  };
}

/** What its owner would make of eth1 and eth2, as ifupdown has it: the routes of two tables, one of them empty now. */
const INTERFACES = `auto eth1
iface eth1 inet static
  address 172.16.5.4/24
  post-up ip route add 172.16.5.0/24 dev eth1 src 172.16.5.4 table 101
  post-up ip route add default via 172.16.5.1 dev eth1 table 101
  post-up ip rule add pref 1005 from 172.16.5.4 lookup 101
auto eth2
iface eth2 inet static
  address 172.16.6.4/24
  post-up ip route add default via 172.16.6.1 dev eth2 table 102
`;

function configured(topology: Topology): Topology {
  const write = `mkdir -p /etc/network; cat >/etc/network/interfaces <<'END'\n${INTERFACES}END`;
  return changeNode(topology, 'server-b', (node) => ({
    ...node,
    setup: [...(node.setup ?? []), ['sh', '-c', write]],
  }));
}

/** The table for eth1 is there, and no rule leads to it. */
function withTable(topology: Topology): Topology {
  return changeNode(topology, 'server-b', (node) => ({
    ...node,
    routes: [...(node.routes ?? []), ...policyFor(5, 101).routes],
  }));
}

/** Both interfaces of one network answer ARP for each other, as they do by default. */
function answeringForEachOther(topology: Topology): Topology {
  const settings = { 'net.ipv4.conf.all.arp_ignore': 0, 'net.ipv4.conf.all.arp_announce': 0 };
  return changeNode(topology, 'server-b', (node) => ({ ...node, sysctls: { ...node.sysctls, ...settings } }));
}

/** Those that `npm test` plays; the others take part with ROUNDTRIP_REMEDIES=all (`npm run test:remedies`). */
const SAMPLE: readonly Case[] = [caseOf('restore-policy-table', 'policy-table-empty', configured)];
const OTHERS: readonly Case[] = [
  caseOf('arp-per-interface', 'arp-flux'),
  caseOf('restore-policy-table', 'strict-then-empty-table', configured),
  caseOf('arp-per-interface', 'duplicate-connected-prefix', answeringForEachOther),
  caseOf('restore-main-rule', 'main-rule-missing-strict'),
  caseOf('reorder-policy-rule', 'policy-rule-shadowed-by-main'),
  caseOf('reorder-policy-rule', 'policy-rule-shadowed-by-catch-all'),
  caseOf('add-policy-rule', 'policy-rule-missing', withTable),
  caseOf('local-routes-in-policy-table', 'policy-table-hides-connected'),
  caseOf('src-valid-mark', 'strict-connmark-without-src-valid-mark'),
  caseOf('policy-routing', 'firewall-rp-filter-nft'),
  caseOf('policy-routing', 'firewall-rp-filter-iptables'),
];
const CASES = process.env['ROUNDTRIP_REMEDIES'] === 'all' ? [...SAMPLE, ...OTHERS] : SAMPLE;

const EVERYTHING = `ip rule; ip -6 rule; ip -4 route show table all; ip -4 address
grep -rsH . /proc/sys/net/ipv4/conf | grep -E 'rp_filter|arp_|src_valid_mark'; find /etc -newer /proc/1 -type f`;

describe.each(CASES)('$remedy for $name', ({ remedy, topology, before = [], device, from }) => {
  const lab = useLab({ store: true, topology });
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
  });
  const everything = () => outputOf(lab.current, 'server-b', ['sh', '-c', EVERYTHING]);
  const answered = async () => {
    const listed = await outputOf(lab.current, 'server-b', ['ip', '-4', '-o', 'addr', 'show', 'dev', device]);
    return countAnswers(lab.current, from, /inet ([\d.]+)/.exec(listed)?.[1] ?? '', 3);
  };

  test('is applied, verified by a new probe, and taken back exactly', { timeout: 120_000 }, async () => {
    for (const [node, ...argv] of before) await outputOf(lab.current, node, argv);
    const original = await everything();
    const broken = await answered();

    const config = ['--config', lab.current.configFile];
    const { stdout, stderr } = runRoundtrip([
      ...['fix', 'server-b', device, '--from', from, '--remedy', remedy, '--yes', '--json', ...config],
    ]);
    const fixed = JSON.parse(stdout || '{}');
    const changed = await everything();
    const repaired = await answered();
    const again = runRoundtrip(['recheck', fixed.triage ?? '', '--json', ...config]);
    const undone = runRoundtrip(['undo', fixed.triage ?? '', '--yes', ...config]);

    expect(broken).toBe(0);
    expect([fixed.outcome, fixed.reason, stderr]).toEqual(['committed', expect.any(String), stderr]);
    expect(changed).not.toBe(original);
    expect(repaired).toBe(3);
    expect(JSON.parse(again.stdout)).toMatchObject({ standing: 'stands', answered: true });
    expect([undone.status, undone.stderr]).toEqual([0, undone.stderr]);
    expect(await everything()).toBe(original);
    expect(await answered()).toBe(0);
  });
});
