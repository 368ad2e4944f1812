import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/slack/limits.ts';
import { render } from '../../../src/slack/views/render.ts';
import { tellStory } from '../../../src/slack/views/story.ts';
import type { Surroundings } from '../../../src/slack/views/surroundings.ts';
import { anyHistory, foreignText } from '../arbitrary.ts';

const anySurroundings: fc.Arbitrary<Surroundings> = fc.record({
  language: fc.constantFrom('en' as const, 'ja' as const),
  names: foreignText.map((name) => new Map([['slack:U1', name]])),
  probeHosts: fc.array(foreignText, { maxLength: 4 }),
  changes: fc.constantFrom(
    'allowed' as const,
    'observe-only' as const,
    'host-left' as const,
    'frozen' as const,
    'shadow' as const,
    'locked' as const,
  ),
  breakGlass: fc.boolean(),
  asked: fc.array(fc.record({ user: fc.constantFrom('U2', 'U3'), reached: fc.boolean() }), { maxLength: 30 }),
  groupsUnread: fc.array(foreignText, { maxLength: 9 }),
  standing: fc.subarray(['card', 'verdict', 'ask:U2', 'ask:U2:2', 'ask:U9:7', 'ask:']),
});

/** Every object inside the blocks, so that each can be held against its limit. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
}

function lengthOf(text: unknown): number {
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text).length : -1;
}

function expectWithinLimits(blocks: readonly KnownBlock[]): void {
  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.blocksPerMessage);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_000);
  for (const object of objectsIn(blocks)) {
    if (object.type === 'section') expect(lengthOf(object.text)).toBeLessThanOrEqual(LIMITS.sectionText);
    if (object.type === 'mrkdwn' || object.type === 'plain_text') expect(object.text).not.toBe('');
    if (object.type === 'actions')
      expect((object.elements as unknown[]).length).toBeLessThanOrEqual(LIMITS.actionsElements);
    if (object.type === 'context')
      expect((object.elements as unknown[]).length).toBeLessThanOrEqual(LIMITS.contextElements);
    if (object.type === 'container') {
      expect((object.child_blocks as unknown[]).length).toBeLessThanOrEqual(LIMITS.containerChildren);
      expect(lengthOf(object.title)).toBeLessThanOrEqual(LIMITS.containerTitle);
    }
    if (object.type === 'button') {
      expect(lengthOf(object.text)).toBeLessThanOrEqual(LIMITS.buttonText);
      expect(String(object.value).length).toBeLessThanOrEqual(LIMITS.buttonValue);
      expect(String(object.action_id).length).toBeLessThanOrEqual(255);
    }
    if ('deny' in object) {
      expect(lengthOf(object.title)).toBeLessThanOrEqual(LIMITS.confirmTitle);
      expect(lengthOf(object.text)).toBeLessThanOrEqual(LIMITS.confirmText);
      expect(lengthOf(object.confirm)).toBeLessThanOrEqual(LIMITS.confirmButton);
    }
  }
}

/** Where Slack would parse something: only our own mentions of the asker and of who was asked, and dates, may be left. */
function expectNoForeignMarkup(mrkdwn: string): void {
  const ours = /<@U\d>|<!date\^\d+\^\{time\}\|\d\d:\d\d UTC>/g;
  expect(mrkdwn.replaceAll(ours, '')).not.toMatch(/[<>]/);
  expect(mrkdwn.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
  const fences = mrkdwn.match(/```/g)?.length ?? 0;
  expect(fences % 2).toBe(0);
  expect(fences).toBeLessThanOrEqual(2);
}

test('any history with any text in it keeps the limits and carries no markup of the host', () => {
  fc.assert(
    fc.property(anyHistory, anySurroundings, (history, around) => {
      const story = tellStory(history);
      if (!story) throw new Error('no story');

      const messages = render(story, around);

      for (const message of messages) {
        expectWithinLimits(message.blocks);
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(2 * LIMITS.fallback);
        expect(message.text).not.toMatch(/[<>]/);
        for (const object of objectsIn(message.blocks)) {
          if (object.type === 'mrkdwn') expectNoForeignMarkup(String(object.text));
        }
      }
      const thread = messages.filter(({ place }) => place.kind === 'thread');
      expect(thread.length).toBeLessThanOrEqual(4);
      expect(messages.filter((message) => message.place.kind === 'channel')).toHaveLength(1);
    }),
    { numRuns: 400 },
  );
}, 60_000);
