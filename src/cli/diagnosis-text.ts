import pc from 'picocolors';
import {
  type Diagnosis,
  type Plan,
  quoteCommand,
  type Remedy,
  type StageReport,
  selfUndoing,
} from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import { blastRadiusLines } from '../texts/index.ts';

const MARK = {
  passed: pc.green('✓'),
  stopped: pc.red('✗'),
  'would-stop': pc.yellow('✗'),
  'not-reached': pc.dim('·'),
  unknown: pc.dim('?'),
} as const satisfies Record<StageReport['status'], string>;

const CERTAINTY = {
  proven: pc.bold('Proven'),
  likely: pc.bold('Likely'),
  open: pc.bold('Not settled'),
} as const satisfies Record<Diagnosis['certainty'], string>;

/** Longest evidence shown for one command, in lines; `--json` has all of it. */
const EVIDENCE_LINES = 12;

/** `byHand`: Roundtrip does not change the host, so people do. */
type Shown = { byHand?: boolean };

/** The diagnosis as a terminal shows it: the verdict first, then what to do, then the walk with its evidence. */
export function diagnosisText(diagnosis: Diagnosis, shown: Shown = {}): string {
  return [
    verdict(diagnosis),
    walk(diagnosis),
    witnesses(diagnosis),
    evidence(diagnosis),
    ...diagnosis.remedies.map((remedy) => remedyText(remedy, shown)),
    advice(diagnosis),
    nextSteps(diagnosis),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function verdict({ certainty, headline, explanation, cause, stage }: Diagnosis): string {
  const code = pc.dim(`cause: ${cause}${stage === null ? '' : `, stage: ${stage}`}`);
  return `${CERTAINTY[certainty]}: ${safe(headline)}\n\n${safe(explanation)}\n${code}`;
}

function walk({ stages, flow, next }: Diagnosis): string {
  const width = Math.max(...stages.map(({ stage }) => stage.length));
  const lines = stages.map(({ stage, status, because }) => {
    const told = `${stage.padEnd(width)}  ${safe(because)}`;
    return `  ${MARK[status]} ${status === 'unknown' ? pc.dim(told) : told}`;
  });
  const to = flow.to === '' ? 'an address that was not shown' : flow.to;
  const on = flow.interface === '' ? '' : ` (${flow.interface})`;
  const what =
    flow.own === undefined
      ? 'The round trip of'
      : flow.own.unbound
        ? 'The replies to its own ping, and its way out (reply-route and behind),'
        : 'The way in of the replies to its own ping,';
  const title = pc.bold(`${what} ${flow.from ?? 'any sender'} → ${to}${on}`);
  const after =
    next.length === 0 ? [] : [`  ${pc.dim('and then it would be stopped by:')} ${next.join(', ')}`];
  return [title, ...lines, ...after].join('\n');
}

function witnesses({ witnesses: heard }: Diagnosis): string {
  const lines = Object.entries(heard).map(([name, { says, detail }]) => {
    const word = says === 'refuses' ? pc.red(says) : says === 'accepts' ? pc.green(says) : pc.dim(says);
    return `  ${name.padEnd(8)}  ${word}${' '.repeat(9 - says.length)}${safe(detail)}`;
  });
  return [pc.bold('Does the host take it and answer?'), ...lines].join('\n');
}

function evidence({ evidence: items, stages }: Diagnosis): string {
  const decisive = new Set(
    stages.filter(({ status }) => status !== 'unknown').flatMap((report) => report.evidence),
  );
  const shown = items.filter(
    ({ id }) => decisive.has(id) && SHOWN.some((kind) => id === kind || id.startsWith(`${kind}-`)),
  );
  if (shown.length === 0) return '';
  const blocks = shown.map(({ command, output }) => {
    const lines = output.trimEnd().split('\n');
    const cut =
      lines.length > EVIDENCE_LINES
        ? [pc.dim(`  … ${lines.length - EVIDENCE_LINES} more lines (--json has all)`)]
        : [];
    return [
      `  ${pc.cyan('$')} ${safe(command)}`,
      ...lines.slice(0, EVIDENCE_LINES).map((line) => `    ${safe(line)}`),
      ...cut,
    ].join('\n');
  });
  return [pc.bold('Evidence'), ...blocks].join('\n');
}

/** Evidence that a reader wants to see at once, most telling first. */
const SHOWN = ['capture', 'oracle', 'peer-probe', 'peer-trace'];

/** One remedy as a terminal shows it: what it changes, what it risks, and the exact commands. */
export function remedyText(remedy: Remedy, { byHand = false }: Shown = {}): string {
  const title = `${pc.bold(`Remedy ${remedy.id}`)}${remedy.recommended ? pc.green(' (recommended)') : ''}: ${OUTCOME[remedy.outcome]}`;
  const lines = [title, `  ${safe(remedy.because)}`];
  if (remedy.on !== undefined) lines.push(`  depends on ${safe(remedy.on)}`);
  if (remedy.then?.length) lines.push(`  and then it would still be stopped by: ${remedy.then.join(', ')}`);
  if (remedy.gateway) lines.push(`  gateway ${gatewayText(remedy.gateway)}`);
  for (const { interface: name, gateway } of remedy.alongside ?? [])
    lines.push(`  also ${safe(name)}${gateway ? `: gateway ${gatewayText(gateway)}` : ''}`);
  for (const { interface: name, because } of remedy.leftOut ?? [])
    lines.push(`  ${pc.yellow(`not ${safe(name)}: ${safe(because)}`)}`);
  if (remedy.asks) lines.push(`  ${pc.yellow(safe(remedy.asks.question))} Add --gateway IP.`);
  if (remedy.refused !== undefined) lines.push(`  ${pc.red(`refused: ${safe(remedy.refused)}`)}`);
  if (remedy.plan) {
    lines.push(...commandLines(remedy.plan, byHand));
    lines.push(...radiusLines(remedy.plan));
  }
  lines.push(...remedy.risks.map((risk) => `  ${pc.dim(`· ${safe(risk)}`)}`));
  return lines.join('\n');
}

/** For people's own hands they undo themselves. */
function commandLines(plan: Plan, byHand: boolean): string[] {
  if (!byHand) return plan.steps.map((step) => `    ${safe(quoteCommand(step.do))}`);
  const lines = selfUndoing(plan).flatMap((text) => text.split('\n'));
  return [
    '  to type there as root; it undoes itself after five minutes unless you keep it:',
    ...lines.map((line) => `    ${safe(line)}`),
  ];
}

function gatewayText({ address, sources, assumed }: NonNullable<Remedy['gateway']>): string {
  return `${address}: ${assumed ? 'assumed from ' : ''}${safe(sources.join('; '))}`;
}

const OUTCOME = {
  repairs: pc.green('repairs it'),
  'does-not-repair': pc.red('does not repair it'),
  depends: pc.yellow('may repair it'),
} as const satisfies Record<Remedy['outcome'], string>;

/** How many changed flows are listed; `--json` has all. */
const FLOWS_SHOWN = 5;

/** "Changes 1 of 40 known flows", each with its route before and after, and the bot's own SSH. */
function radiusLines(plan: Plan): string[] {
  const { summary, flows, more, ownConnection } = blastRadiusLines(plan, FLOWS_SHOWN);
  return [
    `  ${summary}`,
    ...flows.map((flow) => `    ${flow}`),
    ...(more === undefined ? [] : [`    ${more} (--json has all)`]),
    ...(ownConnection === undefined ? [] : [`  ${ownConnection}`]),
  ].map((line) => pc.dim(safe(line)));
}

/** What a person can look at or do by hand, and the document that explains the behaviour. */
function advice({ advice: given, remedies }: Diagnosis): string {
  if (!given) return '';
  const title = remedies.some(({ plan }) => plan) ? 'To look at it yourself' : 'For your own hands';
  const commands = given.commands.map((command) => `    ${safe(quoteCommand(command))}`);
  return [pc.bold(title), ...commands, `  ${pc.dim(`Why Linux does this: ${safe(given.link)}`)}`].join('\n');
}

function nextSteps({ settles, settlesOn, host, remarks, certainty }: Diagnosis): string {
  const lines: string[] = [];
  if (settles !== undefined && certainty !== 'proven')
    lines.push(
      `To settle it, run${settlesOn === undefined || settlesOn === host ? '' : ` on ${safe(settlesOn)}`}: ${pc.bold(safe(settles))}`,
    );
  for (const remark of remarks) lines.push(pc.dim(`Note: ${safe(remark)}`));
  return lines.join('\n');
}

/** Text of hosts is data: what could steer a terminal is shown, never sent. */
function safe(text: string): string {
  return printable(text.replaceAll('\t', '  '), 2000);
}
