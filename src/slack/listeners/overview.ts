import { type Config, isHostName } from '../../config/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { frozenNow, rowsFor } from '../overview/rows.ts';
import { readTyped } from '../typed-text.ts';
import { hostStatusView, listView, statusView } from '../views/overview.ts';
import type { ListenerContext } from './context.ts';
import { whatIsHidden } from './hidden.ts';
import type { Answer, Question } from './question.ts';

type Asked = { kind: 'list' } | { kind: 'status'; host?: string };

/** Characters of such a question: two words. */
const LONGEST = 300;

/** "list", "status" and "status HOST"; undefined for what is neither. A host of such a name is asked about as ever. */
export function overviewAsked(text: string, { hosts }: Pick<Config, 'hosts'>): Asked | undefined {
  const typed = readTyped(text.trim(), LONGEST);
  if (typed.kind !== 'words') return undefined;
  const [first = '', host, ...more] = typed.words;
  const word = first.toLowerCase();
  if (more.length > 0 || Object.hasOwn(hosts, first)) return undefined;
  if (word === 'list' && host === undefined) return { kind: 'list' };
  if (word !== 'status') return undefined;
  if (host === undefined) return { kind: 'status' };
  return isHostName(host) ? { kind: 'status', host } : undefined;
}

/** What stands, as far as whoever asked may know of it there. */
export async function takeOverview(
  context: ListenerContext,
  asked: Asked,
  { user, channel }: Question,
  say: SlackTexts,
): Promise<Answer> {
  const reader = { user, channel };
  const host = asked.kind === 'status' ? asked.host : undefined;
  if (host !== undefined) {
    const hidden = await whatIsHidden(context.sight, { host, prober: undefined }, reader, say);
    if (hidden) return { text: hidden.told };
  }
  const all = await context.recent.list();
  const about = all.filter(({ request }) => host === undefined || request.host === host);
  const seen = await Promise.all(about.map(({ request }) => context.sight.sees(request.host, reader)));
  const visible = about.filter((_glance, index) => seen[index]);
  const listed = visible.slice(0, asked.kind === 'list' ? LISTED : undefined);
  const rows = await rowsFor(context, listed, user);
  const language = await context.speech.languageOf(user);
  if (asked.kind === 'list') return listView(rows, language);
  const frozen = await frozenNow(context);
  return host === undefined
    ? statusView(rows, frozen, language)
    : hostStatusView(host, rows, frozen, language);
}

/** How many "list" shows. */
const LISTED = 8;
