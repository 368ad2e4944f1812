import { allHosts, type Config, hostsNamed, isHostName, resolveHost } from '../../config/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { Delivery, Origin } from '../../triage/index.ts';
import { looksLikeHost, looksLikeName } from '../sentence/index.ts';
import type { Reader } from '../sight.ts';
import { readTyped } from '../typed-text.ts';
import { code } from '../views/text.ts';
import type { ListenerContext } from './context.ts';
import { tellUnknown } from './hidden.ts';
import type { Answer, Question } from './question.ts';

/** Characters of such a question. */
const LONGEST = 400;
const ALL = 'all';

/**
 * The hosts or groups that somebody wants scanned: "scan web", "scan all", or the name of a host alone, also one that a pattern of the
 * inventory takes in. undefined where it is another question; a host that is called `scan` is asked about as ever.
 */
export function scanAsked(text: string, { hosts }: Pick<Config, 'hosts'>): readonly string[] | undefined {
  const typed = readTyped(text.trim(), LONGEST);
  if (typed.kind !== 'words') return undefined;
  const [first = '', ...rest] = typed.words;
  if (first.toLowerCase() === 'scan' && !Object.hasOwn(hosts, first))
    return rest.every((word) => isHostName(word)) ? rest : undefined;
  return rest.length === 0 && isHost(first, hosts) ? [first] : undefined;
}

/** A pattern may take in any word: what can be no name of a host is none. */
function isHost(word: string, hosts: Config['hosts']): boolean {
  if (Object.hasOwn(hosts, word)) return true;
  if (!isHostName(word) || !looksLikeHost(word) || !looksLikeName(word)) return false;
  try {
    return resolveHost({ hosts }, word).name === word;
  } catch {
    return false;
  }
}

/** Records the scan, of those hosts that whoever asks may know of there. What is hidden is answered for like what there is not. */
export async function takeScan(
  context: ListenerContext,
  words: readonly string[],
  { user, channel, threadTs }: Question,
  delivery: Delivery,
  say: SlackTexts,
): Promise<Answer | undefined> {
  const reader = { user, channel };
  const [first] = words;
  if (first === undefined) return { text: say.scan.howTo };
  const asked = await hostsFor(context, words, reader);
  if (asked.unknown !== undefined)
    return { text: tellUnknown(asked.unknown, await context.sight.names(reader), say) };
  if (asked.hosts.length === 0) return { text: `${say.scan.nobody} ${code(words.join(' '), 200)}` };
  const origin: Origin = { kind: 'slack', channel, ...(threadTs === undefined ? {} : { threadTs }) };
  const scan = await context.triages.requestScan(
    { words: words.join(' '), hosts: asked.hosts },
    `slack:${user}`,
    origin,
    {
      ...delivery,
      name: await context.nameOf(user),
      language: await context.speech.languageOf(user),
    },
  );
  context.projector.nudge(scan);
  return undefined;
}

async function hostsFor(
  { config, sight }: ListenerContext,
  words: readonly string[],
  reader: Reader,
): Promise<{ hosts: string[]; unknown?: string }> {
  const hosts = new Set<string>();
  for (const word of words) {
    const named = namedBy(config, word);
    const seen: string[] = [];
    for (const host of named) if (await sight.sees(host, reader)) seen.push(host);
    if (seen.length === 0 && word !== ALL) return { hosts: [], unknown: word };
    for (const host of seen) hosts.add(host);
  }
  return { hosts: [...hosts] };
}

/** Nobody, for what is neither a host nor a group. */
function namedBy(config: Config, word: string): readonly string[] {
  if (word.toLowerCase() === ALL && !Object.hasOwn(config.hosts, word)) return allHosts(config).hosts;
  try {
    return hostsNamed(config, [word]).hosts;
  } catch {
    return [];
  }
}
