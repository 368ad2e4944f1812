import { isHostName } from '../config/index.ts';
import type { LastLooks } from './last-looks.ts';
import { type Known, looksLikeName } from './sentence/index.ts';
import type { Reader, Sight } from './sight.ts';

type Sources = { sight: Sight; looks: LastLooks; isWithheld(host: string): boolean };

/** Names that are looked up among the patterns of the inventory, of one question. */
const MOST_WORDS = 60;

/**
 * What a reader's words are held against: the hosts that they may ask about, those that a pattern of the inventory takes in
 * among them where the text names one, and what earlier looks showed of each.
 */
export async function knownTo(sources: Sources, text: string, reader: Reader): Promise<Known> {
  const { sight, looks } = sources;
  const [listed] = await Promise.all([sight.names(reader), looks.ready()]);
  const names = new Set(listed);
  const words = new Set(text.match(/[A-Za-z0-9][A-Za-z0-9._-]*/g) ?? []);
  for (const word of [...words].slice(0, MOST_WORDS)) {
    const name = word.replace(/[.-]+$/, '');
    if (!names.has(name) && isHostName(name) && looksLikeName(name) && (await sight.sees(name, reader)))
      names.add(name);
  }
  const hosts = [...names];
  return {
    hosts: hosts.map((name) => ({
      name,
      interfaces: sources.isWithheld(name) ? [] : looks.interfacesOf(name),
    })),
    senders: hosts.flatMap((name) => sight.probersOf(name) ?? []),
  };
}
