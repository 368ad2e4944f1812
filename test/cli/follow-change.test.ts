import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChange } from '../../src/cli/follow-change.ts';
import type { StoredEvent, TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';

const TRIAGE = 'T0000000001';
const BEGUN = Date.parse('2026-11-20T03:00:00.000Z');
const minutes = (count: number) => count * 60_000;

let recorded: StoredEvent[];

function record(...events: TriageEvent[]): void {
  for (const event of events)
    recorded.push({
      ...{ triage: TRIAGE, sequence: recorded.length + 1, event, hash: '', previousHash: '' },
      at: new Date(Date.now()).toISOString(),
    });
}

/** Follows the change as its command does. */
function follow(tell: (text: string) => void) {
  const events = { read: async () => [...recorded], subscribe: async () => async () => undefined };
  const parts = { store: { events } } as unknown as Parameters<typeof followChange>[0];
  return followChange(parts, { triage: TRIAGE, host: 'server-b' }, tell);
}

beforeEach(() => {
  vi.useFakeTimers({ now: BEGUN });
  recorded = [];
  record(
    {
      ...{ kind: 'requested', by: 'cli:root@test', origin: { kind: 'cli' } },
      request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
    },
    { kind: 'apply-started', planHash: 'h', attempt: 1 },
  );
});
afterEach(() => {
  vi.useRealTimers();
});

test('of a host that says nothing while it is changed, that is said every 15 s, with the moment of its undo', async () => {
  const told: string[] = [];
  const following = follow((text) => told.push(text));
  await vi.advanceTimersByTimeAsync(20_000);
  const before = told.at(-1);

  record({ kind: 'undo-armed', seconds: 300, method: 'systemd-run' });
  const at = new Date(Date.now() + minutes(5)).toTimeString().slice(0, 8);
  await vi.advanceTimersByTimeAsync(20_000);
  const afterArming = told.at(-1);
  const count = told.length;
  record({ kind: 'rolled-back', said: words('no proof') });
  await vi.advanceTimersByTimeAsync(minutes(2));
  await following;

  expect(before).toBe('No news from server-b for 15 s. Waiting for it …');
  expect(afterArming).toBe(
    `No news from server-b for 30 s. Its own undo fires at ${at} unless the fix is proven before. Waiting for it …`,
  );
  expect(told).toHaveLength(count);
});

test('while another change holds the host, that is what is said again', async () => {
  const told: string[] = [];
  const following = follow((text) => told.push(text));
  record({ kind: 'progress', said: { key: 'progress.held', host: 'server-b', by: 'T0THERSTORE' } });
  await vi.advanceTimersByTimeAsync(17_000);
  record({ kind: 'rolled-back', said: words('no proof') });
  await vi.advanceTimersByTimeAsync(2000);
  await following;

  expect(told.at(-1)).toMatch(/^Still so: Waiting for the change of T0THERSTORE on server-b/);
});
