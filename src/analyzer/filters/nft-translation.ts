import { readAll } from './conditions.ts';
import type { Context } from './nft-context.ts';
import { type Key, readKey } from './nft-expression.ts';
import { readMap } from './nft-values.ts';
import type { Step, Verdict } from './steps.ts';
import type { TokenReader } from './tokens.ts';
import { masquerade, readTarget, redirect, translate } from './translation.ts';

/** `snat ip to 10.0.0.1:80 random`, `dnat to tcp dport map @m`, `redirect to :80`, `masquerade to :1-9`. */
export function translation(context: Context): Step {
  const { reader, start } = context;
  const word = reader.take();
  const named = reader.accept('ip', 'ip6');
  while (reader.accept('prefix', 'addr', '.', 'port'));
  const family = named === 'ip6' ? 6 : named === 'ip' ? 4 : context.family;
  const to = reader.accept('to') !== undefined;
  const side = word === 'snat' || word === 'masquerade' ? 'source' : 'destination';
  const key = to ? readKey(reader) : undefined;
  const target = to && !key ? targetText(reader) : undefined;
  const step: Step = key
    ? translationByMap(context, key, side, family)
    : onlyFor(
        named && context.family === undefined ? family : undefined,
        translationTo(word, side, target, family),
      );
  while (reader.accept('random', 'fully-random', 'persistent', ','));
  return step.kind === 'choose' ? { ...step, text: reader.between(start, reader.position) } : step;
}

/** `dnat ip to …` in a table of both families lets the other one pass (nft_nat). */
function onlyFor(family: 4 | 6 | undefined, verdict: Verdict): Step {
  if (family === undefined) return { kind: 'verdict', verdict };
  return {
    kind: 'choose',
    text: '',
    choose: (flight) => ({ verdicts: flight.family === family ? [verdict] : [], sure: true }),
  };
}

type Side = 'source' | 'destination';

function translationTo(
  word: string,
  side: Side,
  target: string | undefined,
  family: 4 | 6 | undefined,
): Verdict {
  if (word === 'redirect') return redirect(target?.replace(/^:/, ''));
  if (word === 'masquerade') return masquerade(target?.replace(/^:/, ''));
  return translate(side, (flight) => readTarget(target ?? '', family ?? flight.family));
}

function translationByMap({ reader, sets }: Context, key: Key, side: Side, family: 4 | 6 | undefined): Step {
  const lookup = reader.accept('map')
    ? readMap(
        reader,
        key.fields.map(({ type }) => type),
        sets,
        targetText,
      )
    : undefined;
  return {
    kind: 'choose',
    text: '',
    choose(flight) {
      const values = readAll(key.fields, flight);
      if (values === null || (family ?? flight.family) !== flight.family) return { verdicts: [], sure: true };
      const { found, sure } = lookup?.find(values) ?? { found: [{ value: '?' }], sure: false };
      const verdicts = found.map(({ value }) =>
        translate(side, () => readTarget(value, family ?? flight.family)),
      );
      return { verdicts, sure };
    },
  };
}

/** `10.0.0.1:80`; older versions write `10.0.0.1 : 80`, maps `10.0.0.1 . 80`, ranges may have spaces. */
function targetText(reader: TokenReader): string {
  let text = reader.take();
  while (/^[:-]/.test(reader.word() ?? '') || (/[:-]$/.test(text) && !reader.done)) text += reader.take();
  if (reader.accept('.'))
    text = text.includes(':') ? `[${text}]:${reader.take()}` : `${text}:${reader.take()}`;
  return text;
}
