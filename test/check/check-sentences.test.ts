import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findReadSentences } from '../../scripts/check-sentences.js';

const TEXTS = 'src/texts/index.ts';
const EVENTS = 'src/triage/events.ts';
const HEAD = `
import { tell } from '../texts/index.ts';
import type { Progress } from '../triage/events.ts';
type Finding = { because: string; detail?: string; headline: string; code: 'expired' | 'settled' };
type Refusal = { because: 'expired' | 'settled' };
`;

/** Code that reads a sentence, whichever way it goes about it. */
const READING = [
  "(finding: Finding) => finding.because.includes(' iif ')",
  "({ because }: Finding) => because.startsWith('rp_filter')",
  '({ because: why }: Finding) => /rule (\\d+)/.exec(why)?.[1]',
  '(finding: Finding) => /nft/.test(finding.headline)',
  '(finding: Finding) => finding.detail?.match(/table (\\w+)/)',
  "(finding: Finding) => finding.headline.toLowerCase().endsWith('eth0')",
  "(finding: Finding) => { const words = finding.detail ?? finding.headline; return words.split(' ')[0]; }",
  "(finding: Finding) => finding.headline === 'nothing found'",
  "({ headline }: Finding) => { switch (headline) { case 'nothing found': return 1; } return 0; }",
  "(finding: Finding) => (finding.headline + '.').replace(/^Nothing/, 'Something')",
  `(finding: Finding) => \`\${finding.headline}.\`.replace(/^Nothing/, 'Something')`,
  "(finding: Finding) => shown(finding.headline).indexOf('eth1')",
  "(device: string) => tell(device).includes('eth1')",
  "(progress: Progress) => progress.text.includes('waiting')",
  "({ text }: Progress) => text.includes('waiting')",
  "(headline: string) => headline.includes('eth1')",
];

/** Code that only looks like it. */
const HARMLESS = [
  "(refusal: Refusal) => refusal.because === 'expired'",
  "(finding: Finding) => finding.code === 'settled'",
  "(finding: Finding) => finding.headline === ''",
  '(finding: Finding) => finding.headline.length > 140',
  '(one: Finding, other: Finding) => one.detail === other.detail',
  "(text: string) => text.includes('eth1')",
  `(finding: Finding) => \`\${finding.headline}.\``,
  "(line: { text: string }) => line.text.startsWith('#')",
];

describe('the check that no code reads a sentence', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'roundtrip-sentences-'));
    write(TEXTS, "export function tell(device: string): string {\n  return device.replace('a', 'b');\n}\n");
    write(EVENTS, "export type Progress = { kind: 'progress'; text: string };\n");
  });
  afterAll(() => rmSync(root, { recursive: true }));

  function write(file: string, text: string): string {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    return join(root, file);
  }

  /** Each piece of code on a line of its own; which of the lines the check names. */
  function named(code: readonly string[]): number[] {
    const head = `${HEAD}declare function shown(text: string): string;\n`;
    const lines = code.map((each, index) => `export const code${index} = ${each};\n`);
    const file = write('src/slack/view.ts', head + lines.join(''));
    const program = ts.createProgram([file], {
      strict: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
    });
    const before = head.split('\n').length - 1;
    return findReadSentences(program, root).findings.map(
      (finding) => Number(/^src\/slack\/view\.ts:(\d+): /.exec(finding)?.[1]) - before - 1,
    );
  }

  it('names whatever reads one', () => {
    const found = new Set(named(READING));

    expect(READING.filter((_, index) => !found.has(index))).toEqual([]);
  });

  it('leaves the rest alone, the texts themselves too', () => {
    expect(named(HARMLESS)).toEqual([]);
  });
});
