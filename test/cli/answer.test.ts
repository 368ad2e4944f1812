import stringWidth from 'fast-string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { answerText } from '../../src/cli/answer-text.ts';
import { settleLanguage } from '../../src/cli/speech.ts';
import { explainConsole } from '../../src/triage/index.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { runRoundtrip } from './run-roundtrip.ts';

const PASTES = pastedTranscripts();

afterAll(() => settleLanguage([], false));

/** The values of a paste's options, by option. */
function flagsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word, at) => (word.startsWith('--') ? [[word.slice(2), words[at + 1] ?? '']] : [])),
  );
}

/** What may stand wider than the terminal: what is copied. */
function isCopied(line: string): boolean {
  return /^ {4}\S/.test(line) || /^(Next|To prove it|次|確定するには)/.test(line);
}

describe.each([
  ['en', /^(Proven|Likely|Not clear yet): /, /^Next/],
  ['ja', /^(確定|可能性大|未確定): /, /^次/],
] as const)('in %s', (language, verdict, next) => {
  test.each(PASTES.map((paste) => [paste.name, paste] as const))(
    '%s: a short answer that ends in the verdict and in what to do next',
    (_name, { text, expected }) => {
      const { iface, from, to, host, gateway } = flagsOf(expected.arguments);
      const flags = {
        ...(iface === undefined ? {} : { interface: iface }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(host === undefined ? {} : { host }),
        ...(gateway === undefined ? {} : { gateway }),
      };
      settleLanguage(['--language', language], false);
      const { diagnosis, taken } = explainConsole(text, flags, language);

      const shown = { taken, host: 'host', way: { kind: 'paste', words: ['FILE'] } } as const;
      const lines = answerText(diagnosis, shown).split('\n');

      expect(lines.length).toBeLessThanOrEqual(15);
      expect(lines.filter((line) => stringWidth(line) > 80 && !isCopied(line))).toEqual([]);
      // The last paragraph: what the rest is called, the verdict, what to do.
      const closing = lines.slice(lines.lastIndexOf('') + 1);
      expect(closing[0]).toContain(diagnosis.cause);
      expect(closing.filter((line) => verdict.test(line))).toHaveLength(1);
      expect(closing.filter((line) => next.test(line))).toHaveLength(1);
    },
  );
});

test('--verbose has the whole path, the witnesses, and each fix with its undo above the same answer', () => {
  const paste = PASTES.find(({ name }) => name === 'centos7-strict');
  if (!paste) throw new Error('there is no such paste');
  const words = ['explain', paste.file, ...paste.expected.arguments];
  const short = runRoundtrip(words).stdout;
  const long = runRoundtrip([...words, '--verbose']).stdout;

  expect(long.endsWith(short)).toBe(true);
  for (const part of ['Packet path', 'Does the host accept it and answer?', 'Background: '])
    expect(long).toContain(part);
  expect(long.split('\n').filter((line) => /^ {2}\S /.test(line)).length).toBeGreaterThanOrEqual(11);
});
