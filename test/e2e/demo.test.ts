import { expect, test } from 'vitest';
import { runRoundtrip } from '../cli/run-roundtrip.ts';

test('the whole story is played on real parts and ends with a ping that works', { timeout: 180_000 }, () => {
  const { status, stdout, stderr } = runRoundtrip(['demo', '--once']);

  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('strict-rp-filter');
  expect(stdout).toContain("Send eth1's replies out eth1");
  expect(stdout).toContain('Let eth1 accept asymmetric traffic');
  expect(stdout).toContain('You asked for this change, so somebody else must approve it.');
  expect(stdout).toContain('You are not one of the approvers');
  expect(stdout).toMatch(/100% packet loss[\s\S]*2 packets transmitted, 2 received/);
  expect(stdout).toContain('The ping: 0 answers before, 2 after.');
});
