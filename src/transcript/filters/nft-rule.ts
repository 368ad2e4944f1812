import type { FilterField, FilterStep } from '../../analyzer/model/index.ts';
import type { Context } from './nft-context.ts';
import { readKey } from './nft-expression.ts';
import { readMatch } from './nft-match.ts';
import { readVerdict } from './nft-sets.ts';
import { notUnderstood, STATEMENTS } from './nft-statements.ts';
import { readMap, readValue } from './nft-values.ts';
import { nftTokens, TokenReader } from './tokens.ts';

/** Reads one nft rule. What is not understood becomes a match that cannot be told. */
export function readNftRule(text: string, tableFamily: string): { steps: FilterStep[]; comment?: string } {
  const reader = new TokenReader(nftTokens(text));
  const family = tableFamily === 'ip' ? 4 : tableFamily === 'ip6' ? 6 : undefined;
  const steps: FilterStep[] = [];
  let comment: string | undefined;
  while (!reader.done) {
    if (reader.accept('comment')) {
      comment = reader.take();
      continue;
    }
    const context: Context = { reader, start: reader.position, family };
    const step = readStatement(context);
    if (step) steps.push(step);
    if (reader.position === context.start) reader.take();
  }
  return { steps, ...(comment === undefined ? {} : { comment }) };
}

function readStatement(context: Context): FilterStep | undefined {
  const { reader } = context;
  const word = reader.word();
  if (word === undefined) return notUnderstood(context);
  const own = Object.hasOwn(STATEMENTS, word) ? STATEMENTS[word] : undefined;
  if (own && !(word === 'ct' && reader.word(1) !== 'count')) return own(context);
  const fields = readKey(reader);
  return fields ? afterKey(context, fields) : notUnderstood(context);
}

/** A field is compared, led through a map, or set. */
function afterKey({ reader, start }: Context, fields: FilterField[]): FilterStep | undefined {
  const text = () => reader.between(start, reader.position);
  const [field] = fields;
  if (reader.accept('vmap')) {
    const types = fields.map(({ type }) => type);
    return { kind: 'map', fields, lookup: readMap(reader, types, readVerdict), text: text() };
  }
  if (reader.accept('set')) {
    if (field === undefined) return undefined;
    const value = readValue(reader, field.type === 'opaque' ? 'number' : field.type);
    return { kind: 'set', field, value, text: text() };
  }
  return { kind: 'match', condition: readMatch(reader, fields), text: text() };
}
