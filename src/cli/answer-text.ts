import pc from 'picocolors';
import { type Diagnosis, quoteCommand, type Remedy, type StageReport } from '../analyzer/model/index.ts';
import { labelOf, slackTextsIn } from '../texts/index.ts';
import { safe, wrapped } from './screen.ts';
import { language, say } from './speech.ts';

/** Lines of an answer: what is longer is left to `--verbose`. */
const LINES = 15;
/** Commands that are shown at once. */
const COMMANDS = 5;

/** What the reader can do with the answer. */
export type AnswerFor = {
  /** What was taken as the question, where it was found in a text. */
  taken?: string | undefined;
  /** The host as it was asked for. */
  host: string;
  /**
   * `fix`: `roundtrip fix` with these words fixes it; `by-hand`: people change this host; `paste`: nothing is known but the
   * text, and `roundtrip explain` with these words asks the same again.
   */
  way:
    | { kind: 'fix'; words: readonly string[] }
    | { kind: 'by-hand' }
    | { kind: 'paste'; words: readonly string[] };
  /** It is a step of something else: what comes next is said there. */
  isStep?: boolean;
  /** The ID under which it was recorded. */
  triage?: string | undefined;
};

/** What is said where there is room for it, the most useful first; the rest is left to `--verbose`. */
const OPTIONAL = [
  'assumed',
  'passed',
  'commands',
  'depends',
  'next-blockers',
  'cost',
  'explanation',
] as const;
type Part = (typeof OPTIONAL)[number];
type Has = (part: Part) => boolean;

/** The answer in a few lines: the question, what stops the packet, the fix, and last the verdict and what to do next. */
export function answerText(diagnosis: Diagnosis, shown: AnswerFor): string {
  const linesWith = (parts: readonly Part[]) => answerLines(diagnosis, shown, (part) => parts.includes(part));
  let kept: readonly Part[] = [];
  for (const part of OPTIONAL) {
    const more = [...kept, part];
    if (linesWith(more).length <= LINES) kept = more;
  }
  return linesWith(kept).join('\n');
}

function answerLines(diagnosis: Diagnosis, shown: AnswerFor, has: Has): string[] {
  const { commands, next } = shown.isStep ? NO_STEP : whatNext(diagnosis, shown, has);
  return laidOut([
    [...questionLines(diagnosis, shown), ...pathLines(diagnosis, has)],
    has('explanation') ? explanationLines(diagnosis) : [],
    [...fixLines(diagnosis, has), ...commands],
    [
      ...restLines(diagnosis, shown),
      ...verdictLines(diagnosis),
      ...(has('assumed') ? assumedLines(diagnosis) : []),
      ...next,
    ],
  ]);
}

const NO_STEP = { commands: [], next: [] };

/** Groups of lines, with an empty line between them. */
function laidOut(groups: readonly (readonly string[])[]): string[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, at) => (at === 0 ? group : ['', ...group]));
}

function questionLines({ flow, host: found }: Diagnosis, { taken, host }: AnswerFor): string[] {
  const { answer } = say();
  if (taken !== undefined) return wrapped(answer.taken({ question: safe(taken, 600) }));
  const from = flow.from ?? answer.anySender;
  const to = flow.to === '' ? answer.unknownAddress : flow.to;
  const device = flow.interface === '' ? {} : { device: safe(flow.interface) };
  const told = {
    host: safe(found ?? host),
    ...device,
    packets: packetsOf(flow),
    from: safe(from),
    to: safe(to),
  };
  return wrapped(answer.question(told)).map((line) => pc.bold(line));
}

/** `ping`, `TCP port 443`, replies to its own ping. */
function packetsOf({ protocol, port, own }: Diagnosis['flow']): string {
  const { answer } = say();
  if (own) return own.unbound ? answer.ownPingUnbound : answer.ownPing;
  return protocol === 'icmp'
    ? answer.ping
    : answer.service({ protocol: protocol.toUpperCase(), port: port ?? 0 });
}

