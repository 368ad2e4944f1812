import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { REMEDIES } from './ask.ts';
import { type ConsoleSection, sectionsOf } from './consoles/console.ts';
import { helpedByRouting, mustNotBeOffered } from './remedies.ts';
import { fromConsole } from './supply.ts';
import type { Expected, Supply, Trial } from './trial.ts';

const tests = join(import.meta.dirname, '..');

/** What is written beside a paste. */
const PasteNotes = z.strictObject({
  /** Arguments of `explain`, as somebody who knows the question would type them. */
  arguments: z.array(z.string()),
  accept: z.array(z.string()).min(1),
  never: z.array(z.string()),
  /** The true cause; where it cannot be told from the paste, those of which one must be among the first two candidates. */
  right: z.array(z.string()).optional(),
  why: z.string().min(20),
  /** Remedies that repair it. */
  helps: z.array(z.string()).optional(),
  neverRemedies: z.array(z.string()).optional(),
  neverAdvice: z.array(z.string()).optional(),
  interfaces: z.array(z.string()).optional(),
  alsoAffected: z.array(z.string()).optional(),
  /** Whether the paste itself shows what is asked, so that no argument is needed. */
  questionInPaste: z.boolean(),
});
type PasteNotes = z.infer<typeof PasteNotes>;

type Paste = {
  readonly name: string;
  readonly text: string;
  readonly notes: PasteNotes;
  /** What the asked host (the first) and the sender would print, where they are asked for more. */
  readonly answers?: readonly ConsoleSection[];
};

/** The folders of pastes: those that one may look at while working on the analyzer, and those that are kept back. */
export const FOLDERS = {
  open: [join(tests, 'fixtures', 'pastes'), join(tests, 'calibration', 'corpus')],
  held: [join(tests, 'calibration', 'held')],
} as const;

/** The pastes of a folder by name; throws where one has no notes, or notes that are not valid. */
export function readPastes(folder: string): Paste[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.txt'.length);
      const notes = PasteNotes.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
      const answers = join(folder, `${name}.answers`);
      return {
        name,
        text: readFileSync(join(folder, file), 'utf8'),
        notes,
        ...(existsSync(answers) ? { answers: sectionsOf(readFileSync(answers, 'utf8')) } : {}),
      };
    });
}

/** Every pasted console, with its arguments, and without any where the question stands in it. */
export function pasteTrials(): Trial[] {
  return [
    ...FOLDERS.open.flatMap(readPastes).flatMap((paste) => trialsOf(paste, 'pasted console')),
    ...FOLDERS.held.flatMap(readPastes).flatMap((paste) => trialsOf(paste, 'held console')),
    ...explainFixtures(),
    ...article(),
  ];
}

function trialsOf({ name, text, notes, answers }: Paste, kind: 'pasted console' | 'held console'): Trial[] {
  const args = notes.arguments;
  const { accept, never } = notes;
  const expected: Expected = {
    accept,
    never,
    right: notes.right ?? accept.filter((cause) => cause !== 'inconclusive'),
    helps: notes.helps ?? [],
    neverRemedies: notes.neverRemedies ?? (accept.some(helpedByRouting) ? [] : REMEDIES),
    neverAdvice: notes.neverAdvice ?? [],
    interfaces: notes.interfaces ?? interfaceIn(args),
    alsoAffected: notes.alsoAffected ?? [],
  };
  const supply = answers === undefined ? {} : { supply: supplyOf(answers) };
  const trial = { name, expected, ...supply };
  const flagged: Trial = { ...trial, kind, input: { form: 'paste', text, arguments: args } };
  if (!notes.questionInPaste) return [flagged];
  return [flagged, { ...trial, kind: `${kind}, no flags`, input: { form: 'paste', text, arguments: [] } }];
}

function supplyOf(answers: readonly ConsoleSection[]): Supply {
  const [asked = '', sender = asked] = new Set(answers.map(({ host }) => host));
  return fromConsole(answers, { asked, sender });
}

function interfaceIn(args: readonly string[]): string[] {
  const at = args.indexOf('--iface');
  return at < 0 ? [] : args.slice(at + 1, at + 2);
}

/** The transcripts of test/fixtures/explain, whose verdict is known in full. */
function explainFixtures(): Trial[] {
  return pastedTranscripts().map(({ name, text, expected }) => ({
    name,
    kind: 'pasted console',
    input: { form: 'paste', text, arguments: expected.arguments },
    expected: {
      accept: [expected.cause],
      never: [],
      right: expected.cause === 'inconclusive' ? [] : [expected.cause],
      helps: [],
      neverRemedies: mustNotBeOffered(expected.cause, expected.remedies),
      neverAdvice: [],
      interfaces: interfaceIn(expected.arguments),
      alsoAffected: [],
    },
  }));
}

/** The case that it began with: asked about one interface, and not asked at all. */
function article(): Trial[] {
  const text = readFileSync(join(tests, 'transcript', 'fixtures', 'article.txt'), 'utf8');
  const expected: Expected = {
    accept: ['strict-rp-filter'],
    never: ['healthy', 'firewall-drop'],
    right: ['strict-rp-filter'],
    helps: ['policy-routing', 'loose-rp-filter'],
    neverRemedies: [],
    neverAdvice: [],
    interfaces: ['eth1'],
    alsoAffected: ['eth2', 'eth3'],
  };
  const trial = { name: 'article', expected } as const;
  return [
    { ...trial, kind: 'article', input: { form: 'paste', text, arguments: ['--iface', 'eth1'] } },
    { ...trial, kind: 'article, no flags', input: { form: 'paste', text, arguments: [] } },
  ];
}
