import { expect, test } from 'vitest';
import { isSentence, sentencesIn } from '../../scripts/check-texts.js';

const source = (code: string) => sentencesIn('some.ts', code);

test.each([
  "export const text = 'Nothing was changed on the host.';",
  'export const told = (host: string) => `$' + '{host} could not be reached`;',
  "export const said = { message: 'This button belongs to an older plan' };",
  "refuse('settled', 'You have approved this already');",
  "throw new RoundtripError('host-unknown', `$" +
    "{name} is not in the inventory.`, 'Ask the owner of it.');",
  'export const where = `$' + '{device} of $' + '{host}`;',
])('%s has a sentence that a person may read', (code) => {
  expect(source(code)).not.toEqual([]);
});

test.each([
  // What a programmer reads.
  "throw new Error('the triage was recorded and cannot be read');",
  "log.warn({ user }, 'a press was refused');",
  "this.#log.error({ err }, 'this could not be written');",
  "import { it } from './the-file-of-a-name.ts';",
  "type Status = 'this is not of a person';",
  '/** What stands in a comment is read by nobody else. */',
  // What a machine reads, and what a catalogue's key looks like.
  "run(['ip', 'route', 'show', 'table', 'all']);",
  "const command = 'ip -4 route show table all';",
  "const key = { key: 'reason.host-knows-nothing', host };",
  "const head = 'Kernel IP routing table';",
  'const listed = `ip route get $' + '{to} from $' + '{from} iif $' + '{device}`;',
])('%s has none', (code) => {
  expect(source(code)).toEqual([]);
});

test('a place is named by its line and its words', () => {
  expect(source("\n\nconst why = 'there is no plan for it';\n")).toEqual(['3: there is no plan for it']);
});

test('a sentence has three words in a row, and one that no command has', () => {
  expect(isSentence('it works')).toBe(false);
  expect(isSentence('show ip route table')).toBe(false);
  expect(isSentence('it works now')).toBe(true);
});
