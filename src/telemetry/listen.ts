import type { Logger } from 'pino';
import { type Listening, listen, pathOf, type Reply, refusal } from '../listener.ts';
import { failed } from '../texts/failures/index.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

type Answers = { metrics: Metrics; readiness(): Promise<Readiness> };

/** What is answered, by path. */
const PATHS: Record<string, (answers: Answers) => Promise<Reply>> = {
  /** The process runs and takes turns. What it needs of others is another matter: a restart would not bring that back. */
  '/healthz': async () => ({ status: 200, body: { alive: true } }),
  '/readyz': async ({ readiness }) => {
    const body = await readiness();
    return { status: body.ready ? 200 : 503, body };
  },
  '/metrics': async ({ metrics }) => ({ status: 200, body: await metrics.text() }),
};

/** Listens for whoever asks how the bot is. Throws `health-not-listening`. */
export async function listenForHealth(
  { address, port }: { address: string; port: number },
  answers: Answers,
  log: Logger,
): Promise<Listening> {
  try {
    return await listen({
      ...{ address, port, log, what: 'questions' },
      async answer(request, response) {
        const path = PATHS[pathOf(request)];
        if (!path) return refusal(404, `known here: ${Object.keys(PATHS).join(', ')}`);
        if (request.method === 'GET' || request.method === 'HEAD') return path(answers);
        response.setHeader('allow', 'GET, HEAD');
        return refusal(405, 'asked with GET');
      },
    });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw failed('health-not-listening', { address, port, said }, { cause });
  }
}
