import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Alerts, startAlerts } from '../../src/alerts/index.ts';
import type { Slack } from '../../src/slack/index.ts';
import type { Store } from '../../src/store/index.ts';
import { until } from '../store/support.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, id, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const TOKEN = 'a-token-that-nobody-guesses';
const data = sharedStore();
let store: Store;
let bench: Bench;
let listening: Alerts[] = [];
let fingerprints = 0;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(async () => {
  for (const each of listening) await each.stop();
  listening = [];
  await bench.stop();
});
afterAll(() => data.remove());

type YamlOf = NonNullable<NonNullable<Parameters<typeof startBench>[1]>['yaml']>;

/** The bot, and so many replicas of the webhook beside it. */
async function open(alerts = '', { replicas = 1, more = (() => '') as YamlOf } = {}): Promise<Slack> {
  bench = await startBench(store, {
    yaml: (users, channels) =>
      `${more(users, channels)}approval: { approvers: [${id(users, 'net-admin')}] }\nprobe: { from: server-a }\n` +
      `alerts: { port: 9, channel: ${channels['net-ops']?.id}${alerts} }\n`,
  });
  const bot = await bench.startBot();
  for (let replica = 0; replica < replicas; replica += 1) {
    const { config, triages } = bench;
    const log = pino({ level: 'silent' });
    const parts = { config, token: TOKEN, port: 0, triages, dedup: store.dedup, desk: bot.alertDesk, log };
    const alertsOf = await startAlerts(parts);
    if (alertsOf) listening.push(alertsOf);
  }
  return bot;
}

type Sent = { headers?: Record<string, string>; method?: string; path?: string; replica?: number };

