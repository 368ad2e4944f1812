import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runRoundtrip } from './run-roundtrip.ts';

describe('roundtrip collect', () => {
  it('prints one script, with its arguments in it, that a shell accepts', () => {
    const { status, stdout } = runRoundtrip(['collect', '-', 'eth1', '--from', '172.16.0.4']);

    expect(status).toBe(0);
    expect(stdout).toContain('sh -s -- observe eth1 unattended seconds 8 from 172.16.0.4 <<');
    expect(spawnSync('sh', ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.each([
    [['-', 'eth1; reboot']],
    [['-', 'eth1', '--from', '172.16.0.4 && reboot']],
    [['-oProxyCommand=reboot', 'eth1']],
  ])('refuses %j', (args) => {
    const { status, stdout, stderr } = runRoundtrip(['collect', ...args]);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });
});
