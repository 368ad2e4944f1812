import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/analyzer/model/index.ts';
import { diagnose } from '../../../src/library.ts';
import { plainerForms } from '../../../src/slack/plainer.ts';
import type { Content } from '../../../src/slack/views/blocks.ts';
import { isFix } from '../../../src/slack/views/remedies.ts';
import { render } from '../../../src/slack/views/render.ts';
import { tellStory } from '../../../src/slack/views/story.ts';
import type { Surroundings } from '../../../src/slack/views/surroundings.ts';
import type { StoredEvent, TriageEvent } from '../../../src/triage/index.ts';
import { scenarioTrials } from '../../calibration/scenarios.ts';
import { unfoldedWords } from '../unfolded.ts';

const AROUND: Surroundings = {
  language: 'en',
  names: new Map([['slack:U1', 'on-call']]),
  probeHosts: ['server-a', 'server-c'],
  changes: 'allowed',
  breakGlass: false,
  asked: [],
  groupsUnread: [],
  standing: [],
};

function storyOf(...events: TriageEvent[]) {
  const stored = events.map(
    (event, index): StoredEvent => ({
      triage: 'T0000000000',
      sequence: index + 1,
      at: '2026-11-27T02:17:00.000Z',
      event,
      hash: '',
      previousHash: '',
    }),
  );
  const story = tellStory(stored);
  if (!story) throw new Error('no story');
  return story;
}

function asked(host: string, device: string): TriageEvent {
  return {
    kind: 'requested',
    by: 'slack:U1',
    origin: { kind: 'slack', channel: 'C1' },
    request: { host, interface: device, protocol: 'icmp' },
  };
}

/** Every diagnosis that a lab was recorded for, one in `step`. */
function recorded(step: number): Diagnosis[] {
  return scenarioTrials().flatMap(({ input }, index) =>
    index % step === 0 && input.form === 'observed' ? [diagnose(input.asked)] : [],
  );
}

const VERDICTS = recorded(13).map((diagnosis) => {
  const story = storyOf(asked(diagnosis.host ?? 'server-b', diagnosis.flow.interface), {
    kind: 'diagnosed',
    diagnosis,
    final: true,
    transcripts: [{ host: diagnosis.host ?? 'server-b', text: '' }],
  });
  return { diagnosis, story, messages: render(story, AROUND) };
});

test('a verdict in the thread is read at once: at most 90 words before anything is unfolded', () => {
  expect(VERDICTS.length).toBeGreaterThan(100);
  const long = VERDICTS.flatMap(({ diagnosis, messages }) => {
    const words = unfoldedWords(messages.find(({ slot }) => slot === 'verdict')?.blocks ?? []);
    return words.length === 0 || words.length > 90 ? [`${diagnosis.cause}: ${words.join(' ')}`] : [];
  });
  expect(long).toEqual([]);
});

test('card and thread do not repeat each other', () => {
  for (const { diagnosis, messages } of VERDICTS) {
    const textOf = (slot: string) => JSON.stringify(messages.find((each) => each.slot === slot)?.blocks);
    expect(textOf('verdict')).not.toContain(diagnosis.headline);
  }
});

test('the card promises a fix in the thread where the thread has one, and nowhere else', () => {
  for (const { diagnosis, messages } of VERDICTS) {
    const shown = (slot: string) => JSON.stringify(messages.find((each) => each.slot === slot)?.blocks);
    const hasFix = /"action_id":"(choose-remedy|name-gateway)/.test(shown('verdict'));
    expect([diagnosis.cause, shown('card').includes('Fix and details')]).toEqual([diagnosis.cause, hasFix]);
  }
});

/** What a workspace that refuses blocks of that type takes of a message; undefined where it takes none. */
function taken(content: Content, refused: string): Content | undefined {
  return [content, ...plainerForms(content)].find(
    ({ blocks }) => !blocks.some(({ type }) => type === refused),
  );
}

test.each(['container', 'context', 'image'])('a workspace that refuses %s blocks has all buttons', (type) => {
  for (const { messages } of VERDICTS.slice(0, 60)) {
    for (const { text, blocks } of messages) {
      const shown = taken({ text, blocks }, type);
      const buttons = (all: readonly KnownBlock[] = []) => all.filter((block) => block.type === 'actions');
      expect(buttons(shown?.blocks)).toEqual(buttons(blocks));
      expect(unfoldedWords(shown?.blocks ?? []).length).toBeGreaterThan(3);
      expect(JSON.stringify(shown?.blocks).length).toBeLessThanOrEqual(13_000);
      expect(shown?.blocks.length).toBeLessThanOrEqual(50);
    }
  }
});

test('where only folding is refused, what was folded is told unfolded', () => {
  const [first] = VERDICTS;
  const verdict = first?.messages.find(({ slot }) => slot === 'verdict');
  if (!verdict) throw new Error('no verdict');
  const [unfolded] = plainerForms(verdict);
  expect(JSON.stringify(unfolded)).toContain('*Packet path*');
  expect(unfolded?.blocks.some(({ type }) => type === 'context')).toBe(true);
});

test.each([
  ['shadow', undefined, 'shadow mode'],
  [
    'locked',
    { group: 'db', judged: 12, right: 11, verdicts: 20, precision: 0.95 },
    'wait for 20 judged verdicts, 95 % of them right (apply.unlock): 11 of 12 judged ones were right',
  ],
] as const)('where changes are %s one line says so, and no button could apply one', (changes, lock, said) => {
  const planned = VERDICTS.filter(
    ({ diagnosis: { cause, remedies } }) => cause !== 'inconclusive' && remedies.some(isFix),
  );
  expect(planned.length).toBeGreaterThan(3);
  for (const { story } of planned) {
    const around = { ...AROUND, changes, ...(lock ? { lock } : {}) };
    const verdict = render(story, around).find(({ slot }) => slot === 'verdict');
    const words = unfoldedWords(verdict?.blocks ?? []).join(' ');

    expect(words.split(said)).toHaveLength(2);
    expect(JSON.stringify(verdict?.blocks)).not.toMatch(
      /"action_id":"(choose-remedy|name-gateway|include-others)/,
    );
  }
});