function send(body: unknown, { headers = {}, method = 'POST', path = '/alerts', replica = 0 }: Sent = {}) {
  return fetch(`http://127.0.0.1:${listening[replica]?.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

function alertOf(more: object = {}, labels: object = {}) {
  fingerprints += 1;
  return {
    status: 'firing',
    labels: { alertname: 'InterfaceSilent', instance: 'server-b:9100', device: 'eth1', ...labels },
    annotations: { summary: 'eth1 gets no answer' },
    startsAt: '2026-11-27T02:17:00.000Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: `5ef77f1f8a3e${String(fingerprints).padStart(4, '0')}`,
    ...more,
  };
}

function groupOf(...alerts: object[]) {
  return {
    version: '4',
    groupKey: '{}:{alertname="InterfaceSilent"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'roundtrip',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager',
    alerts,
  };
}

async function outcomesOf(
  response: Response,
): Promise<{ outcome: string; triage?: string; because?: string }[]> {
  return ((await response.json()) as { alerts: [] }).alerts;
}

describe('a firing alert', () => {
  test('opens a triage that looks only, asked by the alert, in the configured channel', async () => {
    await open();
    const alert = alertOf();

    const response = await send(groupOf(alert));

    expect(response.status).toBe(200);
    const [taken] = await outcomesOf(response);
    expect(taken).toMatchObject({ outcome: 'triage', fingerprint: alert.fingerprint });
    const state = await stateOf(bench, taken?.triage ?? '');
    expect(state).toMatchObject({
      requestedBy: `alert:${alert.fingerprint}`,
      requestedName: 'InterfaceSilent',
      origin: { kind: 'slack', channel: bench.channel.id },
    });
    // No sender, though a prober is configured.
    expect(state?.request).toEqual({ host: 'server-b', interface: 'eth1', protocol: 'icmp', lookOnly: true });
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('the alert InterfaceSilent'));
  });

  test('is taken once, whoever sends it and however often', async () => {
    await open('', { replicas: 2 });
    const alert = alertOf();
    const again = { ...alert, startsAt: '2026-11-27T02:40:00Z' };

    const sent = await Promise.all([0, 1, 0, 1].map((replica) => send(groupOf(alert, alert), { replica })));
    const later = await outcomesOf(await send(groupOf(again), { replica: 1 }));

    const all = (await Promise.all(sent.map(outcomesOf))).flat();
    const triages = new Set([...all, ...later].map(({ triage }) => triage));
    expect(triages.size).toBe(1);
    expect(later[0]?.outcome).toBe('known');
    await bench.workspace.waitFor(() => bench.cards().length === 1);
    const events = await store.events.read([...triages][0] ?? '');
    expect(events.filter(({ event }) => event.kind === 'requested')).toHaveLength(1);
  });

  test('that is resolved is noted on its card, once', async () => {
    await open();
    const alert = alertOf();
    const [taken] = await outcomesOf(await send(groupOf(alert)));
    const resolved = { ...alert, status: 'resolved', endsAt: '2026-11-27T02:30:00Z' };

    const first = await outcomesOf(await send(groupOf(resolved)));
    await send(groupOf(resolved));
    const other = await outcomesOf(await send(groupOf(alertOf({ status: 'resolved' }))));

    expect(first).toMatchObject([{ outcome: 'resolved', triage: taken?.triage }]);
    expect(other[0]?.outcome).toBe('ignored');
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('The alert was resolved at'));
    const events = await store.events.read(taken?.triage ?? '');
    expect(events.filter(({ event }) => event.kind === 'alert-resolved')).toHaveLength(1);
  });

  test.each([
    [{ instance: 'server-z:9100' }, 'host-unknown'],
    [{ device: undefined }, 'interface-unknown'],
    [{ instance: 'db-1' }, 'host-unknown'],
    [{ instance: 'web-1' }, 'host-unknown'],
  ])('about %o is ignored', async (labels, because) => {
    const more = () => '  db-1: { group: db }\n  web-1: { group: web }\n';
    await open('', { more });
    bench.config.access.groups = {
      db: { channels: ['C0ELSEWHERE'], observe: 'capture', evidence: 'thread' },
      web: { askers: ['U0SOMEBODY'], observe: 'capture', evidence: 'thread' },
    };

    const response = await send(groupOf(alertOf({}, labels)));

    expect(response.status).toBe(200);
    expect(await outcomesOf(response)).toMatchObject([{ outcome: 'ignored', because }]);
  });

  test('has other labels where the configuration says so', async () => {
    await open(', hostLabels: [node], interfaceLabels: [ifName, device]');

    const [taken] = await outcomesOf(await send(groupOf(alertOf({}, { node: 'server-c', ifName: 'wan0' }))));

    const state = await stateOf(bench, taken?.triage ?? '');
    expect(state?.request).toMatchObject({ host: 'server-c', interface: 'wan0' });
  });

  test('is taken over by a person: a probe is sent once somebody asks for one', async () => {
    await open();
    const [taken] = await outcomesOf(await send(groupOf(alertOf())));
    const triage = taken?.triage ?? '';
    const diagnosis = strictRpFilter('likely');
    await bench.happen(triage, { kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
    const verdict = await bench.workspace.waitFor(() =>
      bench.thread().find((each) => buttonsOf(each).includes('Probe from server-a')),
    );

    await bench.workspace.as('on-call').press('#net-ops', verdict.ts, 'Probe from server-a');

    const asked = await until(async () => {
      const request = (await stateOf(bench, triage))?.request;
      return request?.from ? request : undefined;
    });
    expect(asked).toEqual({
      ...{ host: 'server-b', interface: 'eth1', protocol: 'icmp' },
      from: { kind: 'host', host: 'server-a' },
    });
  });
});

describe('a request', () => {
  test.each<[string, unknown, Sent, number]>([
    ['without a token', groupOf(), { headers: { authorization: '' } }, 401],
    ['with another token', groupOf(), { headers: { authorization: 'Bearer another-token-1234' } }, 401],
    ['with the token in another scheme', groupOf(), { headers: { authorization: `Basic ${TOKEN}` } }, 401],
    ['that is no JSON', '{', {}, 400],
    ['of another format', { ...groupOf(), version: '3' }, {}, 400],
    ['with an alert that has no fingerprint', groupOf(alertOf({ fingerprint: undefined })), {}, 400],
    ['with a hostile fingerprint', groupOf(alertOf({ fingerprint: 'x y\n' })), {}, 400],
    ['that is too large', ' '.repeat(1_100_000), {}, 413],
    ['with another method', undefined, { method: 'GET' }, 405],
    ['to another path', groupOf(), { path: '/slack/events' }, 404],
    ['of no alerts', groupOf(), {}, 200],
  ])('%s is answered so', async (_what, body, sent, status) => {
    await open();

    const response = await send(body, sent);

    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty(status === 200 ? 'alerts' : 'error');
    if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('with more alerts than a minute allows is taken in part, and tells when to come again', async () => {
    await open(', perMinute: 2');
    const alerts = [alertOf(), alertOf(), alertOf()];

    const response = await send(groupOf(...alerts));

    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await outcomesOf(response)).map(({ outcome }) => outcome)).toEqual(['triage', 'triage', 'later']);
  });

  test('is answered with 503 where the channel takes no answers, or the store none', async () => {
    const bot = await open();
    bench.config.alerts.channel = bench.workspace.channels['random']?.id;
    const elsewhere = await send(groupOf(alertOf()));
    bench.config.alerts.channel = bench.channel.id;
    const log = pino({ level: 'silent' });
    const triages = { ...bench.triages, request: () => Promise.reject(new Error('the database is away')) };
    const parts = {
      config: bench.config,
      token: TOKEN,
      port: 0,
      dedup: store.dedup,
      desk: bot.alertDesk,
      log,
    };
    const failing = await startAlerts({ ...parts, triages });
    if (failing) listening.push(failing);

    const away = await send(groupOf(alertOf()), { replica: 1 });

    expect(elsewhere.status).toBe(503);
    expect(JSON.stringify(await elsewhere.json())).toContain('I am not in this channel');
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBe('30');
    expect(await away.text()).not.toContain('database is away');
  });
});

test('nothing is listened for without a port, and not without a token', async () => {
  const bot = await open();
  const { config, triages } = bench;
  const parts = { triages, dedup: store.dedup, desk: bot.alertDesk, log: pino({ level: 'silent' }) };
  const { port: _port, ...alerts } = config.alerts;

  expect(await startAlerts({ ...parts, config: { alerts: { ...alerts } }, token: TOKEN })).toBeUndefined();
  await expect(startAlerts({ ...parts, config, token: undefined })).rejects.toMatchObject({
    code: 'alerts-token-missing',
    exitStatus: 2,
  });
});
