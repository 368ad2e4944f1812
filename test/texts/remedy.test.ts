import { expect, test } from 'vitest';
import { type ProposedRemedy, REMEDIES, Remedy } from '../../src/analyzer/model/index.ts';
import { labelOf, tellRemedy } from '../../src/texts/index.ts';

test('every remedy has a label of its own, which names the interface', () => {
  const labels = REMEDIES.map((remedy) => labelOf(remedy, 'eth7'));

  expect(new Set(labels).size).toBe(REMEDIES.length);
  expect(labels.filter((label) => !label.includes('eth7'))).toEqual([]);
});

test("a remedy's facts become the sentences of the public contract", () => {
  const proposed: ProposedRemedy = {
    id: 'policy-routing',
    recommended: false,
    outcome: 'does-not-repair',
    because: { key: 'outcome.still-stopped', causes: ['firewall-drop'] },
    stillStoppedBy: ['firewall-drop'],
    risks: [{ key: 'risk.until-reboot' }],
    gateway: { address: '172.16.5.1', sources: [{ by: 'cloud', cloud: 'aws' }], assumed: true },
    refused: {
      key: 'refused.own-connection',
      flow: { kind: 'own-connection', client: '10.0.0.9', server: '172.16.5.4' },
      before: { kind: 'leaves', hops: [{ device: 'eth0', gateway: '172.16.4.1' }] },
      after: { kind: 'no-way', error: 'ENETUNREACH' },
    },
    plan: {
      hash: 'h',
      restsOn: {},
      steps: [],
      files: [],
      blastRadius: {
        considered: 12,
        truncated: false,
        changes: [
          {
            flow: {
              kind: 'arrives',
              source: '192.0.2.1',
              destination: '172.16.5.4',
              device: 'eth1',
              beyond: true,
            },
            before: { kind: 'refused', reason: 'strict' },
            after: { kind: 'accepted' },
          },
        ],
      },
    },
  };

  const told = tellRemedy(proposed);

  expect(Remedy.parse(told)).toEqual(told);
  expect(told.then).toEqual(['firewall-drop']);
  expect(told).toMatchObject({
    because: 'still blocked by: firewall-drop',
    gateway: { sources: ["AWS's rule: the first host of the subnet"] },
    refused:
      'it would reroute this SSH connection: 10.0.0.9 ↔ 172.16.5.4: leaves by eth0 via 172.16.4.1 now, cannot leave (ENETUNREACH) after',
    plan: {
      flowsConsidered: 12,
      blastRadius: [
        {
          flow: 'hosts in other networks → 172.16.5.4, arriving on eth1',
          before: 'refused (strict)',
          after: 'accepted',
        },
      ],
    },
  });
});
