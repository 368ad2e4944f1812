// Checks what `roundtrip audit export` printed, with Node's standard library alone (docs/audit.md says what of).
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const USAGE =
  'node check-audit-export.mjs EXPORT.jsonl [--key AUDIT.pub, oldest first] … [--anchor AUDIT.anchor]';
process.on('uncaughtException', ({ message }) => fail('not checked', message, 2));
const [key, anchor, help] = [{ type: 'string', multiple: true }, { type: 'string' }, { type: 'boolean' }];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { key, anchor, help } });
if (values.help) process.exit(console.log(USAGE));
const NO_KEY = 'not a key in PEM; make it with: openssl pkey -in audit.key -pubout -out audit.pub';
const texts = values.key?.map((file) => ({ file, pem: readFileSync(file, 'utf8') }));
const keys = texts?.map(({ file, pem }) => readAs(() => createPublicKey(pem), file, NO_KEY, 2));

/** Which key from `turn` on signed those lines: once a later one has, those before it do not count. */
function signer(lines, signature, turn) {
  const [text, signed] = [Buffer.from(lines.join('\n')), Buffer.from(String(signature), 'base64')];
  return keys.findIndex((key, index) => index >= turn && verify(null, text, key, signed));
}
function fail(where, problem, status = 1) {
  console.error(`${where}: ${problem}`);
  process.exit(status);
}
function readAs(read, where, otherwise, status) {
  try {
    return Object(read());
  } catch {
    return fail(where, otherwise, status);
  }
}

let [anchored, signedFrom] = [0, Infinity];
/** The hashes of the signed heads by position; what is no whole line at the end was cut short by a crash. */
function readHeads(file) {
  const heads = new Map();
  let turn = 0;
  if (keys === undefined) fail(file, 'heads prove nothing without the key: name it with --key');
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '' || (!line.endsWith('}') && '{"schema":"roundtrip.head/'.startsWith(line.slice(0, 26))))
      continue;
    const where = `${file}, line ${index + 1}`;
    const head = readAs(() => JSON.parse(line), where, 'not a signed head');
    const from = head.schema === 'roundtrip.head/1' ? [] : [head.signedFrom];
    turn = signer([head.schema, head.position, head.hash, head.at, ...from], head.signature, turn);
    if (turn < 0) fail(where, 'not signed by that key');
    if ((heads.get(head.position) ?? head.hash) !== head.hash) fail(where, 'not what an earlier line signs');
    heads.set(head.position, head.hash);
    [anchored, signedFrom] = [Math.max(anchored, head.position), Math.min(signedFrom, ...from)];
  }
  return heads;
}
const heads = values.anchor === undefined ? undefined : readHeads(values.anchor);
const [file] = positionals;
if (positionals.length !== 1) fail('name the one file that the export was written to', USAGE, 2);
let [position, hash, signed, turn, settled, newest] = [0, '0'.repeat(64), 0, 0, 0];
// By triage: its last sequence, and events that were pruned, which each need a later one that says so.
const [sequences, bare] = [new Map(), new Map()];
for await (const line of createInterface({ input: createReadStream(file) })) {
  const where = `position ${position + 1}`;
  const link = readAs(() => JSON.parse(line), where, 'not an event');
  if (link.position !== position + 1) fail(where, `an event is missing: this line has ${link.position}`);
  if (link.previousHash !== hash) fail(where, 'it does not carry the hash of the event before it');
  const parts = [link.previousHash, link.position, link.triage, link.sequence, link.at, link.text];
  const before = bare.get(link.triage) ?? [];
  if (link.text === '') bare.set(link.triage, [...before, link.position]);
  else if (createHash('sha256').update(parts.join('\n')).digest('hex') !== link.hash)
    fail(where, 'its content does not match its hash');
  else if (!isDeepStrictEqual(link.event, JSON.parse(link.text)))
    fail(where, 'its event is not what its text says');
  else if (link.event.kind === 'pruned' && link.event.events === before.length) bare.delete(link.triage);
  if (link.sequence !== (sequences.get(link.triage) ?? 0) + 1) fail(where, `out of order in ${link.triage}`);
  if (link.signature === undefined && (signed > 0 || link.position >= signedFrom))
    fail(where, 'it is not signed, though those before it are');
  if (link.signature !== undefined && keys !== undefined) {
    turn = signer(['roundtrip.event/1', link.position, link.hash], link.signature, turn);
    if (turn < 0) fail(where, 'it is not signed by that key');
    signed += 1;
  }
  if ((heads?.get(link.position) ?? link.hash) !== link.hash)
    fail(where, 'it is not the event that the anchor signs');
  heads?.delete(link.position);
  sequences.set(link.triage, link.sequence);
  ({ position, hash } = link);
  newest = link.at;
  // A head is signed within seconds of its event.
  if (Date.parse(newest) < Date.now() - 10_000) settled = position;
}
for (const [first] of bare.values())
  fail(`position ${first}`, 'its content is gone, and no event says that it was pruned');
if (heads?.size)
  fail(`position ${position + 1}`, `the export ends, and the anchor signs ${[...heads.keys()].join(', ')}`);
if (heads && anchored < settled)
  fail(values.anchor, `it reaches to event ${anchored}, and the export to ${position}`);
console.log(
  `${position} events, the last of ${newest ?? 'never'}; ${keys ? `${signed} signatures` : 'no key: signatures not'} checked; ${anchored > 0 ? 'anchored' : 'consistent, unanchored'}.`,
);
