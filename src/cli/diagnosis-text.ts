import pc from 'picocolors';
import {
  type Diagnosis,
  type Plan,
  quoteCommand,
  type Remedy,
  selfUndoing,
} from '../analyzer/model/index.ts';
import { blastRadiusLines, labelOf, slackTextsIn } from '../texts/index.ts';
import { stageLines } from './answer-text.ts';
import { safe, wrapped } from './screen.ts';
import { language, say } from './speech.ts';

/** Longest evidence shown for one command, in lines; `--json` has all of it. */
const EVIDENCE_LINES = 12;

/** `byHand`: Roundtrip does not change the host, so people do. `short`: of the side effects only how many there are. */
type Shown = { byHand?: boolean; short?: boolean };

/** What `--verbose` adds above the answer: the packet's path, what was seen, and each fix with its commands and effects. */
export function detailText(diagnosis: Diagnosis, shown: Shown = {}): string {
  const device = diagnosis.flow.interface;
  return [
    explanation(diagnosis),
    packetPath(diagnosis),
    witnesses(diagnosis),
    evidence(diagnosis),
    ...diagnosis.remedies.map((remedy) => remedyText(remedy, device, shown)),
    advice(diagnosis),
    remarks(diagnosis),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function explanation({ explanation: why, cause, stage }: Diagnosis): string {
  return [...wrapped(safe(why)), pc.dim(say().detail.code({ cause, stage }))].join('\n');
}

function packetPath({ stages, next }: Diagnosis): string {
  const { answer, detail } = say();
  const after =
    next.length === 0 ? [] : wrapped(answer.nextBlockers({ causes: next }), { first: '    ', rest: '    ' });
  return [pc.bold(detail.packetPath), ...stages.flatMap((stage) => stageLines(stage)), ...after].join('\n');
}

function witnesses({ witnesses: found }: Diagnosis): string {
  const { witnesses: words } = slackTextsIn(language());
  const lines = (['model', 'kernel', 'counters', 'capture'] as const).flatMap((name) => {
    const { says, detail } = found[name];
    const said = `${words[name]}: ${words.says[says]}${detail === '' ? '' : ` (${safe(detail)})`}`;
    return wrapped(said, { first: `  ${SAYS[says]} `, rest: '    ' });
  });
  return [pc.bold(say().detail.witnesses), ...lines].join('\n');
}

const SAYS = { accepts: pc.green('✓'), refuses: pc.red('✗'), unknown: pc.dim('?') } as const;

function evidence({ evidence: items, stages }: Diagnosis): string {
  const { detail } = say();
  const decisive = new Set(
    stages.filter(({ status }) => status !== 'unknown').flatMap((report) => report.evidence),
  );
  const shown = items.filter(
    ({ id }) => decisive.has(id) && SHOWN.some((kind) => id === kind || id.startsWith(`${kind}-`)),
  );
  if (shown.length === 0) return '';
  const blocks = shown.map(({ command, output }) => {
    const lines = output.trimEnd().split('\n');
    const more = lines.length - EVIDENCE_LINES;
    return [
      `  ${pc.cyan('$')} ${safe(command)}`,
      ...lines.slice(0, EVIDENCE_LINES).map((line) => `    ${safe(line)}`),
      ...(more > 0 ? [pc.dim(`  ${detail.moreLines({ lines: more })}`)] : []),
    ].join('\n');
  });
  return [pc.bold(detail.evidence), ...blocks].join('\n');
}

/** Evidence that a reader wants to see at once, most telling first. */
const SHOWN = ['capture', 'oracle', 'peer-probe', 'peer-trace'];

/** One remedy as a terminal shows it: what it does, what it costs, and the exact commands with their undo. */
export function remedyText(
  remedy: Remedy,
  device: string,
  { byHand = false, short = false }: Shown = {},
): string {
  const { detail } = say();
  const label = safe(labelOf(remedy.id, device, remedy.plan, language()));
  const title = detail.remedy({ label, id: remedy.id, recommended: remedy.recommended });
  const lines = [
    detailOutcome(remedy),
    ...(remedy.on === undefined ? [] : [say().answer.dependsOn({ on: safe(remedy.on) })]),
    ...(remedy.then?.length ? [detail.stillStopped({ causes: remedy.then })] : []),
    ...(remedy.gateway ? [gatewayLine(remedy.gateway)] : []),
    ...(remedy.alongside ?? []).map(({ interface: other, gateway }) =>
      [detail.also({ device: safe(other) }), ...(gateway ? [gatewayLine(gateway)] : [])].join(': '),
    ),
    ...(remedy.leftOut ?? []).map(({ interface: other, because }) =>
      detail.leftOut({ device: safe(other), because: safe(because) }),
    ),
    ...(remedy.asks ? [detail.addGateway({ question: safe(remedy.asks.question) })] : []),
    ...(remedy.refused === undefined ? [] : [detail.refused({ because: safe(remedy.refused) })]),
  ];
  return [
    ...wrapped(title).map((line) => pc.bold(line)),
    ...lines.flatMap((line) => wrapped(line, { first: '  ', rest: '    ' })),
    ...(remedy.plan
      ? [...commandLines(remedy.plan, byHand), ...radiusLines(remedy.plan, short ? 0 : FLOWS_SHOWN)]
      : []),
    ...remedy.risks.flatMap((risk) =>
      wrapped(detail.risk({ risk: safe(risk) }), { first: '  ', rest: '    ' }).map((line) => pc.dim(line)),
    ),
  ].join('\n');
}

function detailOutcome({ outcome, because: why }: Remedy): string {
  const { detail } = say();
  const because = safe(why);
  switch (outcome) {
    case 'repairs':
      return detail.repairs({ because });
    case 'does-not-repair':
      return detail.doesNotRepair({ because });
    case 'depends':
      return detail.depends({ because });
  }
}

/** Commands stand unwrapped: they are copied. What people type by hand undoes itself. */
function commandLines(plan: Plan, byHand: boolean): string[] {
  const { detail } = say();
  if (byHand) {
    const lines = selfUndoing(plan).flatMap((text) => text.split('\n'));
    return [...wrapped(detail.byHand, { first: '  ' }), ...lines.map((line) => `    ${safe(line)}`)];
  }
  return [
    `  ${detail.commands}`,
    ...plan.steps.map((step) => `    ${safe(quoteCommand(step.do))}`),
    ...wrapped(detail.undo, { first: '  ' }),
    ...plan.steps.toReversed().map((step) => `    ${safe(quoteCommand(step.undo))}`),
  ];
}

function gatewayLine({ address, sources, assumed, outside }: NonNullable<Remedy['gateway']>): string {
  const { detail } = say();
  const told = { address: safe(address), sources: sources.map((source) => safe(source)) };
  const shown = assumed ? detail.gatewayAssumed(told) : detail.gateway(told);
  if (!outside) return shown;
  return `${shown}; ${detail.gatewayOutside({ networks: outside.map((network) => safe(network)) })}`;
}

/** How many changed flows are listed; `--json` has all. */
const FLOWS_SHOWN = 5;

/** "Changes 1 of 40 known flows", each with its route before and after, and the bot's own SSH. */
function radiusLines(plan: Plan, limit: number): string[] {
  const { summary, flows, more, ownConnection } = blastRadiusLines(plan, limit, language());
  return [
    ...wrapped(safe(summary), { first: '  ' }),
    ...flows.flatMap((flow) => wrapped(safe(flow), { first: '    ', rest: '      ' })),
    ...(more === undefined || limit === 0 ? [] : [`    ${say().detail.moreFlows({ more })}`]),
    ...(ownConnection === undefined ? [] : wrapped(safe(ownConnection), { first: '  ', rest: '    ' })),
  ].map((line) => pc.dim(line));
}

/** What a person can look at or do by hand, and the document that explains the behaviour. */
function advice({ advice: given, remedies }: Diagnosis): string {
  if (!given) return '';
  const { detail } = say();
  const title = remedies.some(({ plan }) => plan) ? detail.lookYourself : detail.handleYourself;
  const commands = given.commands.map((command) => `    ${safe(quoteCommand(command))}`);
  return [pc.bold(title), ...commands, `  ${pc.dim(detail.why({ link: safe(given.link) }))}`].join('\n');
}

function remarks({ remarks: given }: Diagnosis): string {
  return given
    .flatMap((remark) => wrapped(say().detail.note({ remark: safe(remark) })))
    .map((line) => pc.dim(line))
    .join('\n');
}
