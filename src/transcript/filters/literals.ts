import {
  type FieldType,
  type FilterDatum,
  type FilterRange,
  formatValue,
  isBits,
  parseAddress,
  parsePrefix,
} from '../../analyzer/model/index.ts';
import { NAMES } from './names.ts';

/** One value as it is written; `undefined` where it is not understood. */
export function readDatum(type: FieldType, text: string): FilterDatum | undefined {
  switch (type) {
    case 'name':
      return text;
    case 'mac':
      return /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase() : undefined;
    case 'route-device':
      return text === 'missing' || text === '0' || text === 'false' ? '' : text;
    case 'ipv4':
      return parseAddress(text)?.family === 4 ? text : undefined;
    case 'ipv6':
      return ipv6Of(text.replace(/^\[(.*)\]$/, '$1'));
    default:
      return text.includes('|') && isBits(type) ? bitsTogether(type, text.split('|')) : numberOf(type, text);
  }
}

function ipv6Of(text: string): string | undefined {
  return parseAddress(text)?.family === 6 ? text : undefined;
}

/** A number, or a name that stands for one. */
function numberOf(type: FieldType, text: string): number | undefined {
  const named = NAMES[type];
  if (named && Object.hasOwn(named, text.toLowerCase())) return named[text.toLowerCase()];
  return /^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) ? Number(text) : undefined;
}

/** The bits that the names (or numbers) stand for; `undefined` where one is not understood. */
export function bitsTogether(type: FieldType, names: readonly string[]): number | undefined {
  let bits = 0;
  for (const name of names) {
    const bit = readDatum(type, name);
    if (typeof bit !== 'number') return undefined;
    bits |= bit;
  }
  return bits >>> 0;
}

/** `10.0.0.0/8`, `22-80`, `eth*`, or one value; `undefined` where it is not understood. */
export function readRange(type: FieldType, text: string): FilterRange | undefined {
  if (text === '*' && type !== 'name') return { prefix: '' };
  if (type === 'name' && text.endsWith('*')) return { prefix: text.slice(0, -1).replace(/\\$/, '') };
  const single = readDatum(type, text);
  if (single !== undefined) return { from: single, to: single };
  if ((type === 'ipv4' || type === 'ipv6') && text.includes('/')) {
    const prefix = parsePrefix(text, type === 'ipv4' ? 4 : 6);
    if (!prefix) return undefined;
    const { family, first, last } = prefix;
    return { from: formatValue(family, first), to: formatValue(family, last) };
  }
  const dash = text.indexOf('-');
  if (dash <= 0) return undefined;
  const from = readDatum(type, text.slice(0, dash));
  const to = readDatum(type, text.slice(dash + 1));
  return from === undefined || to === undefined ? undefined : { from, to };
}
