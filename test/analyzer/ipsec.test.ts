import { describe, expect, it } from 'vitest';
import { ipsecVerdict, isProtected, type SelectedPacket } from '../../src/analyzer/ipsec.ts';
import type { IpsecPolicy } from '../../src/analyzer/model/index.ts';

const packet: SelectedPacket = {
  source: '10.1.0.9',
  destination: '10.2.0.4',
  protocol: 'tcp',
  destinationPort: 443,
  device: 'eth1',
};
const template = { source: '192.0.2.1', destination: '192.0.2.2', protocol: 'esp', mode: 'tunnel' };

function policy(parts: Partial<IpsecPolicy> = {}): IpsecPolicy {
  return {
    family: 4,
    source: '10.1.0.0/16',
    destination: '10.2.0.0/16',
    direction: 'in',
    action: 'allow',
    templates: [template],
    ...parts,
  };
}

describe('what IPsec policies do with a packet in the clear', () => {
  it.each<[string, IpsecPolicy[], object | undefined]>([
    ['it is to be protected', [policy()], { does: 'protects', certain: true }],
    ['a policy blocks it', [policy({ action: 'block', templates: [] })], { does: 'drops', certain: true }],
    ['protection is optional', [policy({ templates: [{ ...template, optional: true }] })], undefined],
    ['another sender', [policy({ source: '10.9.0.0/16' })], undefined],
    ['another direction', [policy({ direction: 'out' })], undefined],
    ['another protocol', [policy({ protocol: 'udp' })], undefined],
    ['another port', [policy({ protocol: 'tcp', destinationPort: 22 })], undefined],
    ['the port', [policy({ protocol: '6', destinationPort: 443 })], { does: 'protects', certain: true }],
    ["an XFRM interface's own", [policy({ interfaceId: '0x2a' })], undefined],
    ['another device', [policy({ device: 'eth0' })], undefined],
    [
      'a bypass of a lower number comes first',
      [policy({ priority: 100 }), policy({ priority: 10, templates: [] })],
      undefined,
    ],
    [
      'a bypass that may fit comes first',
      [policy({ priority: 100 }), policy({ priority: 10, templates: [], sourcePort: 500 })],
      { does: 'protects', certain: false },
    ],
  ])('%s', (_, policies, expected) => {
    const verdict = ipsecVerdict({ ipsecPolicies: policies }, 'in', packet);

    if (expected === undefined) expect(verdict).toBeUndefined();
    else expect(verdict).toMatchObject(expected);
  });

  it('an association protects what its ends are the template of, in transport mode those of the packet', () => {
    const states = [{ source: '192.0.2.1', destination: '192.0.2.2' }];
    const transport = policy({
      templates: [{ source: '0.0.0.0', destination: '0.0.0.0', mode: 'transport' }],
    });

    expect(isProtected({ ipsecStates: states }, policy(), packet)).toBe(true);
    expect(isProtected({ ipsecStates: [] }, policy(), packet)).toBe(false);
    expect(isProtected({}, policy(), packet)).toBeUndefined();
    expect(isProtected({ ipsecStates: states }, transport, packet)).toBe(false);
    expect(isProtected({ ipsecStates: [packet] }, transport, packet)).toBe(true);
  });
});
