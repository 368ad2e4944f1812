import type { Postings, TriageId } from '../../triage/index.ts';
import { createCache } from '../cache.ts';
import type { Permalinks } from '../permalinks.ts';
import type { Glance } from './glance.ts';

/** Where the threads of triages are found. */
export type ThreadLinks = {
  /** Undefined where there is none that this person can read. Never throws. */
  of(glance: Glance, user: string): Promise<string | undefined>;
};

const KEPT = 3_600_000;

/** Looks a thread up once it stands. */
export function createThreadLinks(postings: Pick<Postings, 'find'>, permalinks: Permalinks): ThreadLinks {
  const links = createCache(KEPT, async (triage: TriageId) => {
    const card = await postings.find(triage, 'card');
    const address = card && card.ts !== '' ? await permalinks.of(card.channel, card.ts) : undefined;
    // What failed is not kept.
    if (card === undefined || address === undefined) throw new Error('it stands nowhere yet');
    return { address, channel: card.channel };
  });
  return {
    async of({ id, origin, requestedBy }, user) {
      if (origin.kind !== 'slack') return undefined;
      const found = await links.get(id).catch(() => undefined);
      const isDirect = found?.channel.startsWith('D') === true;
      return isDirect && requestedBy !== `slack:${user}` ? undefined : found?.address;
    },
  };
}
