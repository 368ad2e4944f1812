import { isIP } from 'node:net';
import { LIMITS } from '../../src/slack/limits.ts';
import { type Check, type Known, type Reading, readSentence } from '../../src/slack/sentence/index.ts';
import { INVENTORIES, type Inventory, type InventoryName } from './inventories.ts';
import { type Group, WORDINGS, type Wording } from './wordings.ts';

/** What became of a wording. Only the first two are right. */
type Outcome = 'right triage' | 'right question' | 'wrong triage' | 'wrong question';
export type Scored = {
  kind: string;
  inventory: InventoryName;
  text: string;
  right: readonly string[];
  got: string;
  outcome: Outcome;
};

/** How a wording is read against an inventory. */
export type Reader = (text: string, known: Known) => Reading;

const read: Reader = (text, known) => readSentence(text, known, LIMITS.request);

/** Every wording with what it was read as. */
export function scoreAll(lists: Record<string, Group> = WORDINGS, reader: Reader = read): Scored[] {
  return Object.entries(lists).flatMap(([kind, group]) =>
    (Object.entries(group) as [InventoryName, readonly Wording[]][]).flatMap(([inventory, wordings]) =>
      wordings.map(([text, ...right]) => {
        const reading = reader(text, knownOf(INVENTORIES[inventory]));
        return { kind, inventory, text, right, got: written(reading), outcome: outcomeOf(reading, right) };
      }),
    ),
  );
}

/** An inventory as the reader of sentences takes it. */
function knownOf({ hosts }: Inventory): Known {
  return {
    hosts: Object.entries(hosts).map(([name, { interfaces = {} }]) => ({
      name,
      interfaces: Object.entries(interfaces).map(([each, addresses]) => ({ name: each, addresses })),
    })),
  };
}

function outcomeOf(reading: Reading, right: readonly string[]): Outcome {
  const outcomes = right.map((each) => outcomeFor(reading, each));
  for (const good of ['right triage', 'right question'] as const) if (outcomes.includes(good)) return good;
  return reading.kind === 'certain' ? 'wrong triage' : 'wrong question';
}

function outcomeFor(reading: Reading, right: string): Outcome | undefined {
  if (reading.kind === 'certain') {
    const triage = /^(?:\?|host\?|interface\?|none$|help$|no triage$)/.test(right) ? undefined : right;
    return triage !== undefined && isTriage(reading.check, triage) ? 'right triage' : undefined;
  }
  return isQuestion(reading, right) ? 'right question' : undefined;
}

function isQuestion(reading: Exclude<Reading, { kind: 'certain' }>, right: string): boolean {
  if (right === 'no triage') return true;
  if (right === 'none') return reading.kind === 'hopeless';
  if (right === 'help') return reading.kind === 'help';
  const [, host, from] = /^interface\? (\S+)(?: from (\S+))?$/.exec(right) ?? [];
  if (host !== undefined)
    return reading.kind === 'interface-needed' && reading.host === host && senderOf(reading.flow) === from;
  const [, target] = /^host\? (\S+)$/.exec(right) ?? [];
  if (target !== undefined) return reading.kind === 'host-needed' && reading.target === target;
  const offered = 'checks' in reading ? reading.checks : [];
  return offered.some((check) => isTriage(check, right.replace(/^\? /, '')));
}

/** Host, interface and sender have to be the same; address and port where the list names them. */
function isTriage(check: Check, wanted: string): boolean {
  const [, host, name, rest = ''] = /^(\S+) (\S+)(.*)$/.exec(wanted) ?? [];
  const [, from] = /\bfrom (\S+)/.exec(rest) ?? [];
  const [, to] = /\bto (\S+)/.exec(rest) ?? [];
  const [, protocol, port] = /\b(tcp|udp) (\d+)$/.exec(rest) ?? [];
  return (
    check.host === host &&
    check.interface === name &&
    senderOf(check) === from &&
    (to === undefined || check.to === to) &&
    (port === undefined
      ? check.port === undefined
      : check.port === Number(port) && check.protocol === protocol)
  );
}

function senderOf({ from }: Pick<Check, 'from'>): string | undefined {
  return from?.kind === 'address' ? from.address : from?.host;
}

/** A reading in the words of the list. */
function written(reading: Reading): string {
  switch (reading.kind) {
    case 'certain':
      return writtenCheck(reading.check);
    case 'almost':
      return reading.checks.map((check) => `? ${writtenCheck(check)}`).join(' | ');
    case 'interface-needed':
      return `interface? ${reading.host}${writtenFlow(reading.flow)}`;
    case 'host-needed':
      return `host? ${reading.target}${writtenFlow(reading.flow)} ${reading.checks.map((check) => `? ${writtenCheck(check)}`).join(' | ')}`.trim();
    case 'hopeless':
      return reading.unreadable ? `none (${reading.unreadable.because})` : 'none';
    case 'help':
      return 'help';
  }
}

function writtenCheck(check: Check): string {
  return `${check.host} ${check.interface}${writtenFlow(check)}`;
}

function writtenFlow(flow: Omit<Check, 'host' | 'interface'>): string {
  const from = senderOf(flow);
  const to = flow.to === undefined || isIP(flow.to) === 0 ? '' : ` to ${flow.to}`;
  return `${from === undefined ? '' : ` from ${from}`}${to}${flow.port === undefined ? '' : ` ${flow.protocol} ${flow.port}`}`;
}

const OUTCOMES: readonly Outcome[] = ['right triage', 'right question', 'wrong triage', 'wrong question'];

/** The table by kind, and what falls short of the goals: 95 % of the natural ones right, no wrong triage at all. */
export function summary(scored: readonly Scored[]): { table: string; short: readonly string[] } {
  const kinds = [...new Set(scored.map(({ kind }) => kind))];
  const rows = [...kinds, 'all'].map((kind) => {
    const of = scored.filter((each) => kind === 'all' || each.kind === kind);
    const counts = OUTCOMES.map((outcome) => of.filter((each) => each.outcome === outcome).length);
    const right = (counts[0] ?? 0) + (counts[1] ?? 0);
    return { kind, of: of.length, counts, share: (100 * right) / of.length };
  });
  const lines = [
    ['kind', 'wordings', ...OUTCOMES, 'right'],
    ...rows.map(({ kind, of, counts, share }) => [
      kind,
      String(of),
      ...counts.map(String),
      `${share.toFixed(1)} %`,
    ]),
  ];
  const table = lines
    .map(([first = '', ...rest]) => first.padEnd(10) + rest.map((cell) => cell.padStart(16)).join(''))
    .join('\n');
  const short = rows.flatMap(({ kind, share, counts }) => [
    ...((counts[2] ?? 0) > 0 ? [`${kind}: ${counts[2]} in a wrong triage`] : []),
    ...(kind !== 'all' && share < 95 ? [`${kind}: ${share.toFixed(1)} % right, 95 % are wanted`] : []),
  ]);
  return { table, short };
}
