import { type Plan, quoteCommand, type Recheck } from '../analyzer/model/index.ts';
import { failureIn } from '../texts/failures/index.ts';
import { blastRadiusLines, type Language, recheckLines, tell } from '../texts/index.ts';
import type { Actor, StoredEvent } from './events.ts';
import { code, fenced, second, text } from './report-text.ts';
import { foldEvents, type TriageState } from './state.ts';

/** A person as the page names one: the name that was recorded, and always the ID. */
type Naming = (actor: Actor) => string;

/**
 * One page for a change record, in Markdown: who asked for what and why, who approved it with which ticket, the commands, what
 * was before and after, and everything that happened (UTC).
 */
export function writeReport(events: readonly StoredEvent[], language: Language = 'en'): string | undefined {
  const state = foldEvents(events, language);
  const [first] = events;
  const last = events.at(-1);
  if (!state || !first || !last) return undefined;
  const who = namingOf(events);
  return [
    `# Triage ${state.id}`,
    '',
    ...summary(state, who),
    ...(state.change ? changeSections(state.change, who) : []),
    '',
    '## Before',
    '',
    ...beforeLines(state),
    ...afterSection(state, events),
    '',
    '## What happened (UTC)',
    '',
    ...events
      .filter(({ event }) => event.kind !== 'progress')
      .map((event) => eventLine(event, who, state.request)),
    '',
    `Events ${first.sequence} to ${last.sequence}; hash of the last one: ${code(last.hash)}. Check the whole log with ${code('roundtrip audit verify')}.`,
    '',
  ].join('\n');
}

/** The newest name that was recorded for each. */
function namingOf(events: readonly StoredEvent[]): Naming {
  const names = new Map<Actor, string>();
  for (const { event } of events) {
    if ('by' in event && 'name' in event && event.name !== undefined) names.set(event.by, event.name);
  }
  return (actor) => {
    const name = names.get(actor);
    return name === undefined ? text(actor) : `${text(name)} (${text(actor)})`;
  };
}

function summary(
  { request, paste, status, result, diagnosis, requestedBy, requestedAt }: TriageState,
  who: Naming,
): string[] {
  const sender = request.from?.kind === 'host' ? request.from.host : request.from?.address;
  return [
    `- Asked: does ${code(request.interface)} of ${code(request.host)} answer${sender ? ` to ${code(sender)}` : ''}?`,
    ...(paste
      ? [
          `- Told from a pasted console of ${paste.bytes} bytes (SHA-256 ${code(paste.sha256)}): no host was reached`,
        ]
      : []),
    `- By: ${who(requestedBy)}, ${second(requestedAt)}`,
    `- Status: **${status}**${result ? `. ${text(result)}` : ''}`,
    ...(diagnosis
      ? [`- Why: **${diagnosis.cause}** (${diagnosis.certainty}). ${text(diagnosis.headline)}`]
      : []),
  ];
}

type Change = NonNullable<TriageState['change']>;

function changeSections(
  { remedy, plan, chosenBy, approvals, minimum, group }: Change,
  who: Naming,
): string[] {
  const tickets = [...new Set(approvals.flatMap(({ ticket }) => ticket ?? []))];
  return [
    `- Ticket: ${tickets.map(text).join(', ') || 'none'}`,
    `- Remedy: **${remedy}**, chosen by ${who(chosenBy)}; plan ${code(plan.hash)}${group ? `; rules of the group ${code(group)}` : ''}`,
    `- Approved by: ${approvals.map((approval) => approvalLine(approval, who)).join('; ') || 'nobody'} (needed: ${minimum})`,
    '',
    '## Commands',
    '',
    ...plan.steps.map(
      (step, index) =>
        `${index + 1}. ${code(quoteCommand(step.do))} (undo: ${code(quoteCommand(step.undo))})`,
    ),
    ...(plan.steps.length === 0 ? ['None.'] : []),
    ...plan.files.flatMap(fileLines),
    ...radiusLines(plan),
  ];
}

