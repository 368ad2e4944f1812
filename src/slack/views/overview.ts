import type { KnownBlock } from '@slack/types';
import { type Language, type SlackTexts, slackTextsIn } from '../../texts/index.ts';
import type { Glance } from '../overview/glance.ts';
import { LOOKED_THROUGH } from '../overview/recent.ts';
import { type Content, context, section } from './blocks.ts';
import { line, messageLink, moment, plain } from './text.ts';

/** A triage in a list, with what is looked up for it; not escaped. */
export type Row = { glance: Glance; who: string; thread: string | undefined };

/** Why nothing is applied, where that is so; not escaped. */
export type Frozen = { who: string; reason?: string } | undefined;

/** Rows of one list. */
const MOST = 8;

const ICONS: Partial<Record<Glance['status'], string>> = {
  committed: '✅',
  'rolled-back': '↩️',
  undone: '↩️',
  'outcome-unknown': '❓',
  failed: '⚠️',
  stopped: '⏹️',
};

/** A triage in two lines: what was found of it, and where it stands. */
export function rowText({ glance, who, thread }: Row, language: Language): string {
  const { overview } = slackTextsIn(language);
  const { status, request, verdict, isOpen, requestedAt } = glance;
  const icon = ICONS[status] ?? (isOpen ? '⏳' : verdict?.icon) ?? '⏳';
  const about = overview.interfaceOf({
    interface: line(request.interface, 40),
    host: line(request.host, 260),
  });
  const link = messageLink(thread, overview.thread);
  const by = overview.by({ status: overview.status[status], who: line(who, 80), at: moment(requestedAt) });
  return `${icon} ${about}${verdict ? `: ${verdict.headline[language]}` : ''}\n${by}${link === undefined ? '' : ` · ${link}`}`;
}

/** A fix that stands, in two lines. */
export function fixText({ glance, thread }: Row, language: Language): string {
  const { overview } = slackTextsIn(language);
  const { standing, request } = glance;
  if (!standing) return '';
  const { label, at, isPermanent, undoAskedBy, undoIsWanted } = standing;
  const link = messageLink(thread, overview.thread);
  const fix = overview.fix({
    label: line(label[language], 100),
    interface: line(request.interface, 40),
    host: line(request.host, 260),
    at: moment(at),
  });
  const remarks = [
    isPermanent ? overview.permanent : overview.untilReboot,
    ...(undoAskedBy.length === 0 ? [] : [overview.undoAsked({ given: undoAskedBy.length })]),
    ...(undoIsWanted ? [overview.undoWanted] : []),
  ];
  return `${fix}\n${remarks.join(' ')}${link === undefined ? '' : ` · ${link}`}`;
}

/** What `/roundtrip list` answers: the newest triages. */
export function listView(rows: readonly Row[], language: Language): Content {
  const { overview } = slackTextsIn(language);
  if (rows.length === 0) return { text: overview.nothingYet, blocks: [section(overview.nothingYet)] };
  return contentOf([
    section(overview.newest),
    ...rowBlocks(rows, rowText, language),
    context(overview.lookedThrough({ most: LOOKED_THROUGH })),
  ]);
}

/** What `/roundtrip status` answers: what goes on, what waits, and which fixes stand. */
export function statusView(rows: readonly Row[], frozen: Frozen, language: Language): Content {
  const { overview } = slackTextsIn(language);
  const waiting = rows.filter(({ glance }) => glance.awaited !== undefined);
  const open = rows.filter(({ glance }) => glance.isOpen && glance.awaited === undefined);
  const idle = waiting.length === 0 && open.length === 0;
  return contentOf([
    ...frozenBlocks(frozen, overview),
    ...(idle ? [section(overview.quiet)] : []),
    ...part(overview.waiting, waiting, rowText, language),
    ...part(overview.open, open, rowText, language),
    ...standingPart(rows, language),
    context(overview.lookedThrough({ most: LOOKED_THROUGH })),
  ]);
}

/** What `/roundtrip status HOST` answers: the newest triage of each of its interfaces, and its fixes. */
export function hostStatusView(
  host: string,
  rows: readonly Row[],
  frozen: Frozen,
  language: Language,
): Content {
  const { overview } = slackTextsIn(language);
  const name = line(host, 260);
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const { interface: device } = row.glance.request;
    if (!newest.has(device)) newest.set(device, row);
  }
  return contentOf([
    ...frozenBlocks(frozen, overview),
    ...(newest.size === 0
      ? [section(overview.nothingOf({ host: name }))]
      : part(overview.ofHost({ host: name }), [...newest.values()], rowText, language)),
    ...standingPart(rows, language),
    context(overview.lookedThrough({ most: LOOKED_THROUGH })),
  ]);
}

export function frozenBlocks(frozen: Frozen, overview: SlackTexts['overview']): KnownBlock[] {
  if (!frozen) return [];
  const why = frozen.reason === undefined ? {} : { reason: line(frozen.reason, 400) };
  return [section(overview.frozen({ who: line(frozen.who, 80), ...why }))];
}

function standingPart(rows: readonly Row[], language: Language): KnownBlock[] {
  const standing = rows.filter(({ glance }) => glance.standing !== undefined);
  return part(slackTextsIn(language).overview.standing, standing, fixText, language);
}

function part(title: string, rows: readonly Row[], text: typeof rowText, language: Language): KnownBlock[] {
  return rows.length === 0 ? [] : [section(title), ...rowBlocks(rows, text, language)];
}

function rowBlocks(rows: readonly Row[], text: typeof rowText, language: Language): KnownBlock[] {
  const shown = rows.slice(0, MOST).map((row) => section(text(row, language)));
  const more = rows.length - shown.length;
  return more > 0 ? [...shown, context(slackTextsIn(language).overview.more({ more }))] : shown;
}

/** The first words of it are the notification's. */
function contentOf(blocks: KnownBlock[]): Content {
  const [first] = blocks;
  const text = first?.type === 'section' ? (first.text?.text ?? '') : '';
  return { text: plain(text.replaceAll('*', ''), 300), blocks };
}
