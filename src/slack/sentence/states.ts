import { type Item, isName, isOneOf } from './items.ts';
import {
  ASKING_JAPANESE,
  BAD_JAPANESE,
  FINE_JAPANESE,
  NOT_BAD_JAPANESE,
  TURNS_JAPANESE,
} from './japanese.ts';
import { BAD, DETERMINERS, FINE, NEGATIONS, REACH } from './vocabulary.ts';

/** What a sentence says of a name: it does not work, it does, it is not the one that is meant, or nothing. */
export type State = 'bad' | 'fine' | 'not-meant' | 'unsaid';

/** Part of a sentence, from `start` up to and without `end`. */
type Range = { start: number; end: number };

const TURNS = new Set('but while whereas however though although yet except aber mais pero'.split(' '));
const QUESTIONS = new Set(
  'is are does do did has have can could anyone anybody someone somebody would will'.split(' '),
);
/** "but it does from server-c". */
const IT = new Set('it this that they'.split(' '));
const PREPOSITIONS = new Set('on over via through in to the'.split(' '));

/** The states of the items of a sentence: of an interface, and of a host in a clause without any. */
export function statesOf(items: readonly Item[]): readonly State[] {
  const states: State[] = items.map(() => 'unsaid');
  let fineBefore = false;
  for (const clause of clausesOf(items)) {
    const interfaces = indexesIn(items, clause).filter((at) => isInterface(items[at]));
    const whole = stateOf(items, clause);
    if (interfaces.length <= 1) {
      for (const at of indexesIn(items, clause)) states[at] = whole;
      const [only] = interfaces;
      if (only !== undefined && isNegated(items, only))
        states[only] = fineBefore
          ? 'bad'
          : whole === 'bad' && hasOwnVerb(items, clause, only)
            ? 'bad'
            : 'not-meant';
    } else nameByName(items, clause, interfaces, states, fineBefore);
    if (whole === 'bad' && !indexesIn(items, clause).some((at) => isName(items[at])))
      takeBack(items, clause, states);
    fineBefore ||= indexesIn(items, clause).some((at) => states[at] === 'fine') || whole === 'fine';
  }
  for (const [at, item] of items.entries()) {
    if (item.kind === 'word' && item.text === 'ja:not') denyBefore(items, at, states);
  }
  return states;
}

/** "eth0じゃなくて", "server-bのeth0ではなく": neither the name nor whose it is. */
function denyBefore(items: readonly Item[], at: number, states: State[]): void {
  for (let before = at - 1; isName(items[before]) || isOneOf(items[before], OF); before -= 1)
    states[before] = 'not-meant';
}

const OF = new Set(['ja:no', "'s"]);

/** "wg0: handshake ok, but no ping": the name that worked in the clause before does not. */
function takeBack(items: readonly Item[], { start }: Range, states: State[]): void {
  for (let at = start - 1; at >= 0; at -= 1) {
    if (!isInterface(items[at])) continue;
    if (states[at] === 'fine') states[at] = 'bad';
    return;
  }
}

/** "eth0 works eth1 doesn't": what follows a name is said of it, else what stands before the first one, or of those after it. */
function nameByName(
  items: readonly Item[],
  clause: Range,
  interfaces: readonly number[],
  states: State[],
  fineBefore: boolean,
): void {
  const before = stateOf(items, { start: clause.start, end: interfaces[0] ?? clause.end });
  let later: State = 'unsaid';
  let fine = fineBefore || before === 'fine';
  const own = interfaces.map((at, index) => {
    const next = interfaces[index + 1];
    return stateOf(items, {
      start: at + 1,
      end: next === undefined ? clause.end : beforeNegation(items, next),
    });
  });
  for (const [index, at] of [...interfaces.entries()].toReversed()) {
    later = own[index] === 'unsaid' ? later : (own[index] as State);
    states[at] = later;
  }
  for (const [index, at] of interfaces.entries()) {
    if (own[index] === 'unsaid' && before !== 'unsaid') states[at] = before;
    if (isNegated(items, at)) states[at] = fine ? 'bad' : 'not-meant';
    fine ||= states[at] === 'fine';
  }
}

