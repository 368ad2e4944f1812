import { type Item, isEndpoint, isName, isOneOf } from './items.ts';
import { ANSWERING_JAPANESE, REPLY_JAPANESE } from './japanese.ts';
import {
  ANSWER,
  AUXILIARY,
  BETWEEN_NAMES,
  DETERMINERS,
  FROM,
  MOVES,
  PASSIVE,
  REACH,
  REPLY,
  SENT_THINGS,
  TOWARDS,
  UNREACHABLE,
} from './vocabulary.ts';

/** What a name is to the packet: it sends it, it is asked about, or neither is said. */
export type Role = 'sender' | 'target' | 'unsaid';

/** The role of each host and address of a sentence; `unsaid` for all else. */
export function rolesOf(items: readonly Item[]): readonly Role[] {
  return items.map((item, at) => (isEndpoint(item) ? roleOf(items, at) : 'unsaid'));
}

function roleOf(items: readonly Item[], at: number): Role {
  return byPreposition(items, at) ?? byParticle(items, at) ?? byVerb(items, at) ?? 'unsaid';
}

/** "from server-a", "to server-b", "→ server-b", "no reply from server-b", "unreachable for server-a". */
function byPreposition(items: readonly Item[], at: number): Role | undefined {
  const before = wordBefore(items, at);
  const word = items[before];
  const behind = afterName(items, at);
  if (items[behind]?.kind === 'arrow' && isEndpointSoon(items, behind + 1)) return 'sender';
  if (word?.kind === 'arrow') return 'target';
  if (isOneOf(word, FROM)) return roleAfterFrom(items, before, at);
  if (isOneOf(word, new Set(['by', 'for', 'per', 'to'])) && saysBefore(items, before, UNREACHABLE, 5))
    return 'sender';
  if (isOneOf(word, new Set(['between']))) return 'unsaid';
  // "replies to server-a but not to server-c"
  const also = isOneOf(items[before - 1], new Set(['not', 'and', 'or', 'nor']));
  if (also && isOneOf(word, TOWARDS) && saysBefore(items, before, ANSWER, 8)) return 'sender';
  if (isOneOf(word, TOWARDS))
    return saysBefore(items, before, ANSWER, 2) &&
      !saysBefore(items, before, new Set(['ping', 'no', 'get', 'gets']), 3)
      ? 'sender'
      : 'target';
  if (isOneOf(items[at + 1], new Set(["'s"])) && isOneOf(items[at + 2], SENT_THINGS)) return 'sender';
  // "server-a to server-b": whatever stands before "to" sends.
  const to = isOneOf(items[behind], new Set(['to'])) && isEndpointSoon(items, behind + 1);
  if (to && !(items[behind + 1]?.kind === 'address' && isTargetOfItsOwn(items, at))) return 'sender';
  return undefined;
}

/** "no answer from eth1 on server-b": what comes back comes from whom one asks about, where nobody else is named. */
function roleAfterFrom(items: readonly Item[], from: number, at: number): Role {
  const before = items[from - 1];
  if (isOneOf(before, MOVES)) return 'unsaid';
  if (isOneOf(before, SENT_THINGS) && !saysBefore(items, from, NONE, 2)) return 'sender';
  const reply = placeBefore(items, from, REPLY, 3);
  if (isOneOf(before, REACH) && !isOneOf(before, SENT_THINGS)) return 'sender';
  if (
    (reply < 0 || isAnswering(items, reply)) &&
    !(isOneOf(before, SENT_THINGS) && saysBefore(items, from, NONE, 2))
  )
    return 'sender';
  return items.some((item, index) => isEndpoint(item) && index !== at) ? 'unsaid' : 'target';
}

const NONE = new Set(['no', 'any', 'without', 'zero', 'return', 'reply', 'response']);

/** A host with its interface directly behind it. */
function isTargetOfItsOwn(items: readonly Item[], at: number): boolean {
  return (
    items[at + 1]?.kind === 'interface' ||
    (items[at + 1]?.kind === 'word' && items[at + 2]?.kind === 'interface')
  );
}

/** Japanese says the role behind the name. */
function byParticle(items: readonly Item[], at: number): Role | undefined {
  let behind = afterName(items, at);
  if (isParticle(items[behind], 'ja:side')) behind += 1;
  const [particle, next] = [items[behind], skipParticles(items, behind)];
  if (isParticle(particle, 'ja:from')) {
    if (isAnsweredTo(items, behind)) return 'target';
    // "server-bから応答がない": who does not reply.
    return next?.kind === 'cjk' && REPLY_JAPANESE.test(next.text) ? 'target' : 'sender';
  }
  if (isParticle(particle, 'ja:to'))
    return next?.kind === 'cjk' && ANSWERING_JAPANESE.test(next.text) ? 'sender' : 'target';
  // "server-aがserver-bのeth1に届かない": the subject of a sentence that names where to.
  if (isParticle(particle, 'ja:subject') && !hasInterface(items, at)) {
    const later = items.findIndex((item, index) => index > behind && isEndpoint(item));
    const to = later < 0 ? undefined : items[afterName(items, later)];
    if (isParticle(to, 'ja:to') || isParticle(to, 'ja:object')) return 'sender';
  }
  return undefined;
}

/** "server-bからserver-aに返事がない": what leaves the first is the reply to the second. */
function isAnsweredTo(items: readonly Item[], from: number): boolean {
  const next = items.findIndex((item, index) => index > from && isEndpoint(item));
  const behind = next < 0 ? next : afterName(items, next);
  const said = behind < 0 ? undefined : skipParticles(items, behind);
  return isParticle(items[behind], 'ja:to') && said?.kind === 'cjk' && ANSWERING_JAPANESE.test(said.text);
}

