import { runBounded } from '../bounded-command.ts';
import type { Config } from './schema.ts';

/**
 * Asks `policy.check` about a change, told as JSON on its standard input. Answers why it must not be made, in a clause;
 * undefined where the program has ended with status 0, or none is configured.
 */
export async function askPolicy(
  { policy, directory }: Pick<Config, 'policy' | 'directory'>,
  question: object,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (policy.check.length === 0) return undefined;
  const outcome = await runBounded(policy.check, {
    input: `${JSON.stringify(question)}\n`,
    timeout: policy.timeout,
    directory,
    ...(signal ? { signal } : {}),
  });
  return outcome.kind === 'done' ? undefined : `policy.check ${outcome.because}`;
}
