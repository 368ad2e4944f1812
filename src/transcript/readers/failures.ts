import { quoted } from '../forms/text.ts';
import { isFailure } from '../recognise.ts';

/** The lines of an output without those that tell of a failure, and what these say. */
export function withoutFailures(lines: readonly string[]): { lines: string[]; failures: string[] } {
  const kept: string[] = [];
  const failures: string[] = [];
  for (const line of lines) {
    if (isFailure(line)) failures.push(quoted(line));
    else kept.push(line);
  }
  return { lines: kept, failures };
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
