import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/index.ts';
import { findLab, stopLab } from '../../src/demo/lab/index.ts';
import { countAnswers, named } from '../support/lab.ts';

const launcher = fileURLToPath(new URL('../../bin/roundtrip.js', import.meta.url));

function roundtrip(...words: string[]) {
  return spawnSync(launcher, words, { cwd: '/', encoding: 'utf8' });
}

describe('roundtrip lab', () => {
  it('starts a lab that outlives the command, and prints the path of its configuration alone', async () => {
    onTestFinished(() => stopLab(named('lab-command')).then(() => undefined));

    const up = roundtrip('lab', 'up', '--name', named('lab-command'));
    const again = roundtrip('lab', 'up', '--name', named('lab-command'));

    expect(up).toMatchObject({
      status: 0,
      stdout: `/tmp/roundtrip-lab/${named('lab-command')}/roundtrip.yaml\n`,
    });
    expect(again.stdout).toBe(up.stdout);
    const lab = findLab(named('lab-command'));
    expect(lab === undefined ? 0 : await countAnswers(lab, 'server-a', '172.16.4.2')).toBe(2);
  });

  it('writes a configuration that the program accepts, with approval in the terminal', () => {
    onTestFinished(() => stopLab(named('lab-config')).then(() => undefined));

    const up = roundtrip('lab', 'up', '--name', named('lab-config'));

    const config = loadConfig({ file: up.stdout.trim() });
    expect(config.approval.terminal).toBe(true);
    expect(Object.keys(config.hosts).sort()).toEqual(['server-a', 'server-b']);
  });

  it('ends the lab and removes its folder', () => {
    roundtrip('lab', 'up', '--name', named('lab-ended'), '--topology', 'last-gateway');

    const down = roundtrip('lab', 'down', '--name', named('lab-ended'));

    expect(down).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(`/tmp/roundtrip-lab/${named('lab-ended')}`)).toBe(false);
  });

  it('says so where there is no such lab, and that a name or topology cannot be', () => {
    const nowhere = named('lab-nowhere');

    const down = roundtrip('lab', 'down', '--name', nowhere);
    const badName = roundtrip('lab', 'up', '--name', '../etc');
    const badTopology = roundtrip('lab', 'up', '--topology', 'star');

    expect(down).toMatchObject({
      status: 2,
      stderr: `There is no lab named ${nowhere}.\nStart one with: roundtrip lab up --name ${nowhere}\n`,
    });
    expect(badName.status).toBe(2);
    expect(badTopology.status).toBe(2);
  });
});
