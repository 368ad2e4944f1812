import { describe, expect, it } from 'vitest';
import { explain } from '../../src/library.ts';
import { tell } from '../../src/texts/index.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';

/** A preposition, or nothing at all, where a name should stand. */
const GAP = / (?:to|of|on|by) ?(?:[,;:.)]|$)| {2}|\(\)|""|\.\./;

/** Every sentence of a diagnosis; commands and outputs are no sentences. */
function sentencesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes(' ') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(sentencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const {
    evidence: _evidence,
    plan: _plan,
    commands: _commands,
    settles: _settles,
    ...rest
  } = {
    ...value,
  } as Record<string, unknown>;
  return Object.values(rest).flatMap(sentencesIn);
}

describe('a name that was not shown', () => {
  it('has words in its place, in whatever a message holds', () => {
    expect(tell({ key: 'question.open', question: { about: 'arrival', device: '' } })).toBe(
      'whether the request arrives on that interface was not seen',
    );
    expect(
      tell({ key: 'question.open', question: { about: 'sysctl', keys: ['net.ipv4.conf..rp_filter'] } }),
    ).toBe('net.ipv4.conf.INTERFACE.rp_filter was not shown');
    expect(
      tell({ key: 'question.open', question: { about: 'not-understood', part: 'address', text: '' } }),
    ).toBe('the address was not shown');
  });

  it('stands in the headline', () => {
    const masked = pastedTranscripts().find(({ name }) => name === 'masked-own-address');
    const told = explain(masked?.text ?? '');

    expect(told.kind === 'explained' && told.diagnosis.headline).toBe(
      'filer drops pings to an interface that was not shown: strict rp_filter, because replies leave by ens0',
    );
  });

  it('leaves no gap in any sentence about any paste, also without its addresses and its capture', () => {
    const gaps: string[] = [];
    let empty = 0;
    for (const { text } of pastedTranscripts()) {
      const lines = text.split('\n');
      const without = (what: RegExp) => lines.filter((line) => !what.test(line)).join('\n');
      for (const paste of [text, without(/^\s*inet6? /), without(/ICMP|>|ping/)]) {
        const told = explain(paste);
        if (told.kind !== 'explained') continue;
        const { flow, remarks: _remarks, ...said } = told.diagnosis;
        if (flow.to !== '' && flow.interface !== '') continue;
        empty += 1;
        gaps.push(...sentencesIn(said).filter((sentence) => GAP.test(sentence)));
      }
    }

    expect(empty).toBeGreaterThan(5);
    expect(gaps).toEqual([]);
  });
});
