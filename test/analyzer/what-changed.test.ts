import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { recorded, withState } from './recorded.ts';

describe('what changed lately', () => {
  it('who set the rule that decides, by its protocol', () => {
    const asked = withState(recorded('policy-rule-shadowed-by-catch-all'), (state) => ({
      rules: {
        ...state.rules,
        4: (state.rules[4] ?? []).map((rule) =>
          rule.preference === 500 ? { ...rule, protocol: 'NetworkManager' } : rule,
        ),
      },
    }));

    expect(diagnose(asked).remarks.join('\n')).toContain(
      'rule 500, which decides the route back, was set by NetworkManager',
    );
  });

  it('a link that went down and up, by the kernel log', () => {
    const asked = withState(recorded('policy-table-emptied-by-link-flap'), () => ({
      kernelLog: [
        { kind: 'link', device: 'eth1', state: 'down', line: 'e1000e 0000:00:19.0 eth1: NIC Link is Down' },
        { kind: 'link', device: 'eth1', state: 'up', line: 'e1000e 0000:00:19.0 eth1: NIC Link is Up' },
        { kind: 'link', device: 'eth7', state: 'down', line: 'e1000e 0000:00:1a.0 eth7: NIC Link is Down' },
      ],
    }));

    const { remarks } = diagnose(asked);

    expect(remarks.filter((remark) => remark.includes('link changed'))).toEqual([
      expect.stringContaining('eth1: NIC Link is Up'),
    ]);
  });

  it('a lease that runs out', () => {
    const asked = withState(recorded('strict-seed'), (state) => ({
      addresses: (state.addresses ?? []).map((address) =>
        address.local === '172.16.5.4' ? { ...address, flags: ['dynamic'], validLifetime: 86 } : address,
      ),
    }));

    expect(diagnose(asked).remarks.join('\n')).toContain('172.16.5.4 on eth1 is a lease: 86 s left');
  });

  it('nothing where the host tells nothing, beside the interfaces with the same fault', () => {
    expect(diagnose(recorded('strict-seed')).remarks).toEqual(['eth2 and eth3 have the same fault']);
  });
});
