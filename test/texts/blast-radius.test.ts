import { expect, test } from 'vitest';
import type { Plan } from '../../src/analyzer/model/index.ts';
import { blastRadiusLines } from '../../src/texts/index.ts';

function planWith(more: Partial<Plan>): Plan {
  return { hash: 'h', restsOn: {}, steps: [], files: [], blastRadius: [], ...more };
}

const CHANGES = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((peer) => ({
  flow: `${peer} ↔ 172.16.5.4`,
  before: 'leaves by eth0',
  after: 'leaves by eth1',
}));

test('it says how many answers change of how many, lists what fits, and counts the rest', () => {
  const plan = planWith({ blastRadius: CHANGES, flowsConsidered: 40, sshWay: 'leaves by eth0' });

  expect(blastRadiusLines(plan, 2)).toEqual({
    summary: 'Changes 3 of 40 known flows',
    flows: [
      '10.0.0.1 ↔ 172.16.5.4: leaves by eth0 → leaves by eth1',
      '10.0.0.2 ↔ 172.16.5.4: leaves by eth0 → leaves by eth1',
    ],
    more: '… and 1 more',
    ownConnection: "Roundtrip's own SSH connection leaves by eth0, unchanged",
  });
});

test('what was not asked about is not said to stay as it is', () => {
  expect(blastRadiusLines(planWith({}), 5)).toEqual({
    summary: 'Its effect on other flows was not computed',
    flows: [],
  });
  expect(blastRadiusLines(planWith({ flowsConsidered: 2000, flowsTruncated: true }), 5).summary).toBe(
    'Changes 0 of 2000 known flows; the host has more flows, which were not checked',
  );
});
