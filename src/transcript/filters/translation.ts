import { type FilterTranslation, parseAddress } from '../../analyzer/model/index.ts';

type To = Extract<FilterTranslation, { kind: 'to' }>;

/**
 * `10.0.0.1`, `10.0.0.1:80`, `[fe80::1]:80`, `:80`, ranges (whose choice is not known). Without a family (a table of both) the
 * text tells.
 */
export function readTarget(text: string, family: 4 | 6 | undefined): To {
  const six = family === 6 || (family === undefined && /^\[|:[^:]*:/.test(text));
  const found = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? (six ? SIX : FOUR).exec(text);
  const address = found?.[1] ?? '';
  const port = found?.[2] ?? '';
  if (six && /^:\d+(-\d+)?$/.test(text)) return { kind: 'to', port: portOf(text.slice(1)) };
  return {
    kind: 'to',
    ...(address === '' ? {} : { address: single(address, six ? 6 : 4) }),
    ...(port === '' ? {} : { port: portOf(port) }),
  };
}

const FOUR = /^([^:]*)(?::(.*))?$/;
const SIX = /^(.+)()$/;

function single(text: string, family: 4 | 6): { value?: string } {
  const [from = '', to] = text.replaceAll(/[[\]]/g, '').split('-');
  const one = to === undefined || to === from;
  return one && parseAddress(from)?.family === family ? { value: from } : {};
}

/** A port, where it is one alone. */
export function portOf(text: string): { value?: number } {
  const [from, to] = text.split('/')[0]?.split('-') ?? [];
  const one = /^\d{1,5}$/.test(from ?? '') && (to === undefined || to === from);
  return one ? { value: Number(from) } : {};
}
