import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import { CAUSES, type Diagnosed, type Message } from '../../src/analyzer/model/index.ts';
import { tell, tellDiagnosis, type WorkflowMessage } from '../../src/texts/index.ts';
import { foldEvents, readEvent, type StoredEvent, writeEvent } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

const RECORDINGS = readRecordings(SCENARIOS);
const found = (name: string): Diagnosed => diagnose(recorded(name));

function storedAs(text: string, sequence = 1): StoredEvent {
  const event = readEvent(text);
  return {
    triage: 'T0000000001',
    sequence,
    at: '2026-11-20T03:00:00.000Z',
    event,
    hash: '',
    previousHash: '',
  };
}

const LOST = { code: 'host-lost', facts: { host: 'server-b', because: 'closed', during: 'look' } };

const requested = writeEvent({
  kind: 'requested',
  by: 'cli:root@test',
  origin: { kind: 'cli' },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
});

function diagnosed(diagnosis: Diagnosed): string {
  return writeEvent({ kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
}

describe('a diagnosis in an event', () => {
  it('is told after it was stored as it was before, whatever was found', () => {
    const causes = new Set<string>();
    for (const { asked } of RECORDINGS) {
      const before = diagnose(asked);
      causes.add(before.cause);
      const state = foldEvents([storedAs(requested), storedAs(diagnosed(before), 2)]);
      expect(state?.diagnosis).toEqual(tellDiagnosis(before));
    }
    expect(causes.size).toBeGreaterThan(CAUSES.length / 2);
  });

  it('holds no sentence that was made of it', () => {
    const before = found('strict-seed');
    const text = diagnosed(before);
    const { headline, explanation, stages, witnesses, remarks, remedies } = tellDiagnosis(before);
    const sentences = [
      ...[headline, explanation, ...remarks],
      ...stages.map(({ because }) => because),
      ...Object.values(witnesses).map(({ detail }) => detail),
      ...remedies.flatMap(({ because, risks, plan }) => [
        because,
        ...risks,
        ...(plan?.blastRadius.map(({ flow }) => flow) ?? []),
      ]),
    ].filter((sentence) => sentence.split(' ').length > 3);

    expect(sentences.length).toBeGreaterThan(20);
    expect(sentences.filter((sentence) => text.includes(JSON.stringify(sentence).slice(1, -1)))).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ version: 3, kind: 'diagnosed' });
  });

  it('of another version is shown as it stands where there are no words for it', () => {
    const unknown = { key: 'remark.of-tomorrow', device: 'eth1' } as unknown as Message;
    const misfit = { key: 'remark.late' } as unknown as Message;

    expect(tell(unknown)).toBe('key: remark.of-tomorrow, device: eth1');
    expect(tell(misfit)).toBe('key: remark.late');
  });
});

describe('what is said with an event', () => {
  const history = (...later: string[]) =>
    [requested, ...later].map((text, index) => storedAs(text, index + 1));

  it('stands in codes, and is read in either language', () => {
    const said = {
      key: 'outcome.unchanged',
      because: { key: 'reason.not-looked-at', host: 'server-b', failure: LOST },
    } satisfies WorkflowMessage;
    const text = writeEvent({ kind: 'apply-refused', said });

    expect(text).not.toMatch(/changed:/);
    expect(foldEvents(history(text))?.result).toBe(
      'Nothing was changed: server-b could not be checked again (The connection to server-b was lost during the work there: it was closed)',
    );
    expect(foldEvents(history(text), 'ja')?.result).toBe(
      '何も変更していません: server-b を再確認できませんでした (作業中に server-b との接続が切れました: 接続が閉じられました)',
    );
  });

  it('is the sentence where an older version recorded one, in any language', () => {
    const older = [
      { kind: 'progress', text: 'Sending a probe.' },
      { kind: 'verified', ok: false, how: 'probe', detail: 'It still fails.' },
      { kind: 'rolled-back', reason: 'It does not answer.' },
      { kind: 'failed', code: 'host-unreachable', message: 'No answer.', nextStep: 'Try ssh.' },
    ].map((event) => JSON.stringify({ version: 2, ...event }));

    expect(foldEvents(history(...older), 'ja')).toMatchObject({
      progress: 'Sending a probe.',
      verified: { detail: 'It still fails.' },
      result: 'It does not answer.',
      failure: { code: 'host-unreachable', message: 'No answer.', nextStep: 'Try ssh.' },
    });
  });
});

describe('an event of a later version', () => {
  const later = { version: 7, kind: 'approval-revoked', by: 'slack:U0ADMIN' };

  it('is kept as it was recorded, and marks the state', () => {
    const state = foldEvents([storedAs(requested), storedAs(JSON.stringify(later), 2)]);

    expect(storedAs(JSON.stringify(later)).event).toEqual({ kind: 'unknown', recorded: later });
    expect(state).toMatchObject({ status: 'collecting', sequence: 2, incomplete: true });
  });

  it('at the beginning leaves nothing that could be folded', () => {
    const first = JSON.stringify({ version: 7, kind: 'requested', protocol: 'sctp' });

    expect(foldEvents([storedAs(first), storedAs(diagnosed(found('strict-seed')), 2)])).toBeUndefined();
  });

  it('is read whatever text stands there', () => {
    expect(readEvent('{"kind":')).toEqual({ kind: 'unknown', recorded: '{"kind":' });
  });
});
