import type { FilterMapValue, FilterStep, FilterTranslation } from '../../analyzer/model/index.ts';
import type { Context } from './nft-context.ts';
import { readKey } from './nft-expression.ts';
import { readMap } from './nft-values.ts';
import type { TokenReader } from './tokens.ts';
import { portOf, readTarget } from './translation.ts';

/** `snat ip to 10.0.0.1:80 random`, `dnat to tcp dport map @m`, `redirect to :80`, `masquerade to :1-9`. */
export function translation(context: Context): FilterStep {
  const { reader, start } = context;
  const word = reader.take();
  const named = reader.accept('ip', 'ip6');
  while (reader.accept('prefix', 'addr', '.', 'port'));
  const family = named === 'ip6' ? 6 : named === 'ip' ? 4 : context.family;
  const to = reader.accept('to') !== undefined;
  const side = word === 'snat' || word === 'masquerade' ? 'source' : 'destination';
  const key = to ? readKey(reader) : undefined;
  const target = to && !key ? targetText(reader) : undefined;
  const leads: FilterTranslation = key ? mapped(reader, key, family) : translationTo(word, target, family);
  while (reader.accept('random', 'fully-random', 'persistent', ','));
  // `dnat ip to …` in a table of both families lets the other one pass (nft_nat).
  const only = key || (named && context.family === undefined) ? family : undefined;
  return {
    kind: 'translate',
    side,
    to: leads,
    ...(only === undefined ? {} : { family: only }),
    text: reader.between(start, reader.position),
  };
}

function translationTo(
  word: string,
  target: string | undefined,
  family: 4 | 6 | undefined,
): FilterTranslation {
  if (word === 'redirect' || word === 'masquerade') {
    const port = target?.replace(/^:/, '');
    return { kind: word, ...(port === undefined ? {} : { port: portOf(port) }) };
  }
  return readTarget(target ?? '', family);
}

function mapped(
  reader: TokenReader,
  fields: NonNullable<ReturnType<typeof readKey>>,
  family: 4 | 6 | undefined,
): FilterTranslation {
  if (!reader.accept('map')) return { kind: 'map', fields };
  const types = fields.map(({ type }) => type);
  return { kind: 'map', fields, lookup: readMap(reader, types, (inner) => targetData(inner, family)) };
}

/** A map's target as data: an address, a port, or both. */
function targetData(reader: TokenReader, family: 4 | 6 | undefined): FilterMapValue {
  const { address, port } = readTarget(targetText(reader), family);
  const six = family === 6 || (address?.value?.includes(':') ?? false);
  const one = (value: string | number | undefined) =>
    value === undefined ? {} : { range: { from: value, to: value } };
  return {
    kind: 'data',
    parts: [
      ...(address ? [{ type: six ? 'ipv6' : 'ipv4', ...one(address.value) } as const] : []),
      ...(port ? [{ type: 'port', ...one(port.value) } as const] : []),
    ],
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
