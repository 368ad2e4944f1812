import { readdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { REMEDIES } from './ask.ts';
import { KNOWN_CAUSES } from './causes.ts';
import { FOLDERS, readPastes } from './pastes.ts';

const folders = [...FOLDERS.open, ...FOLDERS.held];
const pastes = folders.flatMap(readPastes);

describe('the corpus', () => {
  it('has notes for every paste, a paste for all notes, and names that are used once', () => {
    const files = folders.flatMap((folder) => readdirSync(folder));
    const named = (ending: string) =>
      files
        .filter((file) => file.endsWith(ending))
        .map((file) => file.slice(0, -ending.length))
        .sort();

    expect(named('.json')).toEqual(named('.txt'));
    expect(new Set(named('.txt')).size).toBe(named('.txt').length);
  });

  it('has answers only to questions about a paste', () => {
    const files = folders.flatMap((folder) => readdirSync(folder));
    const answers = files.filter((file) => file.endsWith('.answers'));

    expect(answers.filter((file) => !files.includes(file.replace(/answers$/, 'txt')))).toEqual([]);
    expect(pastes.filter((paste) => paste.answers && paste.answers.length === 0)).toEqual([]);
  });

  it('is large, and part of what was made for it is held back', () => {
    const [given = [], made = [], held = []] = folders.map(readPastes);

    expect(given.length).toBeGreaterThanOrEqual(28);
    expect(made.length + held.length).toBeGreaterThanOrEqual(100);
    expect(held.length).toBeGreaterThanOrEqual(34);
  });

  it('has its question in the paste for at least half, and every cause that a paste can show', () => {
    const named = new Set(pastes.flatMap(({ notes }) => notes.accept));

    expect(pastes.filter(({ notes }) => notes.questionInPaste).length * 2).toBeGreaterThan(pastes.length);
    expect([...KNOWN_CAUSES].filter((cause) => !named.has(cause))).toEqual([]);
  });

  it('shows each console once', () => {
    expect(new Set(pastes.map(({ text }) => text)).size).toBe(pastes.length);
  });

  it.each(pastes)(
    '$name: causes and remedies that there are, and an expectation that can be met',
    ({ notes }) => {
      const { accept, never, right = [], helps = [], neverRemedies = [] } = notes;

      expect([...accept, ...never, ...right].filter((cause) => !KNOWN_CAUSES.has(cause))).toEqual([]);
      expect(accept.filter((cause) => never.includes(cause))).toEqual([]);
      expect(right).not.toContain('inconclusive');
      if (!accept.includes('inconclusive'))
        expect(right.filter((cause) => !accept.includes(cause))).toEqual([]);
      expect([...helps, ...neverRemedies].filter((id) => !REMEDIES.includes(id))).toEqual([]);
      expect(helps.filter((id) => neverRemedies.includes(id))).toEqual([]);
    },
  );

  it.each(pastes)('$name: arguments as `explain` takes them', ({ notes }) => {
    const args = [...notes.arguments];

    while (args.length > 0) {
      const option = args.shift();
      if (option === '--udp') continue;
      const value = args.shift() ?? '';
      if (option === '--iface') expect(value).toMatch(/^[\w.@:-]+$/);
      else if (option === '--port') expect(Number(value)).toBeGreaterThan(0);
      else
        expect([option, isIP(value)]).toEqual([
          expect.stringMatching(/^--(from|to|gateway)$/),
          expect.any(Number),
        ]);
    }
  });
});
