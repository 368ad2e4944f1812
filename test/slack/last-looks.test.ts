import pino from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { interfacesSeen } from '../../src/library.ts';
import { createLastLooks } from '../../src/slack/last-looks.ts';
import type { StoredEvent, TriageId } from '../../src/triage/index.ts';
import { strictRpFilter } from './sample.ts';

const EARLIER = 'T0000000AA' as TriageId;
const NOW = 'T0000000BB' as TriageId;
const log = pino({ level: 'silent' });

function printed(host: string, device: string): string {
  const addresses = [
    { ifname: device, addr_info: [{ family: 'inet', local: '172.16.5.4', prefixlen: 24, scope: 'global' }] },
  ];
  return [
    `@@ROUNDTRIP a1b2 host ${host} version 1`,
    '@@ROUNDTRIP a1b2 command ip -j addr show',
    JSON.stringify(addresses),
    '@@ROUNDTRIP a1b2 exit 0',
    '@@ROUNDTRIP a1b2 command ip -j neigh show',
    '[{"dst":"172.16.5.1","dev":"eth9","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]',
    '@@ROUNDTRIP a1b2 exit 0',
    '@@ROUNDTRIP a1b2 end',
  ].join('\n');
}

function looked(at: string, device: string, final = true): StoredEvent {
  const transcripts = [{ host: 'server-b', text: printed('server-b', device) }];
  const event = { kind: 'diagnosed', diagnosis: strictRpFilter(), final, transcripts } as const;
  return { event, at } as StoredEvent;
}

/** A store of two triages, and whoever gives way until it is let go on. */
function world() {
  const triages = new Map<TriageId, StoredEvent[]>([[EARLIER, [looked('2026-01-01T00:00:00Z', 'eth1')]]]);
  const events = {
    newest: vi.fn(async () => [...triages.keys()].toReversed()),
    read: vi.fn(async (triage: TriageId) => triages.get(triage) ?? []),
  };
  let goOn: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const looks = createLastLooks(events, { yield: () => asked }, log);
  onTestFinished(() => {
    goOn();
    return looks.stop();
  });
  return { triages, events, looks, goOn };
}

const names = (looks: { interfacesOf: ReturnType<typeof createLastLooks>['interfacesOf'] }) =>
  looks.interfacesOf('server-b').map(({ name }) => name);

test('what was there before is read once, and a question that comes later waits for nothing', async () => {
  const { looks, events } = world();

  await looks.ready();
  await looks.ready();

  expect(names(looks)).toEqual(['eth1']);
  expect(events.read).toHaveBeenCalledTimes(1);
});

test('a new look is read once nobody waits for an answer, and no question waits for it', async () => {
  const { looks, triages, events, goOn } = world();
  await looks.ready();
  triages.set(NOW, [looked('2026-01-02T00:00:00Z', 'eth7')]);

  looks.changed(NOW);
  looks.changed(NOW);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const begun = performance.now();
  await looks.ready();
  const waited = performance.now() - begun;

  expect(events.read).not.toHaveBeenCalledWith(NOW);
  expect(names(looks)).toEqual(['eth1']);
  expect(waited).toBeLessThan(100);
  goOn();
  await expect.poll(() => names(looks), { timeout: 5_000 }).toEqual(['eth7']);
  looks.changed(NOW);
  expect(events.read.mock.calls.filter(([triage]) => triage === NOW)).toHaveLength(1);
});

test('an older look says nothing of a host that was seen since', async () => {
  const { looks, triages } = world();
  triages.set(NOW, [looked('2026-01-02T00:00:00Z', 'eth7')]);

  await looks.ready();

  expect(names(looks)).toEqual(['eth7']);
});

test('a store that cannot be read is asked again by the next question', async () => {
  const { looks, events } = world();
  events.newest.mockRejectedValueOnce(new Error('away'));

  await looks.ready();
  const first = names(looks);
  await looks.ready();

  expect(first).toEqual([]);
  expect(names(looks)).toEqual(['eth1']);
});

test('of what a host printed only its own interfaces count, with their addresses', () => {
  expect(interfacesSeen(printed('server-b', 'eth1'), 'server-b')).toEqual([
    { name: 'eth1', addresses: ['172.16.5.4'] },
  ]);
  expect(interfacesSeen('server-b$ ip -br addr\neth3 UP 10.0.0.1/24\n', 'server-b')).toEqual([
    { name: 'eth3', addresses: ['10.0.0.1'] },
  ]);
});
