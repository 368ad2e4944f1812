import { type Plan, quoteCommand } from '../analyzer/model/index.ts';
import { blastRadiusLines, type Language, reportTextsIn, slackTextsIn, tell } from '../texts/index.ts';
import type { Actor, StoredEvent } from './events.ts';
import { eventDetail } from './report-events.ts';
import { code, fenced, second, text } from './report-text.ts';
import { foldEvents, type TriageState } from './state.ts';

/** A person as the page names one: the name that was recorded, and always the ID. */
type Naming = (actor: Actor) => string;

/** What every part of the page needs: the names of people, and what it is in. */
type Page = { who: Naming; language: Language };

/**
 * One page for a change record, in Markdown: who asked for what and why, who approved it with which ticket, the commands, what
 * was before and after, and everything that happened (UTC).
 */
export function writeReport(events: readonly StoredEvent[], language: Language = 'en'): string | undefined {
  const state = foldEvents(events, language);
  const [first] = events;
  const last = events.at(-1);
  if (!state || !first || !last) return undefined;
  const say = reportTextsIn(language);
  const page = { who: namingOf(events), language };
  const end = {
    ...{ first: first.sequence, last: last.sequence, hash: code(last.hash) },
    command: code('roundtrip audit verify'),
  };
  return [
    `# ${say.title({ triage: state.id })}`,
    '',
    ...summary(state, page),
    ...(state.change ? changeSections(state.change, page) : []),
    '',
    `## ${say.before}`,
    '',
    ...beforeLines(state, page),
    ...afterSection(state, events, page),
    '',
    `## ${say.happened}`,
    '',
    ...events
      .filter(({ event }) => event.kind !== 'progress')
      .map((event) => eventLine(event, page, state.request)),
    '',
    say.end(end),
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
  { who, language }: Page,
): string[] {
  const say = reportTextsIn(language);
  const sender = request.from?.kind === 'host' ? request.from.host : request.from?.address;
  const asked = {
    device: code(request.interface),
    host: code(request.host),
    ...(sender === undefined ? {} : { sender: code(sender) }),
  };
  return [
    say.asked(asked),
    ...(paste ? [say.pasted({ bytes: paste.bytes, hash: code(paste.sha256) })] : []),
    say.by({ who: who(requestedBy), at: second(requestedAt) }),
    say.status({ status, ...(result ? { result: text(result) } : {}) }),
    ...(diagnosis
      ? [
          say.why({
            ...{ cause: diagnosis.cause, certainty: diagnosis.certainty },
            headline: text(diagnosis.headline),
          }),
        ]
      : []),
  ].map(item);
}

function item(line: string): string {
  return `- ${line}`;
}

type Change = NonNullable<TriageState['change']>;

function changeSections({ remedy, plan, chosenBy, approvals, minimum, group }: Change, page: Page): string[] {
  const say = reportTextsIn(page.language);
  const tickets = [...new Set(approvals.flatMap(({ ticket }) => ticket ?? []))];
  const chosen = {
    ...{ remedy, who: page.who(chosenBy), plan: code(plan.hash) },
    ...(group ? { group: code(group) } : {}),
  };
  const given = approvals.map((approval) => approvalLine(approval, page));
  return [
    ...[
      say.ticket({ tickets: tickets.map(text) }),
      say.remedy(chosen),
      say.approvedBy({ approvals: given, minimum }),
    ].map(item),
    '',
    `## ${say.commands}`,
    '',
    ...plan.steps.map((step, index) => {
      const command = { run: code(quoteCommand(step.do)), undo: code(quoteCommand(step.undo)) };
      return `${index + 1}. ${say.command(command)}`;
    }),
    ...(plan.steps.length === 0 ? [say.noCommands] : []),
    ...plan.files.flatMap((file) => fileLines(file, page)),
    ...radiusLines(plan, page),
  ];
}

function approvalLine(
  { by, at, self, breakGlass, ticket, hostTyped, signature }: Change['approvals'][number],
  { who, language }: Page,
): string {
  const say = reportTextsIn(language);
  const notes = [
    ...(ticket === undefined ? [] : [say.notes.ticket({ ticket: text(ticket) })]),
    ...(self ? [say.notes.self] : []),
    ...(hostTyped ? [say.notes.hostTyped] : []),
    ...(signature === undefined ? [] : [say.notes.signed]),
    ...(breakGlass ? [say.notes.withoutWaiting({ reason: text(breakGlass) })] : []),
  ];
  return say.approval({ who: who(by), at: second(at), notes });
}

function fileLines({ path, before, after }: Plan['files'][number], { language }: Page): string[] {
  const say = reportTextsIn(language);
  const file = { path: code(path) };
  return [
    '',
    before === null ? say.fileNew(file) : say.fileBefore(file),
    ...(before === null ? [] : fenced(before)),
    '',
    say.fileAfter,
    ...fenced(after),
  ];
}

function radiusLines(plan: Plan, { language }: Page): string[] {
  const radius = blastRadiusLines(plan, plan.blastRadius.length, language);
  return [
    '',
    item(text(radius.summary)),
    ...radius.flows.map((flow) => `  ${item(text(flow))}`),
    ...(radius.ownConnection === undefined ? [] : [item(text(radius.ownConnection))]),
  ];
}

/** What was seen before any change. */
function beforeLines({ diagnosis }: TriageState, { language }: Page): string[] {
  const say = reportTextsIn(language);
  if (!diagnosis) return [say.nothingFound];
  const names = slackTextsIn(language).witnesses;
  const witnesses = (['model', 'kernel', 'counters', 'capture'] as const).map((name) => {
    const { says, detail } = diagnosis.witnesses[name];
    return say.witness({ name: names[name], says: names.says[says], detail: text(detail) });
  });
  return [
    text(diagnosis.headline),
    ...(diagnosis.explanation === '' ? [] : [text(diagnosis.explanation)]),
    ...witnesses,
  ].map(item);
}

/** What was seen once the change stood, and whether it stands now. */
function afterSection(
  { status, result }: TriageState,
  events: readonly StoredEvent[],
  { language }: Page,
): string[] {
  const applied = events.findLast(({ event }) => event.kind === 'applied');
  if (!applied) return [];
  const say = reportTextsIn(language);
  const verified = events
    .flatMap(({ event, at }) => (event.kind === 'verified' ? [{ ...event, at }] : []))
    .at(-1);
  return [
    '',
    `## ${say.after}`,
    '',
    ...[
      say.appliedAt({ at: second(applied.at) }),
      verified
        ? say.verifiedAt({
            ...{ at: second(verified.at), how: verified.how, ok: verified.ok },
            detail: text(tell(verified.said, language)),
          })
        : say.notVerified,
      say.now({ status, ...(result ? { result: text(result) } : {}) }),
    ].map(item),
  ];
}

function eventLine(
  { at, event }: StoredEvent,
  { who, language }: Page,
  asked: TriageState['request'],
): string {
  const detail = eventDetail(event, asked, language);
  return item(
    reportTextsIn(language).event({
      ...{ at: second(at), kind: event.kind },
      ...('by' in event ? { who: who(event.by) } : {}),
      ...(detail ? { detail: text(detail) } : {}),
    }),
  );
}
