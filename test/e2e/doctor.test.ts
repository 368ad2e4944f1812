import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { named, outputOf, useLab } from '../support/lab.ts';

const lab = useLab({ name: named('doctor') });
afterAll(async () => {
  await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
});

/** What `doctor` says of the hosts, each check as one line. */
function ofHosts(changes: object = {}): string[] {
  const file = join(lab.current.directory, 'doctor.yaml');
  const { hosts, ...config } = parse(readFileSync(lab.current.configFile, 'utf8'));
  writeFileSync(
    file,
    stringify({
      ...config,
      hosts: { ...hosts, 'server-b': { ...hosts['server-b'], ...changes } },
      access: { groups: { quiet: { observe: 'state' } } },
    }),
  );
  const { stdout } = runRoundtrip(['--config', file, 'doctor']);
  const told = stdout.split('\nHosts\n')[1]?.split('\n\n')[0] ?? '';
  return told.split(/\n(?= {2}[✓✗])/).map((check) => check.replace(/\s+/g, ' ').trim());
}

test('a host is reached where a triage could look at it and change it', () => {
  expect(ofHosts()).toEqual(['✓ server-a: reached (observed only)', '✓ server-b: reached']);
  expect(ofHosts({ apply: false })).toContain('✓ server-b: reached (observed only)');
}, 120_000);

test('a host without tcpdump is told, unless its packets are not to be captured', async () => {
  const path = 'readlink -f $(command -v tcpdump)';
  const tcpdump = (await outputOf(lab.current, 'server-b', ['sh', '-c', path])).trim();
  await outputOf(lab.current, 'server-b', ['mount', '--bind', '/etc/hostname', tcpdump]);
  try {
    const [, wrong = ''] = ofHosts();
    const [, wanted] = ofHosts({ group: 'quiet' });

    expect(wrong).toMatch(
      /^✗ server-b: Reached, but packets cannot be captured there \(capture: tcpdump is not installed\).* → /,
    );
    expect(wanted).toBe('✓ server-b: reached');
  } finally {
    await outputOf(lab.current, 'server-b', ['umount', tcpdump]);
  }
}, 120_000);

test('a clock that is an hour off is told', async () => {
  const onHost = (text: string) => outputOf(lab.current, 'server-b', ['sh', '-c', text]);
  const date = (await onHost('readlink -f $(command -v date)')).trim();
  await onHost(
    `cp ${date} /run/right-date; touch /run/date; chmod 755 /run/date; mount --bind /run/date ${date}`,
  );
  try {
    const told: (string | undefined)[] = [];
    for (const off of ['1 hour', '-1 hour']) {
      await onHost(`printf '#!/bin/sh\nexec /run/right-date -d "${off}" "$@"\n' >/run/date`);
      told.push(ofHosts()[1]);
    }

    expect(told).toEqual([
      expect.stringMatching(/^✓ server-b: reached; its clock is 3(600|59\d) s ahead of this machine's$/),
      expect.stringMatching(/^✓ server-b: reached; its clock is 3(600|59\d) s behind this machine's$/),
    ]);
  } finally {
    await onHost(`umount ${date}`);
  }
}, 120_000);

test('a host that does not answer is told after a second try, beside the others', async () => {
  const { stdout } = await lab.current.exec('server-b', ['pgrep', '-o', 'sshd']);
  await outputOf(lab.current, 'server-b', ['kill', '-STOP', stdout.trim()]);
  try {
    const [well, stopped] = ofHosts();

    expect(well).toBe('✓ server-a: reached (observed only)');
    expect(stopped).toMatch(/^✗ server-b: .* → /);
  } finally {
    await outputOf(lab.current, 'server-b', ['kill', '-CONT', stdout.trim()]);
  }
}, 120_000);