function beforeNegation(items: readonly Item[], at: number): number {
  return isNegated(items, at) ? negationBefore(items, at) : at;
}

/** "not eth0, eth1": the word before the name, prepositions aside. */
function isNegated(items: readonly Item[], at: number): boolean {
  return isOneOf(items[negationBefore(items, at)], new Set(['not', 'nicht', 'nor']));
}

function negationBefore(items: readonly Item[], at: number): number {
  let before = at - 1;
  while (isOneOf(items[before], PREPOSITIONS) || isOneOf(items[before], DETERMINERS)) before -= 1;
  return before;
}

/** "it is not eth1 that is dead" says more than "not eth1". */
function hasOwnVerb(items: readonly Item[], clause: Range, at: number): boolean {
  return stateOf(items, { start: at + 1, end: clause.end }) === 'bad';
}

function isInterface(item: Item | undefined): boolean {
  return item?.kind === 'interface' || item?.kind === 'vlan' || item?.kind === 'nth';
}

function indexesIn(items: readonly Item[], { start, end }: Range): number[] {
  return items.map((_item, at) => at).slice(start, end);
}

/** Ends at punctuation, and where something else begins to be said. */
function clausesOf(items: readonly Item[]): Range[] {
  const clauses: Range[] = [];
  let start = 0;
  const end = (at: number) => {
    if (at > start) clauses.push({ start, end: at });
    start = at;
  };
  for (const [at, item] of items.entries()) {
    if (item.kind === 'stop' && !isAside(items, at)) end(at + 1);
    else if (item.kind === 'word' && TURNS.has(item.text)) end(at);
    else if (item.kind === 'cjk' && (TURNS_JAPANESE.test(item.text) || saysState(item.text))) end(at + 1);
  }
  end(items.length);
  return clauses;
}

/** A bracket or a comma around a single name ends nothing: "eth1 (172.16.5.4) is dead". */
function isAside(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (item?.kind !== 'stop' || item.strong) return false;
  const [before, after] = [items[at - 1], items[at + 1]];
  return (
    (isName(before) && after?.kind === 'address') ||
    (before?.kind === 'address' && items[at - 2]?.kind === 'stop')
  );
}

function saysState(text: string): boolean {
  return BAD_JAPANESE.test(text) || FINE_JAPANESE.test(text);
}

/** What the words of a range say by themselves. */
function stateOf(items: readonly Item[], { start, end }: Range): State {
  let negated = false;
  let bad = false;
  let fine = false;
  let can = false;
  const range = items.slice(start, end);
  const [first] = range;
  const asks = range.some((item) => item.kind === 'stop' && item.question) || isOneOf(first, QUESTIONS);
  let does = false;
  for (const [index, item] of range.entries()) {
    const before = range[index - 1];
    if (item.kind === 'cjk') {
      const others = item.text.replace(NOT_BAD_JAPANESE, '');
      if (BAD_JAPANESE.test(others)) bad = true;
      else if (ASKING_JAPANESE.test(item.text)) continue;
      else if (others !== item.text || FINE_JAPANESE.test(item.text)) fine = true;
    }
    if (item.kind !== 'word') continue;
    if (/^ng$/.test(item.text)) bad = true;
    else if (NEGATIONS.has(item.text)) negated = true;
    else if ((item.text === 'does' || item.text === 'can') && isOneOf(before, IT)) does = true;
    else if (item.text === 'can' || item.text === 'could') can = !negated && item !== first;
    else if (can && REACH.has(item.text)) fine = true;
    else if (FINE.has(item.text)) {
      if (negated) bad = true;
      else if (!asks) fine = true;
    } else if (BAD.has(item.text)) {
      if (negated) fine = true;
      else bad = true;
      negated = false;
    }
  }
  if (negated && !(fine && !bad)) bad = true;
  if (bad) return 'bad';
  return fine || does ? 'fine' : 'unsaid';
}
