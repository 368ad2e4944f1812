import { askedAbout, pairsOf } from './asked-about.ts';
import { portOfService, takeFlow } from './flow-of.ts';
import { createHostNames, type HostNames } from './host-names.ts';
import type { Item } from './items.ts';
import { readPlain } from './plain-text.ts';
import type { Check, Known, Reading } from './reading.ts';
import { recognize } from './recognize.ts';
import { flowsFor } from './senders.ts';
import { isMutual, isOrder, isSettled, looksLikeCommand } from './suspicion.ts';
import { isStray, type Targets, targetsIn } from './targets.ts';
import { tokensOf } from './tokens.ts';
import { askFor, MOST } from './what-is-missing.ts';

/**
 * What somebody asks for in their own words: names of the inventory and of interfaces are found wherever they stand. A
 * reading is `certain` only where nothing in the text speaks for another one.
 */
export function readSentence(text: string, known: Known, limit: number): Reading {
  const plain = readPlain(text, limit);
  if (plain.kind === 'unreadable') {
    const { kind: _kind, ...unreadable } = plain;
    return { kind: 'hopeless', unreadable };
  }
  if (text.trim() === '' || asksForHelp(plain.text)) return { kind: 'help' };
  const names = createHostNames(known);
  const { flow, rest, wrong } = takeFlow(recognize(tokensOf(plain.text), names));
  const targets = targetsIn(rest, names);
  const doubtful =
    wrong || looksLikeCommand(plain.text) || isOrder(targets.items) || hasOddity(targets.items);
  return decide(targets, withService(flow, targets), names, doubtful);
}

function asksForHelp(text: string): boolean {
  const words = text.trim();
  return (
    /^(?:(?:--)?(?:help|hilfe|usage)|-h|\?)[\s?!.]*$/i.test(words) ||
    /^(?:ヘルプ|使い方)|\bhow (?:do|can|to|does)\b.*\b(?:use|work with) (?:this|you|it|roundtrip)\b/iu.test(
      words,
    )
  );
}

function hasOddity(items: readonly Item[]): boolean {
  return items.some(({ kind }) => kind === 'odd');
}

type Taken = ReturnType<typeof takeFlow>['flow'];

/** "can't ssh to server-b eth1" is about port 22, unless that works. */
function withService(flow: Taken, { items, mentioned }: Targets): Taken {
  const port =
    flow.port === undefined && mentioned.every(({ state }) => state !== 'fine')
      ? portOfService(items)
      : undefined;
  return port === undefined ? flow : { ...flow, protocol: 'tcp', port };
}

function decide(targets: Targets, taken: Taken, names: HostNames, doubtful: boolean): Reading {
  const { parties } = targets;
  const all = parties.filter(({ role }) => role === 'sender');
  // "from server-a, but it does from server-c"
  const failing = all.filter(({ state }) => state !== 'fine');
  const everybody =
    all.length > 1 && parties.every((party) => party.role === 'sender' && party.joined.length > 0);
  const mutual = isMutual(targets.items) || everybody;
  const senders = mutual ? [] : failing.length > 0 ? failing : all;
  const asked = askedAbout(targets, senders, mutual);
  const pairs = pairsOf(asked, names);
  const flows = flowsFor(targets, taken, senders, pairs, mutual);
  if (pairs.length === 0) return askFor(targets, asked, flows.list[0] ?? taken, names);
  const checks = distinct(
    pairs.flatMap(({ host, name, address }) =>
      flows.list
        .filter(({ from }) => from?.kind !== 'host' || from.host !== host)
        .map((flow) => ({
          host,
          interface: name,
          ...flow,
          ...(address === undefined ? {} : { to: address }),
        })),
    ),
  );
  const [only] = checks;
  const sure =
    !doubtful &&
    !mutual &&
    !flows.doubtful &&
    checks.length === 1 &&
    pairs.every((pair) => pair.sure) &&
    targets.stranger === undefined &&
    !parties.some(isStray) &&
    !saysAllIsWell(targets);
  if (!only) return { kind: 'hopeless' };
  if (sure) return { kind: 'certain', check: only };
  const unknown =
    targets.stranger ?? parties.find((party) => party.unknown !== undefined && !party.sure)?.unknown;
  return {
    kind: 'almost',
    checks: [only, ...checks.slice(1, MOST)],
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** "eth1 works again": said, not asked. */
function saysAllIsWell({ mentioned, items }: Targets): boolean {
  const states = mentioned.map(({ state }) => state);
  if (states.includes('bad')) return false;
  return states.includes('fine') || states.includes('not-meant') || isSettled(items);
}

function distinct(checks: readonly Check[]): Check[] {
  const seen = new Map(checks.map((check) => [JSON.stringify(check), check]));
  return [...seen.values()];
}