function isParticle(item: Item | undefined, particle: string): boolean {
  return item?.kind === 'word' && item.text === particle;
}

function skipParticles(items: readonly Item[], at: number): Item | undefined {
  let next = at;
  while (items[next]?.kind === 'word' && (items[next] as { text: string }).text.startsWith('ja:')) next += 1;
  return items[next];
}

/** "server-a can't reach …", "… can't reach server-b", "… ignores server-a". */
function byVerb(items: readonly Item[], at: number): Role | undefined {
  const before = wordBefore(items, at);
  if (isOneOf(items[before], ANSWER) && isNameBefore(items, before)) return 'sender';
  if (isOneOf(items[before], REACH)) return 'target';
  return isActive(items, afterName(items, at)) ? 'sender' : undefined;
}

const AS_VERB = new Set(
  "does doesn't doesnt do don't dont did didn't didnt will won't wont would wouldn't can can't cannot cant could couldn't couldnt not never".split(
    ' ',
  ),
);

/** "does not answer" answers; in "gets no answer" the answer is what somebody gets. */
function isAnswering(items: readonly Item[], at: number): boolean {
  if (!isOneOf(items[at], ANSWER)) return false;
  let before = at - 1;
  while (
    isName(items[before]) ||
    isOneOf(items[before], BETWEEN_NAMES) ||
    isOneOf(items[before], DETERMINERS)
  )
    before -= 1;
  return isOneOf(items[before], AS_VERB);
}

const SEES = new Set(['see', 'sees', 'seeing']);

/** Whether a verb of reaching follows its subject, with something after it that is reached. */
function isActive(items: readonly Item[], from: number): boolean {
  for (let at = from; at < items.length; at += 1) {
    const item = items[at];
    if (isOneOf(item, PASSIVE)) return false;
    // "server-b sees the requests of server-a": it does not send them.
    if (isOneOf(item, SEES) && items.slice(at + 1, at + 4).some((each) => isOneOf(each, SENT_THINGS)))
      return false;
    if (isOneOf(item, REACH)) return hasObject(items, at + 1);
    if (isOneOf(item, REPLY))
      return items[from - 1]?.kind !== 'interface' && !isAnswering(items, at) && leadsFrom(items, at + 1);
    if (!isOneOf(item, AUXILIARY))
      return isOneOf(item, TOWARDS) && at > from && isEndpointSoon(items, at + 1);
  }
  return false;
}

const BY_WAY_OF = new Set(['on', 'over', 'via', 'through', 'using', 'its']);

/** "reach server-b", "reach eth1 on server-b", "see eth0 of …"; not "reached from". */
function hasObject(items: readonly Item[], from: number): boolean {
  for (let at = from; at < Math.min(items.length, from + 7); at += 1) {
    const item = items[at];
    if (isName(item) && !(item?.kind === 'interface' && isOneOf(items[wordBefore(items, at)], BY_WAY_OF)))
      return true;
    if (isOneOf(item, FROM) && !saysBefore(items, at, REPLY, 2)) return false;
    if (item?.kind === 'stop' && item.strong) return false;
  }
  return false;
}

function leadsFrom(items: readonly Item[], from: number): boolean {
  return items
    .slice(from, from + 3)
    .some((item, index) => isOneOf(item, FROM) && isEndpointSoon(items, from + index + 1));
}

/** "host server-a", "the jump box": the word that says something, before the name. */
function wordBefore(items: readonly Item[], at: number): number {
  let before = at - 1;
  while (isOneOf(items[before], DETERMINERS) || isInterfaceOf(items, before)) before -= 1;
  return before;
}

/** "from eth0 on server-a": the interface belongs to the name. */
function isInterfaceOf(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (item?.kind === 'interface') return true;
  return isOneOf(item, new Set(['on', 'of', 'at', 'in', '@'])) && items[at - 1]?.kind === 'interface';
}

/** Where the sentence goes on after a name and its own interface. */
function afterName(items: readonly Item[], at: number): number {
  let next = at + 1;
  for (;;) {
    const item = items[next];
    const owns =
      isOneOf(item, new Set(["'s", 'ja:no', 'interface', 'iface', 'nic'])) && isName(items[next + 1]);
    const noun = isOneOf(item, new Set(['host', 'server', 'box', 'machine', 'node', 'vm', 'itself']));
    if (owns || noun || item?.kind === 'interface' || isStopBeforeArrow(items, next)) next += 1;
    else return next;
  }
}

function isStopBeforeArrow(items: readonly Item[], at: number): boolean {
  return items[at]?.kind === 'stop' && items[at + 1]?.kind === 'arrow';
}

function hasInterface(items: readonly Item[], at: number): boolean {
  return items.slice(at + 1, afterName(items, at)).some((item) => item.kind === 'interface');
}

function isEndpointSoon(items: readonly Item[], from: number): boolean {
  let at = from;
  while (
    isOneOf(items[at], DETERMINERS) ||
    items[at]?.kind === 'interface' ||
    isOneOf(items[at], new Set(['on', 'of']))
  )
    at += 1;
  return isEndpoint(items[at]);
}

function saysBefore(items: readonly Item[], at: number, words: ReadonlySet<string>, within: number): boolean {
  return placeBefore(items, at, words, within) >= 0;
}

/** Where one of the words stands, at most so many items before, within the same part of the sentence; -1 where none does. */
function placeBefore(items: readonly Item[], at: number, words: ReadonlySet<string>, within: number): number {
  for (let before = at - 1, left = within; before >= 0 && left > 0; before -= 1, left -= 1) {
    const item = items[before];
    if (item?.kind === 'stop') return -1;
    if (isOneOf(item, words)) return before;
  }
  return -1;
}

function isNameBefore(items: readonly Item[], at: number): boolean {
  return items.slice(0, at).some((item) => isName(item));
}
