import { languageOf } from '../../texts/index.ts';
import { changesBetween, foldScan, type ScanState, type StoredEvent } from '../../triage/index.ts';
import { isWithheldOf } from '../evidence.ts';
import { everybodyIn } from '../sight.ts';
import { changeMessages, type ScanShown, scanMessages } from '../views/scan.ts';
import { Board, type BoardSources } from './board.ts';
import { LASTS, lasting } from './button-life.ts';
import type { AroundSources } from './look-around.ts';

type ScanSources = BoardSources & Pick<AroundSources, 'config' | 'sight'>;

/** Brings the messages of a scan up to date; undefined where the events are of something else. */
export async function projectScan(
  sources: ScanSources,
  events: readonly StoredEvent[],
  signal: AbortSignal,
): Promise<Pick<Board, 'sent' | 'later'> | undefined> {
  const state = foldScan(events);
  if (!state) return undefined;
  if (state.origin.kind !== 'slack') return { sent: false, later: undefined };
  const { language, ...config } = sources.config;
  const shown: ScanShown = {
    language: languageOf(language === 'asker' ? state.language : language),
    isWithheld: (host) => isWithheldOf(config, host),
  };
  const messages = state.schedule ? await scheduled(sources, state, shown) : scanMessages(state, shown);
  const subject = { state, uses: () => 0, until: () => lasting(LASTS) };
  const board = await Board.open(sources, subject, signal);
  for (const message of messages) await board.show(message);
  const { sent, later } = board;
  return { sent, later };
}

/** Nobody asked: what only some may know of is not told to a channel. */
function isForChannel({ sight }: ScanSources, { origin }: ScanState, host: string): Promise<boolean> {
  return origin.kind === 'slack' ? sight.sees(host, everybodyIn(origin.channel)) : Promise.resolve(false);
}

/** Nothing is told of a scheduled scan until it is done, and then only what has changed. */
async function scheduled(sources: ScanSources, state: ScanState, shown: ScanShown) {
  if (!state.ended) return [];
  const before = state.schedule?.before;
  const earlier = before === undefined ? undefined : foldScan(await sources.events.read(before));
  const changes = changesBetween(earlier?.results ?? [], state.results);
  const seen = await Promise.all(changes.map(({ host }) => isForChannel(sources, state, host)));
  return changeMessages(
    state,
    changes.filter((_change, index) => seen[index]),
    shown,
  );
}