function approvalLine(
  { by, at, self, breakGlass, ticket, hostTyped, signature }: Change['approvals'][number],
  who: Naming,
): string {
  const notes = [
    ...(ticket === undefined ? [] : [`ticket ${text(ticket)}`]),
    ...(self ? ['self-approved'] : []),
    ...(hostTyped ? ["typed the host's name"] : []),
    ...(signature === undefined ? [] : ['signed with an SSH key']),
    ...(breakGlass ? [`without waiting for others: ${text(breakGlass)}`] : []),
  ];
  return `${who(by)}, ${second(at)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function fileLines({ path, before, after }: Plan['files'][number]): string[] {
  return [
    '',
    `File ${code(path)}, before${before === null ? ': not there' : ''}`,
    ...(before === null ? [] : fenced(before)),
    '',
    'and after',
    ...fenced(after),
  ];
}

function radiusLines(plan: Plan): string[] {
  const { summary: changed, flows, ownConnection } = blastRadiusLines(plan, plan.blastRadius.length);
  return [
    '',
    `- ${text(changed)}`,
    ...flows.map((flow) => `  - ${text(flow)}`),
    ...(ownConnection === undefined ? [] : [`- ${text(ownConnection)}`]),
  ];
}

/** What was seen before any change. */
function beforeLines({ diagnosis }: TriageState): string[] {
  if (!diagnosis) return ['Nothing was found.'];
  const { capture, counters, model, kernel } = diagnosis.witnesses;
  const witnesses = [
    ['Rules of Linux, worked out', model],
    ["The host's kernel, asked", kernel],
    ['Counters', counters],
    ['Packets', capture],
  ] as const;
  return [
    `- ${text(diagnosis.headline)}`,
    ...(diagnosis.explanation === '' ? [] : [`- ${text(diagnosis.explanation)}`]),
    ...witnesses.map(([name, { says, detail }]) => `- ${name}: ${says}. ${text(detail)}`.trimEnd()),
  ];
}

/** What was seen once the change stood, and whether it stands now. */
function afterSection({ status, result }: TriageState, events: readonly StoredEvent[]): string[] {
  const applied = events.findLast(({ event }) => event.kind === 'applied');
  if (!applied) return [];
  const verified = events
    .flatMap(({ event, at }) => (event.kind === 'verified' ? [{ ...event, at }] : []))
    .at(-1);
  return [
    '',
    '## After',
    '',
    `- Applied at ${second(applied.at)}`,
    verified
      ? `- Verified at ${second(verified.at)}, by ${verified.how}: ${verified.ok ? 'it works' : 'it does not work'}. ${text(tell(verified.said))}`
      : '- Not verified',
    `- Now: **${status}**${result ? `. ${text(result)}` : ''}`,
  ];
}

type Asked = TriageState['request'];

function eventLine({ at, event }: StoredEvent, who: Naming, asked: Asked): string {
  const by = 'by' in event ? ` by ${who(event.by)}` : '';
  const detail = detailOf(event, asked);
  return `- ${second(at)} **${event.kind}**${by}${detail ? `: ${text(detail)}` : ''}`;
}

function recheckText(found: Recheck, asked: Asked): string {
  const { headline, missing, removedBy } = recheckLines(found, asked);
  return [headline, ...missing, ...removedBy].join('. ');
}

function detailOf(event: StoredEvent['event'], asked: Asked): string | undefined {
  switch (event.kind) {
    case 'diagnosed':
      return `${event.diagnosis.cause} (${event.diagnosis.certainty}${event.final ? '' : ', from the state alone'})${leftOut(event.leftOut)}`;
    case 'approved':
      return event.ticket === undefined ? undefined : `ticket ${event.ticket}`;
    case 'failed':
      return failureIn('en', event).message;
    case 'remedy-chosen':
      return event.remedy;
    case 'gateway-named':
      return event.gateway;
    case 'probe-asked':
      return event.host;
    case 'verdict-judged':
      return [event.right ? 'right' : `wrong: ${event.cause ?? 'cause not named'}`, event.words ?? '']
        .filter((part) => part !== '')
        .join('. ');
    case 'frozen':
    case 'unfrozen':
    case 'rejected':
      return event.reason;
    case 'approval-refused':
    case 'rolled-back':
    case 'apply-refused':
    case 'outcome-unknown':
    case 'undo-failed':
    case 'permanence-failed':
    case 'committed':
    case 'made-permanent':
      return tell(event.said);
    case 'files-written':
      return event.paths.join(', ');
    case 'undo-armed':
      return `after ${event.seconds} s, by ${event.method}`;
    case 'confirmation-awaited':
      return `until ${event.until}: ${tell(event.said)}`;
    case 'verified':
      return `${event.ok ? 'yes' : 'no'}, by ${event.how}. ${tell(event.said)}`;
    case 'undone':
      return event.said && tell(event.said);
    case 'applied':
      return event.verifier && 'the host cannot verify signatures: they were checked by the bot alone';
    case 'rechecked':
      return recheckText(event.found, asked);
    case 'message-lost':
      return `${event.slot} (${event.reason})`;
    case 'pruned':
      return `${event.events} events by ${event.by}, to an archive (SHA-256 ${event.archive})`;
    case 'unknown':
      return `recorded by a later version: ${JSON.stringify(event.recorded)}`;
    default:
      return undefined;
  }
}

function leftOut(kinds: readonly string[] = []): string {
  return kinds.length === 0 ? '' : `; left out of what was heard: ${kinds.join(', ')}`;
}
