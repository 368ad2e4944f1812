import { describe, expect, it } from 'vitest';
import type { Link, Scope } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

const [recorded] = readRecordings(SCENARIOS.filter(({ name }) => name === 'not-arriving-behind-acl'));
if (!recorded) throw new Error('the scenario was not recorded');
const { asked } = recorded;
const { state } = asked.observation;

/** The verdict on requests that no capture of the host shows, its links, hooks and counters changed. */
function verdict({
  eth1 = {},
  hooks = state.coverage.hooks ?? [],
  others = [],
  received,
}: {
  eth1?: Partial<Link>;
  hooks?: Scope[];
  others?: Link[];
  received?: number;
}) {
  const links = (state.links ?? []).map((link) => (link.name === 'eth1' ? { ...link, ...eth1 } : link));
  const counters = asked.observation.counters.map(({ values }, at) => {
    const { 'Device.eth1.rx.packets': before = 0, ...rest } = values;
    const packets = received === undefined ? before : before + at * received;
    return { values: { ...rest, 'Device.eth1.rx.packets': packets } };
  });
  const coverage = { ...state.coverage, hooks };
  const observation = {
    ...asked.observation,
    counters,
    state: { ...state, links: [...links, ...others], coverage },
  };
  const { cause, certainty } = diagnose({ ...asked, observation });
  return `${cause}, ${certainty}`;
}

const plain = (name: string, more: Partial<Link> = {}): Link => ({
  name,
  flags: ['UP'],
  group: 'default',
  ...more,
});

describe('requests that no capture shows', () => {
  it('are proven not to arrive where nothing stands in front of the capture', () => {
    expect(verdict({})).toBe('request-not-arriving, proven');
  });

  it('are not proven not to arrive where XDP was not listed', () => {
    expect(verdict({ hooks: [] })).toBe('request-not-arriving, likely');
    expect(verdict({ hooks: [{ device: 'eth0', program: 'xdp' }] })).toBe('request-not-arriving, likely');
  });

  it.each([
    ['on the interface', { eth1: { xdp: 'native' } }],
    [
      'on its bridge',
      { eth1: { master: 'br0' }, others: [plain('br0', { kind: 'bridge', xdp: 'generic' })] },
    ],
    [
      'on a port of it',
      { eth1: { kind: 'bond' }, others: [plain('ens1', { master: 'eth1', xdp: 'native' })] },
    ],
    ['below a VLAN', { eth1: { kind: 'vlan' }, others: [plain('ens1', { xdp: 'offload' })] }],
  ])('may have been taken by an XDP program %s', (_, change) => {
    expect(verdict({ ...change, received: 3 })).toBe('inconclusive, open');
  });

  it('were most likely taken by XDP where the interface received as many', () => {
    expect(verdict({ eth1: { xdp: 'generic' }, received: 40 })).toBe('bpf-or-tc-drop, likely');
  });
});
