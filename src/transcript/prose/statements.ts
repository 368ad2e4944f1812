import type { Stated } from '../../analyzer/model/index.ts';
import { quoted } from '../forms/text.ts';
import { type Roles, rolesIn } from './roles.ts';
import {
  BY_NOW,
  DENIES,
  ELLIPTIC,
  FAILS,
  NO_FAILURE,
  NO_TROUBLE,
  NOT_NOW,
  ON_THE_WAY,
  OURS,
  WORKS,
} from './vocabulary.ts';
import { type Sentence, sentencesIn } from './written.ts';

/** Nobody writes more of it. */
const MAX_STATEMENTS = 40;

/**
 * What people write around a console of who gets an answer from whom, in the order of the text: "HQ sees nothing",
 * "10.0.0.5 does not answer 10.9.0.1". It tells what is wondered about and what a capture does not show; it proves nothing.
 */
export function statementsIn(lines: readonly string[]): Stated[] {
  const found: Stated[] = [];
  let topic: Topic = {};
  for (const sentence of sentencesIn(lines)) {
    const read = readSentence(sentence, topic);
    found.push(...read.statements);
    topic = read.topic;
    if (found.length >= MAX_STATEMENTS) break;
  }
  return found.slice(0, MAX_STATEMENTS);
}

/** What was spoken of last. */
type Topic = {
  to?: string;
  ours?: boolean /** What the address of the clause before was. */;
  role?: 'from' | 'to';
};

/** Where one clause ends and another begins. */
const BETWEEN =
  /(?<=\S)(?:,\s+|;\s+|:\s+|\s[–—-]\s|[，、：]|\s+(?=(?:but|while|whereas|although|though|however|yet|except|aber|w[äa]hrend|doch|nur|obwohl|au(?:ß|ss)er|mais|tandis|alors|sauf|pero|mientras|aunque|salvo|excepto|mas|enquanto|exceto|ma|mentre|tranne|ale|lecz|podczas|но|а|однако|кроме|maar|terwijl|men|medan)\s)|(?=但|而|可是|ですが|のに|けど))/giu;

/** Who is left out of what was just said of all. */
const EXCEPT = /^(?:except|but not|au(?:ß|ss)er|sauf|salvo|excepto|exceto|tranne|кроме|除)/iu;

function readSentence({ text, line }: Sentence, before: Topic): { statements: Stated[]; topic: Topic } {
  const statements: Stated[] = [];
  let topic = before;
  let earlier: Stated['outcome'] | undefined;
  for (const clause of closed(text).split(BETWEEN)) {
    const roles = rolesIn(clause, ELLIPTIC.test(clause) ? topic.role : undefined);
    const isAside = ON_THE_WAY.test(clause);
    const told = EXCEPT.test(clause) && earlier ? opposite(earlier) : outcomeIn(clause, text);
    const ours = OURS.test(clause) || (roles.to === undefined && topic.ours === true);
    if (told !== undefined) {
      earlier = told;
      const carried = roles.to === undefined && roles.device === undefined && topic.to !== undefined;
      const to = carried && topic.to !== roles.from ? topic.to : roles.to;
      statements.push(
        stated(
          told,
          { ...roles, ...(to === undefined ? {} : { to }) },
          { carried, ours, now: told === 'answers' && BY_NOW.test(clause), text, line },
        ),
      );
    }
    const spoken = roles.to ?? (told === undefined ? roles.from : undefined);
    if (spoken !== undefined && !isAside) topic = { to: spoken, ours };
    const role = roles.from !== undefined ? 'from' : roles.to !== undefined ? 'to' : topic.role;
    if (role !== undefined) topic = { ...topic, role };
    else if (OURS.test(clause)) topic = { ...topic, ours: true };
  }
  return { statements, topic };
}

/** What stands in brackets, or is an address between commas, belongs to its clause. */
function closed(text: string): string {
  return text
    .replace(/,\s((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}),(?=\s)/giu, ' ($1)')
    .replace(/\([^()]{0,200}\)/g, (inside) => inside.replace(/[,;:，、：]|\s[–—-]\s/gu, ' '));
}

function opposite(outcome: Stated['outcome']): Stated['outcome'] {
  return outcome === 'fails' ? 'answers' : 'fails';
}

/** What a clause says became of an attempt; nothing of what was once, or may be. A question asks why something fails. */
function outcomeIn(clause: string, sentence: string): Stated['outcome'] | undefined {
  if (NO_FAILURE.test(clause)) return 'answers';
  const isAsked = /[?？]\s*$/.test(sentence);
  if (FAILS.test(clause)) return NOT_NOW.test(clause) ? undefined : 'fails';
  if (isAsked || NOT_NOW.test(clause) || DENIES.test(clause.replace(NO_TROUBLE, ''))) return undefined;
  return WORKS.test(clause) ? 'answers' : undefined;
}

function stated(
  outcome: Stated['outcome'],
  roles: Roles,
  {
    carried,
    ours,
    now,
    text,
    line,
  }: { carried: boolean; ours: boolean; now: boolean; text: string; line: number },
): Stated {
  return {
    outcome,
    ...roles,
    ...(carried ? { carried: true as const } : {}),
    ...(now ? { now: true as const } : {}),
    ...(ours ? { ours: true as const } : {}),
    text: quoted(text, 200),
    line,
  };
}
