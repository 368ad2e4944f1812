import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { linesOf } from '../../src/cli/ask-readiness.ts';
import { parseConfig } from '../../src/config/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import type { Store } from '../../src/store/index.ts';
import { type Readiness, startTelemetry, type Telemetry } from '../../src/telemetry/index.ts';
import { createTriages, type HostRules, startWorker, type TriageState } from '../../src/triage/index.ts';
import { workInHand } from '../../src/work-in-hand.ts';
import { freshId, requested, testData, until } from '../store/support.ts';
import {
  createWorld,
  directory,
  fakeAnalyze,
  fakeHosts,
  RULES,
  settingsWith,
  type World,
} from '../triage/world.ts';

/* What a bot tells of itself: real events on a real store, over the worker, asked for over HTTP. */

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const ORIGIN = { kind: 'slack', channel: 'C1' } as const;
const ASKED = {
  host: 'server-b',
  interface: 'eth1',
  protocol: 'icmp',
  from: { kind: 'host', host: 'server-a' },
} as const;

const data = testData();
let store: Store;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  store = await data.open();
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});
afterAll(() => data.remove());

type Line = Record<string, unknown>;

async function begin(world: Partial<World> = {}, rules: Partial<HostRules> = {}) {
  const lines: Line[] = [];
  const log = pino(
    { level: 'info', mixin: () => ({ in: workInHand()?.triage }) },
    { write: (text: string) => lines.push(JSON.parse(text)) },
  );
  const config = parseConfig('hosts: { server-b: {} }\n', '/tmp/roundtrip.yaml');
  const telemetry = await startTelemetry({ config, log, port: 0 });
  const made = createWorld(world);
  const settings = settingsWith(rules);
  const working = await data.open();
  telemetry.followStore(working);
  const survey = async () => {
    throw new RoundtripError('host-unreachable', 'It cannot be reached.', 'Look.', { exitStatus: 3 });
  };
  const end = await startWorker({
    ...working,
    hosts: telemetry.hosts({ ...fakeHosts(made), survey }),
    analyze: telemetry.analyze(fakeAnalyze),
    settings,
    directory,
    timing: { askAgain: 100, heldAgain: 200, roundSeconds: 1 },
  });
  endings.push(async () => {
    await end();
    await working.close();
    await telemetry.stop();
    made.remove();
  });
  const triages = createTriages({ events: working.events, directory, settings });
  const reaches = (id: string, status: TriageState['status']) =>
    until(async () => {
      const state = await triages.read(id);
      return state?.status === status && (status !== 'diagnosed' || state.diagnosisFinal) ? state : undefined;
    }, 30);
  return { telemetry, triages, reaches, lines };
}

function ask({ port }: Telemetry, path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, options);
}

/** The samples of one metric, as they are scraped: its labels and its value. */
async function samples(telemetry: Telemetry, name: string): Promise<string[]> {
  const text = await (await ask(telemetry, '/metrics')).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.slice(name.length));
}

