import { kindOf, type Plan } from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import type { PartsOnHost } from '../triage/index.ts';
import { connectHost } from './connect.ts';
import { runScript } from './script-run.ts';
import { unreachable } from './unreachable.ts';
import type { HostsOptions } from './watch.ts';

/** Seconds that it may take, the journal included. */
const RECHECK_SECONDS = 45;
/** The program looks back no further (seconds). */
const LONGEST = 2_678_400;
/** Characters of one line of a host that are kept. */
const LINE_LIMIT = 300;

/** The port's `recheck`: with the key that changes nothing. */
export async function recheckPlan(
  hosts: HostsOptions,
  host: string,
  triage: string,
  { steps }: Pick<Plan, 'steps'>,
  sinceSeconds: number,
): Promise<PartsOnHost> {
  const since = Math.min(LONGEST, Math.max(1, Math.ceil(sinceSeconds)));
  const words = [
    ...['recheck', triage, String(since)],
    ...steps.flatMap(({ change }) => kindOf(change).wire(change)),
  ];
  const connection = await connectHost(hosts.ssh, host, hosts.resolveAliases(host), { reuse: true });
  try {
    const run = await runScript(connection, words, { host, seconds: RECHECK_SECONDS, during: 'recheck' });
    const parts = readParts(await run.finished);
    if (parts.steps.length === steps.length) return parts;
    throw unreachable('host-program-failed', { at: 'recheck', host });
  } finally {
    connection.close();
  }
}

/** What the frames of `recheck` say. */
export function readParts(transcript: string): PartsOnHost {
  const frames = transcript.split('\n').flatMap((line) => {
    const [, word = '', rest = ''] = /^@@ROUNDTRIP \S+ (\S+) ?(.*)$/.exec(line) ?? [];
    return word === '' ? [] : [{ word, rest: printable(rest.replaceAll('\t', ' '), LINE_LIMIT) }];
  });
  const of = (word: string) => frames.filter((frame) => frame.word === word).map(({ rest }) => rest);
  const instead = of('instead').map(splitFirst);
  const [clock = '', uptime = ''] = of('clock')[0]?.split(' ') ?? [];
  const [undone] = of('record').map(splitFirst);
  return {
    steps: of('step').map((line) => {
      const [number, outcome] = splitFirst(line);
      return {
        standing: outcome === 'there' || outcome === 'gone' ? outcome : 'unseen',
        instead: instead.filter(([of]) => of === number).map(([, shown]) => shown),
      };
    }),
    ...(undone ? { undone: undone[1] } : {}),
    uptime: Number(uptime),
    journal: journalOf(of('journal')[0]),
    traces: of('trace').flatMap((line) => {
      const [at, rest] = splitFirst(line);
      const [, identifier = '', text = ''] = /^([^\s:[]+)(?:\[\d+\])?:? ?(.*)$/.exec(rest) ?? [];
      const secondsAgo = Number(clock) - Number(at);
      return identifier === '' || Number.isNaN(secondsAgo) ? [] : [{ secondsAgo, identifier, text }];
    }),
  };
}

function splitFirst(line: string): [string, string] {
  const [first = '', ...rest] = line.split(' ');
  return [first, rest.join(' ')];
}

function journalOf(word: string | undefined): PartsOnHost['journal'] {
  return word === 'read' || word === 'none' ? word : 'unread';
}
