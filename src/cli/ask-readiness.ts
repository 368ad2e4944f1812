import { z } from 'zod';
import { loadConfig } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import { NEEDED, type Readiness, type Standing } from '../telemetry/index.ts';
import { failureIn } from '../texts/failures/index.ts';
import { problem } from './problem.ts';
import { language, say, speakAs } from './speech.ts';

/** The bot answers within three seconds, whatever hangs. */
const WITHIN = 5_000;

/** Addresses that stand for all of a machine's, and the one at which it reaches itself. */
const OWN: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const Told = z.looseObject({
  ready: z.boolean(),
  checks: z.record(z.enum(NEEDED), z.looseObject({ ok: z.boolean() })),
});

/**
 * Asks the bot of this configuration, or the one at that port of this machine. Throws `health-not-configured` (exit status 2) and
 * `bot-not-answering` (3).
 */
export async function askReadiness(asked: {
  configFile: string | undefined;
  port: number | undefined;
}): Promise<Readiness> {
  const url = `http://${placeOf(asked)}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN) }).catch((cause: unknown) => {
    throw problem('bot-not-answering', say().ready.noBot({ url, said: reasonOf(cause) }), {
      exitStatus: EXIT.unreachable,
      cause,
    });
  });
  const told = Told.safeParse(await answer.json().catch(() => undefined));
  if (told.success) return told.data as Readiness;
  throw problem('bot-not-answering', say().ready.notABot({ url }), { exitStatus: EXIT.unreachable });
}

function placeOf({
  configFile,
  port: named,
}: {
  configFile: string | undefined;
  port: number | undefined;
}): string {
  if (named !== undefined) return `127.0.0.1:${named}`;
  const { health, language } = loadConfig({ file: configFile });
  speakAs(language);
  if (health.port === undefined) throw problem('health-not-configured', say().ready.notConfigured());
  const address = OWN[health.address] ?? health.address;
  return `${address.includes(':') ? `[${address}]` : address}:${health.port}`;
}

/** One line for each thing that is needed. */
export function linesOf({ checks }: Readiness): string[] {
  return NEEDED.map((needed) => {
    const standing = checks[needed];
    return `${standing.ok ? '✓' : '✗'} ${say().ready.names[needed]}: ${wordsOf(standing)}`;
  });
}

function wordsOf(standing: Standing): string {
  const { ready } = say();
  if (standing.ok) return ready.there;
  switch (standing.because) {
    case 'not-yet':
      return ready.notYet;
    case 'ending':
      return ready.ending;
    case 'no-answer':
      return ready.noAnswer({ said: printable(standing.said, 300) });
    case 'not-recorded': {
      const { message, nextStep } = failureIn(language(), standing);
      return printable(`${message} ${nextStep}`, 500);
    }
    case 'not-connected':
      return ready.notConnected(standing);
    case 'behind':
      return ready.behind(standing);
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message : reasonOf(cause.cause);
}
