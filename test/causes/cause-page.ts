import { stripVTControlCharacters } from 'node:util';
import { remediesFor } from '../../src/analyzer/causes/index.ts';
import type { Cause, Diagnosis } from '../../src/analyzer/model/index.ts';
import { answerText } from '../../src/cli/answer-text.ts';
import { remedyText } from '../../src/cli/diagnosis-text.ts';
import { diagnose } from '../../src/library.ts';
import { labelOf, slackTextsIn } from '../../src/texts/index.ts';
import { explainConsole } from '../../src/triage/index.ts';
import type { Recording } from '../lab/scenarios/recording.ts';

/** What a page of a cause is made of. `scenarios` are the names of those that prove it, `pastes` those of which it is the one to be told. */
export type CausePage = {
  cause: Cause;
  recordings: readonly Recording[];
  scenarios: readonly string[];
  pastes: readonly { name: string; text: string }[];
};

/** A console on a page has at least and at most so many lines: enough to tell, and no more than one reads. */
const CONSOLE_LINES = { least: 5, most: 45 };
/** Names of proofs that are listed; the table has all. */
const PROOFS_NAMED = 6;

/** The page of one cause: what it is, how it is recognised, what helps, and what the program really says of it. */
export function causePage({ cause, recordings, scenarios, pastes }: CausePage): string {
  const played = recordings[0] && diagnose(recordings[0].asked);
  const pasted = shortestExplained(cause, pastes);
  const example = played ?? pasted?.diagnosis;
  if (!example) return `# ${cause}\n\nNo recording and no console of it is kept.\n`;
  const proofs = [...scenarios, ...pastes.map(({ name }) => name)];
  return [
    `# ${cause}`,
    `<!-- Made by "npm run docs:causes". -->`,
    `> ${example.headline}`,
    example.explanation,
    howItIsRecognised(example),
    whatHelps(cause, example),
    ...(played ? ['## A triage over SSH', fenced('console', triageOutput(played))] : []),
    ...(pasted
      ? ['## A pasted console', fenced('console', pasted.text), fenced('console', pasted.output)]
      : []),
    '## Proved by',
    `${scenarios.length} scenarios on a real kernel and ${pastes.length} pasted consoles${proofs.length === 0 ? '' : `: ${proofs.slice(0, PROOFS_NAMED).join(', ')}${proofs.length > PROOFS_NAMED ? ' …' : ''}`}. All causes: [the table](../causes.md#causes).`,
  ]
    .join('\n\n')
    .concat('\n');
}

/** The stages up to the one that stops the packet, and what each witness says. */
function howItIsRecognised({ stages, witnesses, certainty, settles }: Diagnosis): string {
  const { stages: names, witnesses: words } = slackTextsIn('en');
  const stop = stages.findIndex(({ status }) => status === 'stopped' || status === 'would-stop');
  const shown = stop < 0 ? stages : stages.slice(0, stop + 1);
  const path = shown.map(
    ({ stage, status, because }) => `| ${names[stage]} | ${MARKS[status]} | ${cell(because)} |`,
  );
  const said = (['model', 'kernel', 'counters', 'capture'] as const).map((name) => {
    const { says, detail } = witnesses[name];
    return `| ${words[name]} | ${words.says[says]} | ${cell(detail) || '–'} |`;
  });
  return [
    '## How it is recognised',
    ['| stage | | what is seen there |', '| --- | --- | --- |', ...path].join('\n'),
    ['| witness | says | of what |', '| --- | --- | --- |', ...said].join('\n'),
    `In this case it is ${certainty === 'open' ? 'open' : `*${certainty}*`}${settles === undefined ? '' : `; what would settle it: \`${settles}\``}.`,
  ].join('\n\n');
}

const MARKS = {
  passed: 'passes',
  stopped: '**stops**',
  'would-stop': '**would stop**',
  'not-reached': 'not reached',
  unknown: 'unknown',
} as const satisfies Record<Diagnosis['stages'][number]['status'], string>;

function whatHelps(cause: Cause, { remedies, advice, flow, settles }: Diagnosis): string {
  const offered = remedies.map((remedy) =>
    [
      `### ${labelOf(remedy.id, flow.interface, remedy.plan, 'en')}`,
      fenced('console', plain(remedyText(remedy, flow.interface, { short: true }))),
    ].join('\n\n'),
  );
  const others = remediesFor(cause).filter((id) => !remedies.some((remedy) => remedy.id === id));
  const more =
    others.length === 0 ? [] : [`In other cases of it: ${others.map((id) => `\`${id}\``).join(', ')}.`];
  const byHand = advice
    ? [
        `By hand ([background](${advice.link})):`,
        fenced('sh', advice.commands.map((command) => command.join(' ')).join('\n')),
      ]
    : [];
  const nothing =
    offered.length + more.length + byHand.length === 0
      ? [
          settles === undefined
            ? 'Nothing has to be repaired.'
            : `The output of \`${settles}\` settles what it is.`,
        ]
      : [];
  return ['## What helps', ...offered, ...more, ...byHand, ...nothing].join('\n\n');
}

function triageOutput(diagnosis: Diagnosis): string {
  const { from, protocol, port, interface: device } = diagnosis.flow;
  const host = diagnosis.host ?? 'server-b';
  const words = [
    host,
    device,
    ...(from === undefined ? [] : ['--from', from]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(protocol === 'udp' ? ['--udp'] : []),
  ];
  const output = plain(answerText(diagnosis, { host, way: { kind: 'fix', words } }));
  return `$ roundtrip triage ${words.join(' ')}\n${output}`;
}

/** The shortest console that tells the cause without any flag; those in plain ASCII first. */
function shortestExplained(cause: Cause, pastes: CausePage['pastes']) {
  const fitting = pastes
    .filter(({ text }) => linesIn(text) >= CONSOLE_LINES.least && linesIn(text) <= CONSOLE_LINES.most)
    .toSorted((one, other) => rank(one.text) - rank(other.text) || (one.name < other.name ? -1 : 1));
  for (const { text } of fitting) {
    try {
      const { diagnosis, taken } = explainConsole(text, {}, 'en');
      if (diagnosis.cause !== cause) continue;
      const way = { kind: 'paste', words: ['console.txt'] } as const;
      const answer = plain(answerText(diagnosis, { taken, host: diagnosis.host ?? '', way }));
      return { diagnosis, text: text.trimEnd(), output: `$ roundtrip explain console.txt\n${answer}` };
    } catch {
      // A console in which the question does not stand by itself.
    }
  }
  return undefined;
}

function rank(text: string): number {
  return linesIn(text) + (/^[\x20-\x7e\n\t]*$/.test(text) ? 0 : 1000);
}

function linesIn(text: string): number {
  return text.trimEnd().split('\n').length;
}

function plain(text: string): string {
  return stripVTControlCharacters(text);
}

/** Longer than any fence that stands in a console. */
function fenced(language: string, text: string): string {
  return `\`\`\`\`\`${language}\n${text.replaceAll(/[ \t]+$/gm, '')}\n\`\`\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
