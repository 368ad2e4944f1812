import { leaveOutSecrets } from '../without-secrets.ts';

/** Parts of a plan that are run or compared as they are: what they hold was worked out, and never copied from an output. */
const EXACT = new Set(['steps', 'files', 'restsOn', 'hash']);

/** A value without the secrets in its texts, however deep they stand, and what kinds of them there were. */
export function redacted<Value>(value: Value): { value: Value; leftOut: string[] } {
  const kinds = new Set<string>();
  const kept = redact(value, kinds, false) as Value;
  return { value: kept, leftOut: [...kinds].sort() };
}

function redact(value: unknown, kinds: Set<string>, inPlan: boolean): unknown {
  if (typeof value === 'string') {
    const { text, kinds: found } = leaveOutSecrets(value);
    for (const kind of found) kinds.add(kind);
    return text;
  }
  if (Array.isArray(value)) return value.map((each) => redact(each, kinds, inPlan));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      inPlan && EXACT.has(name) ? inner : redact(inner, kinds, name === 'plan'),
    ]),
  );
}
