import { FILTER_FIELDS, type FieldType, type FilterField } from '../../analyzer/model/index.ts';

/** Something that is there and not known: random numbers, raw payload, sockets. */
export const OPAQUE: FilterField = { name: 'opaque', type: 'opaque' };
/** `numgen random mod 10`: by chance, or by how many packets came before. */
export const COUNTED_OUT: FilterField = { name: 'numgen', type: 'opaque' };

function typeOf(group: string, name: string): FieldType | undefined {
  const fields = Object.hasOwn(FILTER_FIELDS, group) ? FILTER_FIELDS[group] : undefined;
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** `ip saddr`, `meta mark`, `ct state` …; what is not known here is opaque. */
export function packetField(group: string, name: string): FilterField {
  const type = typeOf(group, name);
  return type === undefined ? OPAQUE : { name: `${group} ${name}`, type };
}

/** What may be written without `meta` before it. */
export function bareField(name: string): FilterField | undefined {
  const type = typeOf('meta', name);
  return type && { name: `meta ${name}`, type };
}

/** Whether a word begins a field of that name (`ip`, `tcp`, `ct` …). */
export function isFieldGroup(word: string): boolean {
  return Object.hasOwn(FILTER_FIELDS, word);
}

/** `ct original ip daddr`: before translation. Only whether the packet has it is told. */
export function originalField(name: string): FilterField {
  const family = name.startsWith('ip6 ') ? 6 : name.startsWith('ip ') ? 4 : undefined;
  return { name: 'original', type: 'opaque', ...(family === undefined ? {} : { family }) };
}

/** nft's fib expression; flags as listed (`saddr`, `iif`, `mark`). */
export function fibField(flags: readonly string[], result: string): FilterField {
  const of = flags.includes('saddr') ? 'source' : flags.includes('daddr') ? 'destination' : undefined;
  const type = result === 'type' ? 'address-type' : /^oif(name)?$/.test(result) ? 'route-device' : undefined;
  if (of === undefined || type === undefined) return OPAQUE;
  const fib: NonNullable<FilterField['fib']> = { of, mark: flags.includes('mark') };
  if (flags.includes('iif')) fib.device = 'iif';
  else if (flags.includes('oif')) fib.device = 'oif';
  return { name: 'fib', type, fib };
}
