import { type Cost, type OpenQuestion, TABLE } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import type { Assumption } from './cause.ts';

/** The assumption that the question has its usual answer, for a claim that needs that one. */
function usually(walk: Walk, question: OpenQuestion): Assumption {
  const usual = usualAnswer(walk, question);
  return usual === 'open'
    ? { question, kind: 'open', otherwise: 'open' }
    : { question, kind: usual, otherwise: usual === 'attributed' ? 'open' : 'unusual' };
}

/** A question of which neither answer is more usual. */
export function undecided(question: OpenQuestion): Assumption {
  return { question, kind: 'open', otherwise: 'open' };
}

/** What the route model's answers rest on: what was not shown and has a default, and what stands under another prompt. */
export function routingRests(walk: Walk, questions = walk.modelled.assumed): Assumption[] {
  return [...questions.map((question) => assumedByModel(walk, question)), ...attributedRests(walk)];
}

/** The model takes for granted only what a listing appears to say, or what every kernel begins with; hints can take that away. */
function assumedByModel(walk: Walk, question: OpenQuestion): Assumption {
  if (question.about === 'rules') return usually(walk, question);
  return { question, kind: 'default', otherwise: 'unusual' };
}

function attributedRests({ asked: { attributed, family } }: Walk): Assumption[] {
  return attributed.flatMap(({ part, keys }): Assumption[] => {
    if (part === 'rules') return [{ question: { about: 'rules', family }, ...ATTRIBUTED }];
    if (part !== 'routes') return [];
    return keys.map((table) => ({ question: { about: 'routes', family, table }, ...ATTRIBUTED }));
  });
}

/** The settings among these that stand under another host's prompt. */
export function attributedSettings({ asked: { attributed } }: Walk, wanted: readonly string[]): Assumption[] {
  const keys = attributed.flatMap((one) => (one.part === 'sysctls' ? one.keys : []));
  const shared = wanted.filter((key) => keys.includes(key));
  return shared.length === 0 ? [] : [{ question: { about: 'sysctl', keys: shared }, ...ATTRIBUTED }];
}

const ATTRIBUTED = { kind: 'attributed', otherwise: 'open' } as const;

function usualAnswer(walk: Walk, question: OpenQuestion): Exclude<Cost, 'none' | 'unusual'> {
  switch (question.about) {
    case 'rules':
      return hasHintOfRules(walk, question.family) ? 'open' : 'default';
    case 'routes':
      return question.table === TABLE.default || question.table === TABLE.local ? 'default' : 'open';
    case 'vrf':
    case 'link':
    case 'hook-programs':
    case 'ipsec':
    case 'filter':
    case 'neighbour':
    case 'addresses':
    case 'arrival':
      return 'default';
    default:
      return 'open';
  }
}

const KERNEL_TABLES = new Set<string>(['0', ...Object.values(TABLE)]);

/** A table of one's own, a VRF, a mark or a VPN shows that somebody set policy routing up: the rules then have no default. */
function hasHintOfRules({ modelled: { state, passage } }: Walk, family: 4 | 6): boolean {
  return (
    (state.routes[family] ?? []).some(({ table }) => !KERNEL_TABLES.has(table)) ||
    (state.links ?? []).some(({ kind }) => kind === 'vrf' || kind === 'wireguard') ||
    Object.keys(state.tableNames ?? {}).some((name) => !KERNEL_NAMES.has(name)) ||
    passage.mark !== undefined ||
    passage.replyMark !== undefined
  );
}

const KERNEL_NAMES = new Set(['unspec', 'default', 'main', 'local']);
