import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { stagesOf } from '../../src/telemetry/stages.ts';
import { createTraces, tracesAreWanted } from '../../src/telemetry/traces.ts';
import type { StoredEvent } from '../../src/triage/index.ts';

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string } }[];
};
type Body = {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
};

afterEach(() => vi.unstubAllEnvs());

/** What a collector receives over OTLP/HTTP (JSON) while something is done. */
async function receivedBy(act: () => Promise<void>): Promise<{ paths: string[]; bodies: Body[] }> {
  const paths: string[] = [];
  const bodies: Body[] = [];
  const server = createServer(async (request, response) => {
    paths.push(request.url ?? '');
    bodies.push(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test');
  await act();
  await new Promise((resolve) => server.close(resolve));
  return { paths, bodies };
}

const AT = Date.parse('2026-11-27T10:00:00.000Z');

function history(...events: [seconds: number, event: object][]): StoredEvent[] {
  return events.map(([seconds, event], at) => ({
    triage: 'T0123456789',
    sequence: at + 1,
    at: new Date(AT + seconds * 1000).toISOString(),
    event: event as StoredEvent['event'],
    hash: '',
    previousHash: '',
  }));
}

const REQUESTED = { kind: 'requested', request: { host: 'server-b', interface: 'eth1' } };
const DIAGNOSED = {
  kind: 'diagnosed',
  final: true,
  diagnosis: { cause: 'strict-rp-filter', certainty: 'proven' },
};
const FIXED: [number, object][] = [
  [10, { kind: 'remedy-chosen', minimum: 2 }],
  [20, { kind: 'approved' }],
  [30, { kind: 'approved' }],
  [33, { kind: 'apply-started' }],
  [34, { kind: 'applied' }],
  [37, { kind: 'rolled-back', said: { key: 'outcome.unchanged' } }],
];

test('a triage is one trace: its span, its stages, and the parts of a look below them, from whichever bot', async () => {
  const all = history([0, REQUESTED], [3, DIAGNOSED], ...FIXED);
  const look = all.slice(0, 2);
  const parts = [
    { part: 'queue', from: AT, until: AT + 100 },
    { part: 'connect', from: AT + 100, until: AT + 400 },
  ];

  const { paths, bodies } = await receivedBy(async () => {
    const log = pino({ level: 'silent' });
    const [one, other] = [createTraces(log), createTraces(log)];
    one.ended({
      triage: 'T0123456789',
      history: look,
      recorded: look.slice(1),
      ended: stagesOf(look),
      parts,
    });
    const ended = stagesOf(all).filter(({ endedBy }) => endedBy > 2);
    other.ended({ triage: 'T0123456789', history: all, recorded: all.slice(2), ended, parts: [] });
    await one.stop();
    await other.stop();
  });

  const spans = bodies.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)),
  );
  const byName = (name: string) => spans.find((span) => span.name === name);
  const seconds = (name: string) => {
    const span = byName(name);
    return (
      span && [span.startTimeUnixNano, span.endTimeUnixNano].map((nano) => Number(nano) / 1e9 - AT / 1000)
    );
  };
  expect(paths).toEqual(['/v1/traces', '/v1/traces']);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'apply',
    'approval',
    'connect',
    'look',
    'queue',
    'triage',
    'verify',
  ]);
  const root = byName('triage');
  for (const stage of ['look', 'approval', 'apply', 'verify'])
    expect(byName(stage)?.parentSpanId).toBe(root?.spanId);
  for (const part of ['queue', 'connect']) expect(byName(part)?.parentSpanId).toBe(byName('look')?.spanId);
  expect(root?.parentSpanId ?? '').toBe('');
  expect([seconds('triage'), seconds('approval'), seconds('verify')]).toEqual([
    [0, 3],
    [10, 30],
    [34, 37],
  ]);
  expect(byName('verify')?.status.code).toBe(2);
  const told = Object.fromEntries((root?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]));
  expect(told).toMatchObject({
    'roundtrip.host': 'server-b',
    'roundtrip.cause': 'strict-rp-filter',
    'roundtrip.outcome': 'diagnosed',
  });
  const resource = bodies[0]?.resourceSpans[0]?.resource.attributes.map(
    ({ key, value }) => `${key}=${value.stringValue}`,
  );
  expect(resource).toEqual(
    expect.arrayContaining(['service.name=roundtrip', 'deployment.environment.name=test']),
  );
});

test('they are wanted where a variable says where to, and not where they are disabled', () => {
  expect(tracesAreWanted({})).toBe(false);
  expect(tracesAreWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe(false);
  expect(tracesAreWanted({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' })).toBe(
    true,
  );
  const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' };
  expect(tracesAreWanted(disabled)).toBe(false);
});