test('a fix from the question to its end is counted, timed and logged under one id, without a host in a label', async () => {
  const { telemetry, triages, reaches, lines } = await begin({}, { ...RULES });
  const { id } = await triages.request(ASKED, ASKER, ORIGIN);
  const { diagnosis } = await reaches(id, 'diagnosed');
  const hash = diagnosis?.remedies[0]?.plan?.hash ?? '';
  await triages.chooseRemedy(id, ASKER, 'policy-routing', hash);
  await triages.approve(id, ASKER, hash);
  await triages.approve(id, ADMIN, hash);
  await reaches(id, 'committed');

  await until(async () =>
    (await samples(telemetry, 'roundtrip_triages_total')).length === 2 ? true : undefined,
  );
  const labels = 'cause="strict-rp-filter",certainty="proven"';
  expect(await samples(telemetry, 'roundtrip_triages_total')).toEqual([
    `{${labels},outcome="diagnosed"} 1`,
    `{${labels},outcome="committed"} 1`,
  ]);
  expect(await samples(telemetry, 'roundtrip_requests_total')).toEqual(['{origin="slack"} 1']);
  expect(await samples(telemetry, 'roundtrip_approvals_total')).toEqual([
    '{answer="asker-may-not-approve"} 1',
    '{answer="approved"} 1',
  ]);
  const timed = await samples(telemetry, 'roundtrip_stage_duration_seconds_count');
  const names = timed.map((line) => /stage="([a-z]+)"/.exec(line)?.[1]);
  expect(names).toEqual(
    expect.arrayContaining(['collect', 'analyze', 'queue', 'look', 'approval', 'apply', 'verify']),
  );
  const text = await (await ask(telemetry, '/metrics')).text();
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toMatch(/server-[ab]|U0A(?:SKER|DMIN)|172\.16/);

  const told = lines.filter(({ triage }) => triage === id).map(({ event }) => event);
  expect(told).toEqual(
    expect.arrayContaining([
      'requested',
      'diagnosed',
      'remedy-chosen',
      'approval-refused',
      'approved',
      'committed',
    ]),
  );
  const verdict = lines.find(({ event, final }) => event === 'diagnosed' && final === true);
  expect(verdict).toMatchObject({ cause: 'strict-rp-filter', certainty: 'proven', in: id });
  expect(lines.find(({ event }) => event === 'requested')).toMatchObject({
    host: 'server-b',
    interface: 'eth1',
  });
}, 60_000);

test('a host that cannot be reached is an SSH error and a failure, by their codes', async () => {
  const { telemetry, triages, reaches } = await begin({ reachable: false });
  const { id } = await triages.request(ASKED, ASKER, ORIGIN);
  await reaches(id, 'failed');

  await until(async () =>
    (await samples(telemetry, 'roundtrip_triages_total')).length > 0 ? true : undefined,
  );
  expect(await samples(telemetry, 'roundtrip_triages_total')).toEqual([
    '{cause="none",certainty="none",outcome="failed"} 1',
  ]);
  expect(await samples(telemetry, 'roundtrip_triage_failures_total')).toEqual([
    '{code="host-unreachable"} 1',
  ]);
  expect(await samples(telemetry, 'roundtrip_ssh_errors_total')).toEqual(['{code="host-unreachable"} 1']);
}, 60_000);

test('what waits in the queue is counted when it is asked for', async () => {
  const other = await data.open();
  endings.push(() => other.close());
  await other.events.append('T0000000001', 0, [], [{ kind: 'undo', triage: 'T0000000001' }]);

  const before = await other.queue.depth();
  const { telemetry } = await begin();
  await until(async () => {
    const jobs = await samples(telemetry, 'roundtrip_queue_jobs');
    return jobs.includes('{kind="undo",state="waiting"} 0') ? true : undefined;
  }, 30);

  expect(before).toContainEqual({ kind: 'undo', waiting: 1, active: 0, oldestSeconds: expect.any(Number) });
  expect(before).toContainEqual({ kind: 'diagnose', waiting: 0, active: 0 });
}, 60_000);

