/** True, false, or undefined where an expression, or what is known of a packet, does not tell. */
export type Known = boolean | undefined;

/** Values that pcap-filter(7) has names for. */
const SYMBOLS: Readonly<Record<string, number>> = {
  'icmp-echoreply': 0,
  'icmp-echo': 8,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
};

/** Whether a field fits `& MASK|MASK == VALUE`; parentheses are left out of the words. */
export function compared(field: number | undefined, words: readonly string[]): Known {
  const at = words.findIndex((word) => COMPARISONS.has(word));
  const operator = words[at];
  if (field === undefined || operator === undefined) return undefined;
  const mask = at > 0 ? (words[0] === '&' ? sumOf(words.slice(1, at)) : undefined) : ALL;
  const wanted = sumOf(words.slice(at + 1));
  if (mask === undefined || wanted === undefined) return undefined;
  return ((field & mask) === wanted) === (operator !== '!=');
}

const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', '!=']);
const ALL = 0xffff;

/** `tcp-syn|tcp-ack`. */
function sumOf(words: readonly string[]): number | undefined {
  const values = words.filter((word) => word !== '|').map(numberOf);
  if (values.length === 0) return undefined;
  return values.reduce((all, one) => (all === undefined || one === undefined ? undefined : all | one), 0);
}

function numberOf(word: string): number | undefined {
  if (word in SYMBOLS) return SYMBOLS[word];
  return /^(?:0x[0-9a-f]{1,4}|\d{1,5})$/i.test(word) ? Number(word) : undefined;
}
