import { expect, test } from 'vitest';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { SERVER_B, stateFrom } from './state-builder.ts';

const TWICE = {
  ...SERVER_B,
  'ip addr': `${SERVER_B['ip addr']}\n    inet 172.16.4.2/32 scope global eth1\n       valid_lft forever preferred_lft forever`,
};

test('multicast from an address that two interfaces have leaves by the one that was added last, which no listing tells', () => {
  const query = { family: 4, to: '224.0.0.251', from: '172.16.4.2' } as const;

  const once = kernelModel(stateFrom(SERVER_B)).lookup(query);
  const twice = kernelModel(stateFrom(TWICE)).lookup(query);

  expect(once).toMatchObject({ kind: 'route', dev: 'eth0' });
  expect(twice).toMatchObject({ kind: 'unknown' });
});
