import { expect, test } from 'vitest';
import type { Cause, Diagnosed } from '../../src/analyzer/model/index.ts';
import { viewNow } from '../../src/picture/tell-view.ts';
import { openCases } from './corpus.ts';

const cases = openCases();

/** Every case of the cause that is as wanted; at least one. */
function casesOf(cause: Cause, isWanted: (found: Diagnosed) => boolean = () => true): Diagnosed[] {
  const found = cases.map((one) => one.found).filter((one) => one.cause === cause && isWanted(one));
  if (found.length === 0) throw new Error(`no case of ${cause}`);
  return found;
}

test('a proven stop, a likely one, an open case and an answered one are told apart by their marks', () => {
  const marks = new Set(cases.map(({ found }) => `${found.certainty} ${viewNow(found, 'en').mark}`));

  expect([...marks].filter((mark) => mark.startsWith('open'))).toEqual(['open question']);
  expect(marks).toContain('proven stop');
  expect(marks).toContain('likely probable-stop');
  expect(marks).not.toContain('likely stop');
  expect(marks).not.toContain('proven probable-stop');
});

test('behind a proven stop nothing passes', () => {
  const views = casesOf('strict-rp-filter', ({ certainty, scene }) => certainty === 'proven' && !scene.own);

  for (const found of views) {
    const { legs, callout } = viewNow(found, 'en');

    expect(callout).toMatchObject({ leg: 'in', behind: 'not-reached' });
    expect([legs.out, legs['from-host'], legs['from-router']]).toEqual(Array(3).fill('not-reached'));
  }
});

test('a port that is refused: the refusal gets back', () => {
  const views = casesOf('not-listening', ({ told }) => told.cause === 'not-listening' && told.facts.refused);

  for (const found of views) {
    const { legs, reply } = viewNow(found, 'en');

    expect(reply).toBe('refusal');
    expect([legs.out, legs['from-host'], legs['from-router']]).toEqual(Array(3).fill('passed'));
  }
});

test('a reply that leaves by another interface may arrive, unless the sender was watched', () => {
  for (const found of casesOf('reply-leaves-other-interface')) {
    const isMissed = found.told.cause === 'reply-leaves-other-interface' && found.told.facts.missed;

    expect(viewNow(found, 'en').callout?.behind).toBe(isMissed ? 'not-reached' : 'not-known');
  }
});

test('a ping of the host’s own that is bound to an interface leaves by that, whatever the routes say', () => {
  const bound = cases.filter(({ found }) => found.scene.own?.byDevice);

  expect(bound.length).toBeGreaterThan(0);
  for (const { found } of bound) expect(viewNow(found, 'en').egress).toEqual({ kind: 'same' });
});

test('a reply that stays on the host has no way back', () => {
  const isLocal = ({ topology }: Diagnosed) =>
    topology?.reply.kind === 'by' && topology.reply.hops.every(({ device }) => device === 'lo');

  for (const found of casesOf('source-is-own-address', isLocal))
    expect(viewNow(found, 'en').hasWayBack).toBe(false);
});
