import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startForContainer } from '../../src/demo/index.ts';

test('a bot in a container beside the demo finds hosts, tokens and rules, and the hosts see the management address', {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'roundtrip-for-container-'));
  const demo = await startForContainer({ directory, port: 0, onProgress: () => undefined });
  try {
    const read = (name: string) => readFile(join(directory, name), 'utf8');
    const config = parse(await read('roundtrip.yaml'));
    // As the container does: not root's namespaces, only loopback and these files.
    const ssh = ['-F', config.ssh.config, 'server-b', 'echo $SSH_CONNECTION'];
    const { stdout } = await promisify(execFile)('ssh', ssh);

    expect(stdout).toMatch(/^172\.31\.255\.2 \d+ 172\.16\.4\.2 22$/m);
    expect(config).toMatchObject({
      hosts: { 'server-a': {}, 'server-b': {} },
      approval: { approvers: [demo.workspace.users['net-admin']?.id] },
      health: { exposed: true },
    });
    expect([await read('slack-bot-token'), await read('slack-app-token')]).toEqual([
      demo.workspace.botToken,
      demo.workspace.appToken,
    ]);
    expect((await stat(join(directory, 'ssh-key'))).mode & 0o777).toBe(0o600);
  } finally {
    await demo.stop();
    await rm(directory, { recursive: true });
  }
});
