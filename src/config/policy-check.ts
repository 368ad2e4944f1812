import { runBounded } from '../bounded-command.ts';
import type { FailedRun } from '../texts/failures/index.ts';
import type { Config } from './schema.ts';

/**
 * Asks `policy.check` about a change, given as JSON on its standard input. Answers how it refused;
 * undefined where the program has ended with status 0, or none is configured.
 */
export async function askPolicy(
  { policy, directory }: Pick<Config, 'policy' | 'directory'>,
  question: object,
  signal?: AbortSignal,
): Promise<FailedRun | undefined> {
  if (policy.check.length === 0) return undefined;
  const outcome = await runBounded(policy.check, {
    input: `${JSON.stringify(question)}\n`,
    timeout: policy.timeout,
    directory,
    ...(signal ? { signal } : {}),
  });
  return outcome.kind === 'done' ? undefined : outcome.run;
}
