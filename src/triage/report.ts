import { type Plan, quoteCommand } from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import { blastRadiusLines, type Language } from '../texts/index.ts';
import type { StoredEvent } from './events.ts';
import { foldEvents } from './state.ts';

/** One page for a change record, in Markdown: what was asked, found, approved by whom, done, and how it ended. */
export function writeReport(events: readonly StoredEvent[], language: Language = 'en'): string | undefined {
  const state = foldEvents(events, language);
  const [first] = events;
  const last = events.at(-1);
  if (!state || !first || !last) return undefined;
  const { request, diagnosis, change } = state;
  const sender = request.from?.kind === 'host' ? request.from.host : request.from?.address;
  return [
    `# Triage ${state.id}`,
    '',
    `- Asked: does ${code(request.interface)} of ${code(request.host)} answer${sender ? ` to ${code(sender)}` : ''}?`,
    ...(state.paste
      ? [
          `- Told from a pasted console of ${state.paste.bytes} bytes (SHA-256 ${code(state.paste.sha256)}): no host was reached`,
        ]
      : []),
    `- By: ${text(state.requestedBy)}, ${state.requestedAt}`,
    `- Status: **${state.status}**${state.result ? `. ${text(state.result)}` : ''}`,
    ...(diagnosis
      ? [`- Cause: **${diagnosis.cause}** (${diagnosis.certainty}). ${text(diagnosis.headline)}`]
      : []),
    ...(change ? changeLines(change) : []),
    '',
    '## What happened',
    '',
    ...events.filter(({ event }) => event.kind !== 'progress').map(eventLine),
    '',
    `Events ${first.sequence} to ${last.sequence}; hash of the last one: ${code(last.hash)}. Check the whole log with ${code('roundtrip audit verify')}.`,
    '',
  ].join('\n');
}

type Change = NonNullable<NonNullable<ReturnType<typeof foldEvents>>['change']>;

function changeLines({ remedy, plan, chosenBy, approvals, minimum }: Change): string[] {
  const voices = approvals.map(({ by, at, self, breakGlass, ticket }) => {
    const notes = [
      ...(ticket === undefined ? [] : [`ticket ${text(ticket)}`]),
      ...(self ? ['self-approved'] : []),
      ...(breakGlass ? [`without waiting: ${text(breakGlass)}`] : []),
    ];
    return `${text(by)} at ${at}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  });
  return [
    `- Remedy: **${remedy}**, chosen by ${text(chosenBy)}; plan ${code(plan.hash)}`,
    `- Approved by: ${voices.join(', ') || 'nobody'} (needed: ${minimum})`,
    '',
    '## Commands',
    '',
    ...plan.steps.map((step) => `- ${code(quoteCommand(step.do))} (undo: ${code(quoteCommand(step.undo))})`),
    ...plan.files.map((file) => `- file ${code(file.path)} ${file.before === null ? 'written' : 'changed'}`),
    ...radiusLines(plan),
  ];
}

function radiusLines(plan: Plan): string[] {
  const { summary, flows, ownConnection } = blastRadiusLines(plan, plan.blastRadius.length);
  return [
    `- ${text(summary)}`,
    ...flows.map((flow) => `  - ${text(flow)}`),
    ...(ownConnection === undefined ? [] : [`- ${text(ownConnection)}`]),
  ];
}

function eventLine({ at, event }: StoredEvent): string {
  const by = 'by' in event ? ` by ${text(event.by)}` : '';
  const detail = detailOf(event);
  return `- ${at} **${event.kind}**${by}${detail ? `: ${text(detail)}` : ''}`;
}

function detailOf(event: StoredEvent['event']): string | undefined {
  switch (event.kind) {
    case 'diagnosed':
      return `${event.diagnosis.cause} (${event.diagnosis.certainty}${event.final ? '' : ', from the state alone'})${leftOut(event.leftOut)}`;
    case 'failed':
    case 'approval-refused':
      return event.message;
    case 'remedy-chosen':
      return event.remedy;
    case 'gateway-named':
      return event.gateway;
    case 'probe-asked':
      return event.host;
    case 'rejected':
    case 'rolled-back':
    case 'apply-refused':
    case 'outcome-unknown':
    case 'undo-failed':
      return event.reason;
    case 'undo-armed':
      return `after ${event.seconds} s, by ${event.method}`;
    case 'confirmation-awaited':
      return `until ${event.until}: ${event.because}`;
    case 'verified':
      return `${event.ok ? 'yes' : 'no'}, by ${event.how}. ${event.detail}`;
    case 'committed':
    case 'undone':
      return event.detail;
    case 'unknown':
      return `recorded by a later version: ${JSON.stringify(event.recorded)}`;
    default:
      return undefined;
  }
}

function leftOut(kinds: readonly string[] = []): string {
  return kinds.length === 0 ? '' : `; left out of what was heard: ${kinds.join(', ')}`;
}

/** Longest text of one line, in characters. */
const LIMIT = 1000;

/** Names and outputs come from elsewhere: no control characters, and nothing that Markdown would take for its own. */
function text(untrusted: string): string {
  return printable(untrusted, LIMIT).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

function code(untrusted: string): string {
  return `\`${printable(untrusted, LIMIT).replaceAll('`', "'")}\``;
}
