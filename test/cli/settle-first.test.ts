import { expect, test } from 'vitest';
import { goneMeanwhile, settleFirst } from '../../src/cli/settle-first.ts';
import { RoundtripError } from '../../src/errors.ts';
import { type ChangeOnHost, foldEvents, type StoredEvent, type TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';

const TRIAGE = 'T0000000001';

/** A change whose host did not tell what became of it, and a host that says these things now, one after the other. */
function unknownChange(...answers: (ChangeOnHost | Error)[]) {
  const recorded: StoredEvent[] = [];
  const record = (event: TriageEvent): void => {
    recorded.push({
      ...{ triage: TRIAGE, sequence: recorded.length + 1, event, hash: '', previousHash: '' },
      at: new Date().toISOString(),
    });
  };
  record({
    ...{ kind: 'requested', by: 'cli:root@test', origin: { kind: 'cli' } },
    request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
  });
  record({
    ...{ kind: 'remedy-chosen', by: 'cli:root@test', remedy: 'policy-routing', minimum: 1 },
    ...{ plan: { hash: 'h', restsOn: {}, steps: [], files: [], blastRadius: [] }, expiresAfter: 600_000 },
  } as unknown as TriageEvent);
  record({ kind: 'apply-started', planHash: 'h', attempt: 1 });
  record({ kind: 'outcome-unknown', said: words('no answer') });
  const asked: string[] = [];
  const workplace = {
    startWorking: async () => undefined,
    store: { events: { read: async () => [...recorded], subscribe: async () => async () => undefined } },
    hosts: {
      status: async () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    triages: {
      askHost: async (triage: string) => {
        asked.push(triage);
        record({ kind: 'rolled-back', said: words('the host undid it') });
      },
    },
  } as unknown as Parameters<typeof settleFirst>[0];
  const known = foldEvents(recorded);
  if (!known?.change) throw new Error('no change');
  const told: string[] = [];
  return {
    known,
    asked,
    told,
    settled: () => settleFirst(workplace, known, ['undo'], (text) => told.push(text)),
  };
}

test('a host that answers again is asked at once, and what it did is told', async () => {
  const { known, asked, told, settled } = unknownChange({ kind: 'undone', because: 'in time' });

  const now = await settled();

  expect(now.status).toBe('rolled-back');
  expect(asked).toEqual([TRIAGE]);
  expect(told).toEqual(['What became of this change was not known: asking server-b again.']);
  expect(goneMeanwhile(known, now)).toMatch(/^Rolled back, server-b eth1 is as it was before: /);
  expect(goneMeanwhile(now, now)).toBeUndefined();
});

test('an undo that is under way on the host is waited for', async () => {
  const { told, settled } = unknownChange(
    { kind: 'undoing', because: 'begun' },
    { kind: 'undone', because: 'in time' },
  );

  expect((await settled()).status).toBe('rolled-back');
  expect(told).toContain('server-b: the change is being undone.');
});

test('where it still does not answer, that is said, and nothing is asked of it', async () => {
  const gone = new RoundtripError('host-unreachable', 'no answer within 5 s', 'Try again.', {
    exitStatus: 3,
  });
  const { asked, settled } = unknownChange(gone);

  await expect(settled()).rejects.toMatchObject({
    message: expect.stringContaining('What became of the change on server-b is still not known'),
    nextStep: expect.stringContaining(`roundtrip undo ${TRIAGE}`),
  });
  expect(asked).toEqual([]);
});
