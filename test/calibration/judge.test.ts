import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { Answer, Expected, Input, Supply, Trial } from './trial.ts';

const nothing: Input = { form: 'paste', text: '', arguments: [] };

const expected: Expected = {
  accept: ['strict-rp-filter'],
  never: ['healthy'],
  right: ['strict-rp-filter'],
  helps: ['policy-routing'],
  neverRemedies: ['loose-rp-filter'],
  neverAdvice: ['ip addr add'],
  interfaces: ['eth1'],
  alsoAffected: ['eth2'],
};

function answer(change: Partial<Answer>): Answer {
  return {
    cause: 'strict-rp-filter',
    certainty: 'likely',
    interface: 'eth1',
    alsoAffected: ['eth2'],
    offered: [],
    promised: [],
    advice: [],
    said: '',
    ...change,
  };
}

function trial(change: Partial<Trial> = {}): Trial {
  return { name: 'a trial', kind: 'pasted console', input: nothing, expected, ...change };
}

describe('a judgement', () => {
  it.each<[string, Partial<Answer>, Partial<Expected>, string]>([
    ['the acceptable cause', {}, {}, 'right'],
    ['another cause', { cause: 'firewall-drop' }, {}, 'wrong'],
    ['the cause, of another interface', { interface: 'eth3' }, {}, 'wrong'],
    ['the cause, where any interface will do', { interface: 'eth3' }, { interfaces: [] }, 'right'],
    ['inconclusive', { cause: 'inconclusive', certainty: 'open' }, {}, 'gave-up'],
    [
      'inconclusive, honestly',
      { cause: 'inconclusive', certainty: 'open' },
      { accept: ['inconclusive'] },
      'honest',
    ],
    ['a refusal', { cause: 'transcript-empty', certainty: 'refused' }, {}, 'refused'],
  ])('%s', (_, said, wanted, verdict) => {
    const judged = judge(trial({ expected: { ...expected, ...wanted } }), () => answer(said));

    expect(judged.verdict).toBe(verdict);
  });

  it('tells a cause that must never come, and what does harm', () => {
    const said = answer({
      cause: 'healthy',
      offered: ['loose-rp-filter', 'policy-routing'],
      advice: ['ip addr add 10.0.0.1/24 dev eth1'],
    });

    const judged = judge(trial(), () => said);

    expect(judged).toMatchObject({
      never: true,
      harms: ['loose-rp-filter', 'ip addr add 10.0.0.1/24 dev eth1'],
    });
  });

  it('takes an offer that depends for harm only where everything was shown', () => {
    const depends = answer({ offered: ['loose-rp-filter'] });
    const promised = answer({ offered: ['loose-rp-filter'], promised: ['loose-rp-filter'] });
    const less = trial({ variant: 'without the filter listing' });

    expect(judge(less, () => depends).harms).toEqual([]);
    expect(judge(less, () => promised).harms).toEqual(['loose-rp-filter']);
    expect(judge(trial(), () => depends).harms).toEqual(['loose-rp-filter']);
  });

  it('tells that nothing of what helps is offered', () => {
    expect(judge(trial(), () => answer({ offered: [] })).helpless).toBe(true);
    expect(judge(trial(), () => answer({ offered: ['policy-routing'] })).helpless).toBe(false);
    expect(judge(trial(), () => answer({ cause: 'healthy' })).helpless).toBe(false);
  });

  it('tells the place of the right cause, and interfaces that were left out', () => {
    const said = answer({ candidates: ['firewall-drop', 'strict-rp-filter'], alsoAffected: [] });

    expect(judge(trial(), () => said)).toMatchObject({ rank: 2, notAffected: ['eth2'] });
  });
});

describe('a dialogue', () => {
  const open = answer({ cause: 'inconclusive', certainty: 'open', settles: 'ip rule' });
  const supply: Supply = (input, command) =>
    input.form === 'paste' ? { ...input, text: `${input.text}${command}\n` } : undefined;
  const commandsIn = (input: Input) => (input.form === 'paste' ? input.text.split('\n').length - 1 : 0);

  it.each([1, 2])('names the cause once %i outputs are there', (needed) => {
    const judged = judge(trial({ supply }), (input) => (commandsIn(input) >= needed ? answer({}) : open));

    expect(judged.dialogue).toEqual({ end: 'named', questions: needed });
  });

  it.each<[string, Partial<Trial>, Answer, string]>([
    ['a wrong cause', {}, answer({ cause: 'healthy' }), 'named-wrongly'],
    ['a third question', {}, open, 'still-open'],
    ['an output that nobody knows', { supply: () => undefined }, open, 'no-answer-known'],
  ])('ends with %s', (_, change, then, end) => {
    const judged = judge(trial({ supply, ...change }), (input) => (commandsIn(input) > 0 ? then : open));

    expect(judged.dialogue).toEqual({ end, command: 'ip rule' });
  });

  it('ends where nothing is asked', () => {
    const { settles: _, ...silent } = open;

    expect(judge(trial({ supply }), () => silent).dialogue).toEqual({ end: 'nothing-asked' });
  });

  it('is not held where nobody could answer, or no cause is right', () => {
    const none = { ...expected, right: [] };

    expect(judge(trial(), () => open).dialogue).toBeUndefined();
    expect(judge(trial({ supply, expected: none }), () => open).dialogue).toBeUndefined();
  });
});