const MARK = {
  passed: pc.green('✓'),
  stopped: pc.red('✗'),
  'would-stop': pc.yellow('✗'),
  'not-reached': pc.dim('·'),
  unknown: pc.dim('?'),
} as const satisfies Record<StageReport['status'], string>;

/** One stage: its mark, what it is called, and why it is so. */
export function stageLines({ stage, status, because }: StageReport, more = ''): string[] {
  const told = say().answer.stage({ stage: slackTextsIn(language()).stages[stage], because: safe(because) });
  const lines = wrapped(`${told}${more}`, { first: `  ${MARK[status]} `, rest: '    ' });
  return status === 'unknown' ? lines.map((line) => pc.dim(line)) : lines;
}

/** How far the packet came: the last stage that it passed, and where it stops. */
function pathLines({ stages, next }: Diagnosis, has: Has): string[] {
  const { answer } = say();
  const stop = stages.findIndex(({ status }) => status === 'stopped' || status === 'would-stop');
  const until = stop === -1 ? stages : stages.slice(0, stop);
  const passed = until.filter(({ status }) => status === 'passed');
  const last = passed.at(-1);
  if (last && passed.length === stages.length)
    return [`  ${MARK.passed} ${answer.allPassed({ stages: stages.length })}`];
  const stopped = stages[stop];
  const others = passed.length - 1;
  return [
    ...(last && (has('passed') || !stopped)
      ? stageLines(last, others > 0 ? answer.beforeIt({ stages: others }) : '')
      : []),
    ...(stopped ? stageLines(stopped) : []),
    ...(stopped && next.length > 0 && has('next-blockers')
      ? wrapped(answer.nextBlockers({ causes: next }), { first: `  ${MARK['not-reached']} `, rest: '    ' })
      : []),
  ];
}

/** The fix that is recommended, what it costs, and what is to be checked first. */
function fixLines(diagnosis: Diagnosis, has: Has): string[] {
  const { answer } = say();
  const best = bestFix(diagnosis);
  const others = (diagnosis.alsoAffected ?? []).map((device) => safe(device));
  const also = others.length === 0 ? [] : wrapped(answer.sameCause({ devices: others }));
  if (!best) return also;
  const label = safe(labelOf(best.id, diagnosis.flow.interface, best.plan, language()));
  const told = { label, id: best.id };
  const [risk] = best.risks;
  const fix = wrapped(
    [
      best.recommended ? answer.recommended(told) : answer.possible(told),
      ...(best.outcome === 'depends' && best.on !== undefined && !best.asks && has('depends')
        ? [answer.dependsOn({ on: safe(best.on) })]
        : []),
      ...(best.gateway?.assumed ? [answer.gatewayAssumed({ address: safe(best.gateway.address) })] : []),
      ...(best.gateway?.outside ? [answer.gatewayOutside({ address: safe(best.gateway.address) })] : []),
      ...(best.asks ? [answer.gatewayNeeded({ question: safe(best.asks.question) })] : []),
      ...(risk === undefined || !has('cost') ? [] : [answer.cost({ risk: safe(risk) })]),
    ].join(' '),
  );
  return [...fix, ...also];
}

/** The fix that is offered first: the recommended one, else another that can be made. */
function bestFix({ remedies }: Diagnosis): Remedy | undefined {
  const able = remedies.filter(
    ({ outcome, refused, plan, asks }) =>
      outcome !== 'does-not-repair' && refused === undefined && (plan ?? asks),
  );
  return able.find(({ recommended }) => recommended) ?? able[0];
}

function verdictLines(diagnosis: Diagnosis): string[] {
  return wrapped(
    say().answer.verdict({ certainty: certaintyWord(diagnosis), headline: safe(diagnosis.headline) }),
  ).map((line) => paint(diagnosis)(pc.bold(line)));
}

/** What was not shown, and was taken as it usually is: the verdict rests on it. */
function assumedLines({ certainty, candidates = [] }: Diagnosis): string[] {
  if (certainty !== 'likely') return [];
  const assumed = candidates
    .filter(({ standing }) => standing === 'leads')
    .flatMap(({ assumes }) => assumes)
    // What stays open has one sentence for both; what is assumed says as what, and why.
    .filter(({ what, because }) => what !== because)
    .map(({ what }) => safe(what));
  const [first, ...others] = new Set(assumed);
  if (first === undefined) return [];
  return wrapped(say().answer.assumed({ first, more: others.length, option: '--verbose' }));
}

