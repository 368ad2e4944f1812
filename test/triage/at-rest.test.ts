import { describe, expect, test } from 'vitest';
import { foldEvents, isAtRest, type StoredEvent, type TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';

const by = 'cli:root@test';
const requested: TriageEvent = {
  ...{ kind: 'requested', by, origin: { kind: 'cli' } },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
};
const committed: TriageEvent = { kind: 'committed', said: words('kept') };

/** Whether a triage with these events waits for nothing. */
function restsAfter(...events: TriageEvent[]): boolean {
  const stored = events.map((event, index): StoredEvent => {
    const at = new Date(1_000 * index).toISOString();
    return { triage: 'T0000000001', sequence: index + 1, at, event, previousHash: '', hash: '' };
  });
  const state = foldEvents(stored);
  if (!state) throw new Error('these events are no triage');
  return isAtRest(state);
}

describe('a triage is at rest', () => {
  test.each<[string, TriageEvent[]]>([
    ['once it was stopped', [requested, { kind: 'stopped', by }]],
    ['once it failed', [requested, { kind: 'failed', code: 'host-unreachable', facts: {} }]],
    ['while its fix stands and nobody asks for more', [requested, committed]],
    [
      'once its fix was undone, though somebody had asked for that',
      [requested, committed, { kind: 'undo-asked', by, self: true }, { kind: 'undone', by }],
    ],
  ])('%s', (_when, events) => {
    expect(restsAfter(...events)).toBe(true);
  });
});

describe('a triage is not at rest', () => {
  test.each<[string, TriageEvent[]]>([
    ['while its host is looked at', [requested]],
    ['while a change is applied', [requested, { kind: 'apply-started', planHash: 'abc', attempt: 1 }]],
    [
      'while an undo was asked for and is not done',
      [requested, committed, { kind: 'undo-asked', by, self: true }],
    ],
  ])('%s', (_when, events) => {
    expect(restsAfter(...events)).toBe(false);
  });
});
