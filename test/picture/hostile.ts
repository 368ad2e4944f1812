import type { Diagnosed, Topology } from '../../src/analyzer/model/index.ts';
import type { Case } from './corpus.ts';

const LONG = 'a-very-long-host-name.with.many.labels.'.repeat(7);

/** Everywhere in the diagnosis, the names on the left are those on the right. */
function renamed(found: Diagnosed, names: Readonly<Record<string, string>>): Diagnosed {
  return JSON.parse(JSON.stringify(found), (_key, value) =>
    typeof value === 'string'
      ? Object.entries(names).reduce((text, [name, other]) => text.replaceAll(name, other), value)
      : value,
  );
}

function withTopology(found: Diagnosed, change: (topology: Topology) => Partial<Topology>): Diagnosed {
  const { topology } = found;
  if (topology === undefined) throw new Error('a diagnosis of today has its topology');
  return { ...found, topology: { ...topology, ...change(topology) } };
}

/** The article's case and others, with names, addresses and numbers at their limits. */
export function hostile(cases: readonly Case[]): Case[] {
  const named = (wanted: string): Diagnosed => {
    const found = cases.find(({ name }) => name === wanted)?.found;
    if (!found) throw new Error(`no recording ${wanted}`);
    return found;
  };
  const strict = named('strict-seed');
  const lost = named('asymmetric-spoofing-dropped-loose');
  const long6 = {
    '172.16.5.4': '2001:db8:85a3:1319:8a2e:8a2e:7334:4242',
    '172.16.4.2': '2001:db8:85a3:1320:8a2e:8a2e:7334:1111',
    '172.16.5.1': '2001:db8:85a3:1319:8a2e:8a2e:7334:0001',
    '172.16.4.1': '2001:db8:85a3:1320:8a2e:8a2e:7334:0001',
    '172.16.0.4': '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
  };
  const many = (found: Diagnosed) =>
    withTopology(found, ({ interfaces }) => ({
      moreInterfaces: 58,
      interfaces: interfaces.map((one) => ({
        ...one,
        moreAddresses: 4997,
        vrf: 'vrf-of-customer',
        state: 'no-carrier' as const,
      })),
    }));
  const { topology: _, ...withoutTopology } = strict;
  return [
    {
      name: 'markup, marks of direction and emoji in names',
      found: renamed(strict, {
        'server-b': '<svg onload="alert(1)">&\u202e\0',
        'server-a': '顧客の端末🙂]]>',
      }),
    },
    { name: 'names without end', found: renamed(strict, { 'server-b': LONG, 'server-a': 'W'.repeat(300) }) },
    {
      name: 'the longest interface names',
      found: renamed(many(strict), {
        eth0: 'enp129s0f0np0.1',
        eth1: 'enp129s0f1np1.4',
        eth2: 'WWWWWWWWWWWWWWW',
      }),
    },
    { name: 'long IPv6 addresses', found: many(renamed(strict, long6)) },
    { name: 'long IPv6 addresses of a reply that is lost', found: many(renamed(lost, long6)) },
    {
      name: '63 interfaces with the same fault',
      found: { ...strict, alsoAffected: Array.from({ length: 63 }, (_, at) => `ens${at}`) },
    },
    {
      name: 'one interface, the sender on its link',
      found: withTopology(strict, ({ interfaces }) => ({
        interfaces: interfaces.slice(0, 1),
        moreInterfaces: 0,
        sender: 'on-link',
        reply: { kind: 'by', hops: [{ device: 'eth1' }], seen: false },
      })),
    },
    {
      name: 'a reply by one of many next hops',
      found: withTopology(strict, () => ({
        reply: {
          kind: 'by',
          hops: Array.from({ length: 16 }, (_, at) => ({
            device: `bond${at}.1234`,
            gateway: `10.${at}.255.254`,
          })),
          seen: false,
        },
      })),
    },
    {
      name: 'names that were not shown',
      found: renamed(strict, { eth1: '', '172.16.5.4': '', '172.16.0.4': '' }),
    },
    { name: 'recorded before its topology was kept', found: withoutTopology },
  ];
}