/** How sure the verdict is. */
function certaintyWord({ cause, certainty }: Diagnosis): string {
  const words = slackTextsIn(language()).certainty;
  return cause === 'inconclusive' ? words.open : words[certainty];
}

function paint({ cause, certainty }: Diagnosis): (text: string) => string {
  if (cause === 'healthy') return pc.green;
  return cause === 'inconclusive' || certainty !== 'proven' ? pc.yellow : pc.red;
}

function explanationLines({ explanation }: Diagnosis): string[] {
  return explanation === '' ? [] : wrapped(safe(explanation));
}

function restLines({ cause }: Diagnosis, { triage }: AnswerFor): string[] {
  const { answer } = say();
  const rest = answer.rest({ cause, option: '--verbose' });
  const all = triage === undefined ? rest : `${rest} · ${answer.recorded({ triage })}`;
  return wrapped(all).map((line) => pc.dim(line));
}

/** The commands to show, and the closing line: the one thing to do next. */
function whatNext(diagnosis: Diagnosis, shown: AnswerFor, has: Has): { commands: string[]; next: string[] } {
  const { answer } = say();
  const best = bestFix(diagnosis);
  const { way, host } = shown;
  const isOpen = diagnosis.cause === 'inconclusive';
  const proof = diagnosis.certainty === 'proven' || isOpen ? [] : proofLines(diagnosis);
  if (best && way.kind === 'fix') {
    const needs = best.asks ? ['--gateway', best.asks.candidates[0] ?? 'IP'] : [];
    const remedy = best.recommended ? [] : ['--remedy', best.id];
    const run = ['roundtrip', 'fix', ...way.words, ...remedy, ...needs].join(' ');
    return { commands: [], next: [...proof, pc.bold(answer.next({ run }))] };
  }
  if (best?.asks && way.kind === 'paste') {
    const run = ['roundtrip', 'explain', ...way.words, '--gateway', best.asks.candidates[0] ?? 'IP'].join(
      ' ',
    );
    return { commands: [], next: [...proof, pc.bold(answer.next({ run }))] };
  }
  if (best?.plan) {
    const commands = best.plan.steps.map((step) => quoteCommand(step.do));
    const on = safe(diagnosis.host ?? host);
    if (commands.length > COMMANDS || !has('commands'))
      return {
        commands: [],
        next: [...proof, ...wrapped(answer.nextByHandHidden({ host: on, option: '--verbose' }))],
      };
    return {
      commands: [...wrapped(answer.byHand), ...commands.map((command) => `    ${safe(command)}`)],
      next: [...proof, ...wrapped(answer.nextByHand({ host: on }))],
    };
  }
  if (diagnosis.cause === 'healthy') return { commands: [], next: [...proof, answer.nextNothing] };
  return { commands: [], next: lookNext(diagnosis, shown) };
}

function proofLines({ settles, settlesOn, host }: Diagnosis): string[] {
  if (settles === undefined) return [];
  const on = settlesOn === undefined || settlesOn === host ? {} : { on: safe(settlesOn) };
  return [say().answer.proof({ run: safe(settles), ...on })];
}

/** Nothing to change: what to run to learn more. */
function lookNext({ settles, settlesOn, advice }: Diagnosis, { way }: AnswerFor): string[] {
  const { answer } = say();
  if (settles !== undefined) {
    const on = settlesOn === undefined ? {} : { on: safe(settlesOn) };
    return [pc.bold(answer.nextOn({ run: safe(settles), ...on }))];
  }
  const [first] = advice?.commands ?? [];
  if (first) return [pc.bold(answer.next({ run: safe(quoteCommand(first)) }))];
  return wrapped(way.kind === 'paste' ? answer.nextShowMore : answer.nextSender);
}
