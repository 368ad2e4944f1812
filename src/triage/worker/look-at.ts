import { type Diagnosed, type Flow, globalAddressesOf } from '../../analyzer/model/index.ts';
import type { Hosts, Watched } from '../ports.ts';
import { type Asked, analyzeWatched, flowOf, hasProber, watchOf } from './looking.ts';
import type { WorkerParts } from './parts.ts';

type LookParts = Pick<WorkerParts, 'hosts' | 'analyze' | 'settings'>;
type LookOptions = NonNullable<Parameters<Hosts['watch']>[1]> & {
  /** Instead of what the question and the configuration say. */
  seconds?: number | undefined;
};

/**
 * Looks at the asked interface, and then at each of the others that are to be repaired in the same change: one after the
 * other, so that the host's counters tell of one probe at a time. Where nobody sends a probe, one look at the host's state
 * is for all of them.
 */
export async function lookAt(
  parts: LookParts,
  asked: Asked,
  { seconds, ...options }: LookOptions,
): Promise<{ diagnosis: Diagnosed; watched: Watched }> {
  const probing = hasProber(asked);
  const watched = await parts.hosts.watch(watchOf(asked, parts.settings, seconds), options);
  const alone = analyzeWatched(parts.analyze, asked, watched, probing);
  const names = othersOf(asked, alone);
  if (names.length === 0) return { diagnosis: alone, watched };
  const transcripts = [...watched.transcripts];
  const alongside: NonNullable<Parameters<typeof analyzeWatched>[4]> = [];
  for (const name of names) {
    options.onProgress?.({ key: 'progress.looking-at', device: name });
    const other = askedAbout(asked, name, addressOf(watched, name, alone.flow));
    if (!probing) {
      const { to } = other.request;
      const { from } = alone.flow;
      const flow = flowOf(other, {
        observation: watched.observation,
        ...(to === undefined ? {} : { to }),
        ...(from === undefined ? {} : { from }),
      });
      alongside.push({ flow, observation: watched.observation, probeExpected: false });
      continue;
    }
    const { signal, onProgress } = options;
    const seen = await parts.hosts.watch(watchOf(other, parts.settings), {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    transcripts.push(...seen.transcripts);
    alongside.push({
      flow: flowOf(other, seen),
      observation: seen.observation,
      probeExpected: true,
      ...(seen.peer ? { peer: seen.peer } : {}),
    });
  }
  const diagnosis = analyzeWatched(parts.analyze, asked, watched, probing, alongside);
  return { diagnosis, watched: { ...watched, transcripts } };
}

/** The same question about another interface of the host. */
export function askedAbout({ request }: Asked, device: string, to: string | undefined): Asked {
  const { to: _to, gateway: _gateway, also: _also, ...rest } = request;
  return { request: { ...rest, interface: device, ...(to === undefined ? {} : { to }) } };
}

function othersOf({ request }: Asked, { alsoAffected }: Diagnosed): readonly string[] {
  const { also } = request;
  if (also === undefined) return [];
  const named = also === 'affected' ? alsoAffected : also;
  return [...new Set(named)].filter((name) => name !== request.interface);
}

/** The address that is asked there: the first of the asked flow's family. */
function addressOf({ observation }: Watched, device: string, asked: Flow): string | undefined {
  const family = asked.to.includes(':') ? 6 : 4;
  return globalAddressesOf(observation.state, device, family)[0]?.local;
}
