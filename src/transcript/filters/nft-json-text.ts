/** nft's JSON (libnftables-json(5)) written as the text that nft prints, so that one compiler reads both. */

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const BINARY = ['&', '|', '^', '<<', '>>'];

/** A statement or an expression as text; what is not known becomes a word that no compiler knows. */
export function asNftText(value: unknown): string {
  if (typeof value === 'string')
    return /^[\w@.:/*+-]+$/.test(value) && !/^\d+-/.test(value) ? quoteName(value) : `"${value}"`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'exists' : 'missing';
  if (Array.isArray(value)) return value.map(asNftText).join(',');
  if (!isObject(value)) return '?';
  const [entry] = Object.entries(value);
  return entry ? objectText(entry[0], entry[1]) : '?';
}

/** Names of devices with a wildcard are quoted in nft's text. */
function quoteName(text: string): string {
  return text.endsWith('*') ? `"${text}"` : text;
}

function objectText(kind: string, body: unknown): string {
  const fields = isObject(body) ? body : {};
  const list = Array.isArray(body) ? body : [];
  if (BINARY.includes(kind)) return list.map((part) => operandText(part)).join(` ${kind} `);
  const write = Object.hasOwn(WRITERS, kind) ? WRITERS[kind] : undefined;
  return write ? write(fields, list, body) : `unknown-${kind.replaceAll(/\W/g, '-')}`;
}

function operandText(part: unknown): string {
  return Array.isArray(part) ? `(${part.map(asNftText).join(' | ')})` : asNftText(part);
}

type Writer = (fields: Json, list: unknown[], body: unknown) => string;

const plain =
  (word: string): Writer =>
  () =>
    word;
const target =
  (word: string): Writer =>
  (fields) =>
    `${word} ${String(fields['target'])}`;

function matchText(fields: Json): string {
  const operator = String(fields['op'] ?? '==');
  const { left, right } = fields;
  const sign = operator === 'in' || (operator === '==' && !needsEquals(left, right)) ? '' : `${operator} `;
  return `${asNftText(left)} ${sign}${asNftText(right)}`;
}

/** Masked values and flags compare otherwise with `==` than without it; everywhere else nft's text leaves it out. */
function needsEquals(left: unknown, right: unknown): boolean {
  const oneOf = isObject(right) && !Object.hasOwn(right, '|');
  if (oneOf || (typeof right === 'string' && right.startsWith('@')) || !isObject(left)) return false;
  const { payload } = left;
  const flags = isObject(payload) && payload['field'] === 'flags';
  return flags || BINARY.some((operator) => Object.hasOwn(left, operator));
}

function translationText(word: string): Writer {
  return (fields) => {
    const family = typeof fields['family'] === 'string' ? ` ${fields['family']}` : '';
    const { addr, port } = fields;
    if (addr === undefined && port === undefined) return word;
    const address = addr === undefined ? '' : asNftText(addr);
    const bracketed = port !== undefined && address.includes(':') ? `[${address}]` : address;
    return `${word}${family} to ${bracketed}${port === undefined ? '' : `:${asNftText(port)}`}`;
  };
}

const WRITERS: Record<string, Writer> = {
  match: matchText,
  payload: ({ protocol, field, base }) =>
    base === undefined ? `${String(protocol)} ${String(field)}` : 'unknown-payload',
  meta: ({ key }) => `meta ${String(key)}`,
  ct: ({ key, dir }) => (dir === undefined ? `ct ${String(key)}` : `ct ${String(dir)} ${String(key)}`),
  fib: ({ flags, result }) => `fib ${[flags].flat().map(String).join(' . ')} ${String(result)}`,
  numgen: () => 'numgen random mod 0',
  jhash: () => 'jhash key mod 0',
  symhash: () => 'symhash',
  socket: ({ key }) => `socket ${String(key)}`,
  rt: ({ key }) => `rt ${String(key)}`,
  osf: () => 'osf name',
  exthdr: ({ name }) => `exthdr ${String(name)}`,
  'tcp option': ({ name, field }) => `tcp option ${String(name)} ${String(field ?? '')}`,
  'ip option': ({ name, field }) => `ip option ${String(name)} ${String(field ?? '')}`,
  concat: (_fields, list) => list.map(asNftText).join(' . '),
  prefix: ({ addr, len }) => `${String(addr)}/${String(len)}`,
  range: (_fields, list) => list.map((part) => asNftText(part).replaceAll('"', '')).join('-'),
  set: (fields, _list, body) =>
    fields['op'] === undefined ? `{ ${[body].flat().map(elementText).join(', ')} }` : setStatement(fields),
  map: (fields) =>
    fields['op'] === undefined
      ? `${asNftText(fields['key'])} map ${asNftText(fields['data'])}`
      : setStatement(fields),
  vmap: ({ key, data }) => `${asNftText(key)} vmap ${asNftText(data)}`,
  elem: (fields) => elementText({ elem: fields }),
  accept: plain('accept'),
  drop: plain('drop'),
  continue: plain('continue'),
  return: plain('return'),
  jump: target('jump'),
  goto: target('goto'),
  counter: plain('counter'),
  log: ({ prefix }) => (typeof prefix === 'string' ? `log prefix "${prefix.replaceAll('"', "'")}"` : 'log'),
  limit: ({ rate, per, inv }) =>
    rate === undefined
      ? 'limit name x'
      : `limit rate ${inv === true ? 'over ' : ''}${String(rate)}/${String(per)}`,
  quota: plain('quota over 0 bytes'),
  'ct count': plain('ct count over 0'),
  'ct helper': plain('ct helper set x'),
  'ct timeout': plain('ct timeout set x'),
  'ct expectation': plain('ct expectation set x'),
  last: plain('last'),
  meter: plain('meter x { }'),
  mangle: ({ key, value }) => `${asNftText(key)} set ${asNftText(value)}`,
  notrack: plain('notrack'),
  reject: ({ type, expr }) =>
    type === undefined
      ? 'reject'
      : type === 'tcp reset'
        ? 'reject with tcp reset'
        : `reject with ${String(type)} ${asNftText(expr)}`,
  queue: plain('queue'),
  tproxy: plain('tproxy to x'),
  synproxy: plain('synproxy'),
  fwd: plain('fwd to x'),
  dup: plain('dup to x'),
  flow: ({ flowtable }) => `flow add ${String(flowtable)}`,
  secmark: plain('meta secmark set x'),
  snat: translationText('snat'),
  dnat: translationText('dnat'),
  redirect: translationText('redirect'),
  masquerade: translationText('masquerade'),
  xt: ({ type, name }) => `xt ${String(type)} ${String(name)}`,
};

/** `{"set": {"op": "add", "elem": …, "set": "@dyn", "stmt": […]}}` */
function setStatement({ op, elem, key, set, map, stmt }: Json): string {
  const statements = Array.isArray(stmt) ? ` ${stmt.map(asNftText).join(' ')}` : '';
  return `${String(op)} ${String(set ?? map)} { ${asNftText(elem ?? key)}${statements} }`;
}

/** An element of a set, `[key, value]` of a map, with what hangs on it. */
export function elementText(element: unknown): string {
  if (Array.isArray(element) && element.length === 2)
    return `${elementText(element[0])} : ${asNftText(element[1])}`;
  if (isObject(element) && isObject(element['elem'])) {
    const { val, limit, quota } = element['elem'];
    const condition = limit !== undefined ? ' limit rate' : quota !== undefined ? ' quota' : '';
    return `${asNftText(val)}${condition}`;
  }
  return asNftText(element);
}
