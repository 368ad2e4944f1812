import { quoted } from '../forms/text.ts';
import { isFailure } from '../recognise.ts';

/** The lines of an output without those that tell of a failure, and what these say. */
export function withoutFailures(lines: readonly string[]): { lines: string[]; failures: string[] } {
  const kept: string[] = [];
  const failures: string[] = [];
  for (const line of lines) {
    if (isNoise(line)) continue;
    const bracket = /^\s*\[\s*(?=[A-Z])/.exec(line);
    if (bracket && isFailure(line.slice(bracket[0].length))) {
      // iproute2 opens its JSON before the kernel refuses.
      kept.push('[');
      failures.push(quoted(line.slice(bracket[0].length)));
    } else if (isFailure(line)) failures.push(quoted(line));
    else kept.push(line);
  }
  return { lines: kept, failures };
}

/** What sudo, shells and terminals say beside an output that is there all the same. */
function isNoise(line: string): boolean {
  return /^(?:sudo: unable to resolve host|sudo: setrlimit|\[sudo\] password for|Dump terminated|Warning: Permanently added|\^C)/.test(
    line.trim().slice(0, 200),
  );
}

/** Whether nothing was printed. */
export function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === '');
}

/** Whether the output is JSON. */
export function isJson(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return first.startsWith('[') || first.startsWith('{');
}
