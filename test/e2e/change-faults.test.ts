import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Change, Plan } from '../../src/analyzer/model/index.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { stopEmbedded } from '../../src/store/index.ts';
import { launcher, runRoundtrip } from '../cli/run-roundtrip.ts';
import { labHosts } from '../host/hosts.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

type Fix = { process: ChildProcess; said(): string; ended: Promise<number | null>; triage(): string };

describe('a fix that something befalls', () => {
  const lab = useLab({ store: true, name: `change-faults-${process.pid}`, confirmWithin: '25s' });
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
    await stopEmbedded(join(lab.current.directory, 'other'), { remove: true });
  });

  /** `roundtrip fix server-b IFACE`, followed by what it says. */
  function startFix(
    iface: string,
    environment: Record<string, string> = {},
    config = lab.current.configFile,
  ): Fix {
    const args = [
      'fix',
      'server-b',
      iface,
      '--remedy',
      'policy-routing',
      '--from',
      'server-a',
      '--yes',
      '--json',
    ];
    const child = spawn(process.execPath, [launcher, ...args, '--config', config], {
      cwd: '/',
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    });
    running.push(child);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return {
      process: child,
      // As it would stand in one line.
      said: () => text.replace(/\s+/g, ' '),
      ended,
      triage: () => /"triage":\s*"(T[0-9A-Z]{10})"/.exec(text)?.[1] ?? '',
    };
  }
  const rules = () => outputOf(lab.current, 'server-b', ['ip', 'rule']);
  const untilSaid = async (fix: Fix, pattern: RegExp, seconds = 60): Promise<void> => {
    const end = Date.now() + seconds * 1000;
    while (!pattern.test(fix.said())) {
      if (Date.now() > end) throw new Error(`"${pattern}" was not said, but: ${fix.said()}`);
      await delay(50);
    }
  };
  const untilRecorded = async (kind: string): Promise<void> => {
    const client = new pg.Client(await ensureServer(join(lab.current.directory, 'data'), () => undefined));
    await client.connect();
    try {
      await expect
        .poll(
          async () =>
            (await client.query('select event from events where event like $1', [`%"kind":"${kind}"%`]))
              .rowCount,
          { timeout: 30_000, interval: 20 },
        )
        .toBeGreaterThan(0);
    } finally {
      await client.end();
    }
  };
  const untilRule = async (address: string): Promise<void> => {
    const end = Date.now() + 60_000;
    while (!(await rules()).includes(address)) {
      if (Date.now() > end) throw new Error('the change was not made');
      await delay(30);
    }
  };

  test('waits for another change of its host, and says for whom', { timeout: 180_000 }, async () => {
    const other: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth3.rp_filter', before: '1', after: '2' };
    const plan: Plan = {
      hash: 'h',
      restsOn: {},
      steps: [{ id: '1', change: other, do: [], undo: [], check: [] }],
      files: [],
      blastRadius: [],
    };
    await labHosts(lab.current).apply('server-b', 'T0THERSTORE', plan, 30);

    const fix = startFix('eth1');
    await untilSaid(fix, /Waiting for the change of T0THERSTORE on server-b/);
    const madeMeanwhile = await rules();
    const status = await fix.ended;

    expect(madeMeanwhile).not.toContain('172.16.5.4');
    expect(status).toBe(0);
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
    // It was asked for before, by a command that was cut off right then: the same command ends it.
    const undo = () =>
      spawn(process.execPath, [launcher, 'undo', fix.triage(), '--yes', '--config', lab.current.configFile]);
    const cut = undo();
    running.push(cut);
    await untilRecorded('undo-asked');
    cut.kill('SIGKILL');
    const undone = runRoundtrip(['undo', fix.triage(), '--yes', '--config', lab.current.configFile]);
    expect(undone.status).toBe(0);
    expect(await rules()).not.toContain('172.16.5.4');
  });

  test('is interrupted: it says what may stand, and the next command ends it', {
    timeout: 240_000,
  }, async () => {
    const before = await rules();
    const fix = startFix('eth2');
    await untilRule('172.16.6.4');
    fix.process.kill('SIGINT');
    const status = await fix.ended;

    const listed = runRoundtrip(['audit', 'export', '--config', lab.current.configFile]);
    const triage =
      /"triage":"(T[0-9A-Z]{10})"/.exec(listed.stdout.trim().split('\n').at(-1) ?? '')?.[1] ?? '';
    const undone = runRoundtrip(['undo', triage, '--yes', '--config', lab.current.configFile]);

    expect(status).toBe(1);
    expect(fix.said()).toMatch(/Interrupted: a change (of|stands on) server-b.* not (yet )?verified/);
    expect(undone.stderr.replace(/\s+/g, ' ')).toContain('This change was interrupted');
    expect(await rules()).toBe(before);
    expect(runRoundtrip(['audit', 'verify', '--config', lab.current.configFile]).status).toBe(0);
  });

  test('loses its store: the host says what becomes of it, and the store is told when it is back', {
    timeout: 300_000,
  }, async () => {
    const before = await rules();
    const directory = join(lab.current.directory, 'other');
    const { host, user, database, port } = await ensureServer(directory, () => undefined);
    const DATABASE_URL = `postgresql:///${database}?host=${host}&port=${port ?? 5432}&user=${user}`;
    // Another log has an anchor of its own.
    const config = join(lab.current.directory, 'other.yaml');
    const audit = { signingKeyFile: './other.key', anchorFile: './other.anchor' };
    writeFileSync(config, stringify({ ...parse(readFileSync(lab.current.configFile, 'utf8')), audit }));
    const fix = startFix('eth2', { DATABASE_URL }, config);
    await untilRule('172.16.6.4');
    await stopEmbedded(directory);
    const status = await fix.ended;
    await ensureServer(directory, () => undefined);
    const listed = runRoundtrip(['audit', 'export', '--config', config], {
      environment: { DATABASE_URL },
    });
    const triage =
      /"triage":"(T[0-9A-Z]{10})"/.exec(listed.stdout.trim().split('\n').at(-1) ?? '')?.[1] ?? '';
    runRoundtrip(['undo', triage, '--yes', '--config', config], {
      environment: { DATABASE_URL },
    });
    const trail = runRoundtrip(['audit', 'export', '--triage', triage, '--config', config], {
      environment: { DATABASE_URL },
    });

    expect(status).toBe(1);
    expect(fix.said()).toMatch(/server-b: the change stands, not verified/);
    expect(fix.said()).toMatch(/server-b: the change was undone/);
    expect(await rules()).toBe(before);
    expect(trail.stdout).toMatch(/"kind":"rolled-back"/);
  });
});