describe('/readyz', () => {
  test('tells of each thing that is needed whether it is there, and why not', async () => {
    const { telemetry } = await begin();
    const first = await ask(telemetry, '/readyz');
    let up = true;
    telemetry.followSlack(() => ({ up, since: Date.now() - 12_000, address: 'wss.example:443' }));
    const ready = await ask(telemetry, '/readyz');
    up = false;
    const lost = await ask(telemetry, '/readyz');
    telemetry.ending();
    const ending = await ask(telemetry, '/readyz');

    const ok = { ok: true };
    expect(first.status).toBe(503);
    expect(await first.json()).toEqual({
      ready: false,
      checks: { database: ok, recording: ok, slack: { ok: false, because: 'not-yet' }, queue: ok },
    });
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      ready: true,
      checks: { database: ok, recording: ok, slack: ok, queue: ok },
    });
    expect(lost.status).toBe(503);
    expect(await lost.json()).toMatchObject({
      checks: { slack: { because: 'not-connected', seconds: 12, address: 'wss.example:443' } },
    });
    expect(ending.status).toBe(503);
  });

  test('tells that nothing can be recorded, and why, until something is', async () => {
    const { telemetry, lines } = await begin();
    const working = await data.open();
    const events = telemetry.events(working.events);
    const record = () => events.append(freshId(), 0, [requested]);
    const readiness = async () => (await (await ask(telemetry, '/readyz')).json()) as Readiness;
    const recording = async () => (await readiness()).checks.recording;
    const said = async () => linesOf(await readiness()).find((line) => line.includes('recording'));
    await data.query('revoke insert on events from roundtrip_bot');

    const before = await recording();
    const refusals = await Promise.allSettled([record(), record()]);
    await expect(record()).rejects.toMatchObject({ code: 'store-read-only' });
    const refused = await recording();
    const told = await said();
    // Jobs alone say nothing of the trail.
    await events.append('T0000000009', 0, [], [{ kind: 'undo', triage: 'T0000000009' }]);
    const still = await recording();
    await data.query('grant insert on events to roundtrip_bot');
    await record();

    expect(before).toEqual({ ok: true });
    expect(refusals.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(refused).toMatchObject({
      ...{ ok: false, because: 'not-recorded', code: 'store-read-only' },
      facts: { because: 'role', said: 'permission denied for table events' },
    });
    expect(told).toMatch(/^✗ recording: .*permission denied for table events.*DATABASE_URL/);
    expect(still).toEqual(refused);
    expect(await recording()).toEqual({ ok: true });
    expect(await said()).toBe('✓ recording: ready');
    const levels = lines.filter(({ msg }) => /recorded/.test(String(msg))).map(({ level }) => level);
    expect(levels).toEqual([50, 30]);
  });

  test('says what the database said, within seconds, whether it refuses or hangs', async () => {
    const config = parseConfig('hosts: { server-b: {} }\n', '/tmp/roundtrip.yaml');
    const telemetry = await startTelemetry({ config, log: pino({ level: 'silent' }), port: 0 });
    endings.push(telemetry.stop);
    telemetry.followStore({
      events: store.events,
      ping: () => Promise.reject(new Error('connect ECONNREFUSED postgres://bot:hush@10.0.0.5:5432')),
      queue: { depth: () => new Promise(() => undefined) },
    });

    const { checks } = (await (await ask(telemetry, '/readyz')).json()) as { checks: object };
    const alive = await ask(telemetry, '/healthz');

    expect(checks).toMatchObject({
      database: { ok: false, because: 'no-answer', said: expect.stringContaining('ECONNREFUSED') },
      queue: { ok: false, because: 'no-answer', said: 'no answer within 3 s' },
    });
    expect(JSON.stringify(checks)).not.toContain('hush');
    expect(alive.status).toBe(200);
  });
});

describe('what is asked otherwise', () => {
  test('is refused: another path, another method', async () => {
    const { telemetry } = await begin();

    expect((await ask(telemetry, '/')).status).toBe(404);
    expect((await ask(telemetry, '/metrics', { method: 'POST' })).status).toBe(405);
    expect((await ask(telemetry, '/readyz?x', { method: 'HEAD' })).status).toBe(503);
  });

  test('a port that is taken is named', async () => {
    const { telemetry } = await begin();
    const config = parseConfig('hosts: { server-b: {} }\n', '/tmp/roundtrip.yaml');
    const log = pino({ level: 'silent' });

    await expect(startTelemetry({ config, log, port: telemetry.port })).rejects.toMatchObject({
      code: 'health-not-listening',
      message: expect.stringContaining(`127.0.0.1 port ${telemetry.port}: listen EADDRINUSE`),
    });
  });

  test.each([
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['::', false],
    ['127.0.0.2', true],
    ['::1', true],
  ])('at %s others may ask: %s without being told so', (address, fits) => {
    const read = (more = '') =>
      parseConfig(`health: { port: 9464, address: "${address}"${more} }\n`, '/tmp/roundtrip.yaml');

    if (fits) expect(read().health.address).toBe(address);
    else expect(() => read()).toThrow(/health\.address.*health\.exposed/s);
    expect(read(', exposed: true').health.port).toBe(9464);
  });
});
