import { type Command, keyOf, type OpenQuestion, tableName } from '../model/index.ts';
import type { Walk } from '../walk.ts';
import type { Candidate } from './candidates.ts';
import type { Verdict } from './index.ts';
import { differing, hangingOn } from './rank.ts';

/** A command that a person can run, read-only, and which open questions its output answers. */
type OutputKind = {
  command(walk: Walk, questions: readonly OpenQuestion[]): Command;
  answers(question: OpenQuestion, walk: Walk): boolean;
  /** Where it is run. */
  on: 'host' | 'sender';
  /** It is worth it from so many questions on. */
  least?: number;
};

/** Kinds of output by what they answer, the cheapest first. A ping of one's own address passes by `lo`, so it is run elsewhere. */
const OUTPUT_KINDS: readonly OutputKind[] = [
  {
    command: ({ flow }) => ['tcpdump', '-eni', 'any', 'host', flow.to],
    answers: ({ about }) => about === 'arrival' || about === 'departure',
    on: 'host',
  },
  {
    // The kernel's own answer stands for its rules, routes and settings at once.
    command: ({ flow, ingress, family }) =>
      ip(family, 'route', 'get', flow.to, 'from', flow.from ?? 'SENDER', 'iif', ingress),
    answers: (question, { flow, family }) =>
      family === 4 &&
      flow.from !== undefined &&
      (question.about === 'rules' || question.about === 'routes' || isReversePath(question)),
    on: 'host',
    least: 2,
  },
  {
    command: (_, questions) => [
      'sysctl',
      ...new Set(questions.flatMap((one) => (one.about === 'sysctl' ? one.keys : []))),
    ],
    answers: ({ about }) => about === 'sysctl',
    on: 'host',
  },
  {
    command: ({ family }) => ip(family, 'rule'),
    answers: ({ about }) => about === 'rules',
    on: 'host',
  },
  {
    command({ family }, questions) {
      const tables = questions.flatMap((one) => (one.about === 'routes' ? [one.table] : []));
      const [only, ...others] = new Set(tables.map((table) => tableName(table)));
      return ip(family, 'route', 'show', 'table', only !== undefined && others.length === 0 ? only : 'all');
    },
    answers: ({ about }) => about === 'routes',
    on: 'host',
  },
  {
    command: (_, questions) => {
      const [first] = questions.flatMap((one) => (one.about === 'addresses' ? [one.device] : []));
      return ['ip', 'addr', 'show', ...(first === undefined ? [] : [first])];
    },
    answers: ({ about }) => about === 'addresses',
    on: 'host',
  },
  {
    command: () => ['ip', '-d', 'link'],
    answers: ({ about }) => about === 'link' || about === 'vrf',
    on: 'host',
  },
  {
    command: ({ flow }) => ['ss', flow.protocol === 'udp' ? '-lunp' : '-ltnp'],
    answers: ({ about }) => about === 'sockets',
    on: 'host',
  },
  {
    command: ({ flow, family }) => ['tcpdump', '-eni', flow.interface, family === 4 ? 'arp' : 'icmp6'],
    answers: ({ about }) => about === 'neighbour',
    on: 'host',
  },
  { command: () => ['nft', 'list', 'ruleset'], answers: ({ about }) => about === 'filter', on: 'host' },
  {
    command: (_, questions) => {
      const [first] = questions.flatMap((one) => (one.about === 'hook-programs' ? [one.device] : []));
      return ['tc', 'filter', 'show', 'dev', first ?? 'IFACE', 'ingress'];
    },
    answers: ({ about }) => about === 'hook-programs',
    on: 'host',
  },
  { command: () => ['ip', 'xfrm', 'policy'], answers: ({ about }) => about === 'ipsec', on: 'host' },
  {
    command: ({ flow, family }) => [
      'ping',
      '-M',
      'do',
      '-c',
      '3',
      '-s',
      family === 6 ? '1452' : '1472',
      flow.to,
    ],
    answers: ({ about }) => about === 'large-packets',
    on: 'sender',
  },
  {
    command: (walk) => attempt(walk),
    answers: ({ about }) => about === 'return' || about === 'sender' || about === 'who-asks',
    on: 'sender',
  },
];

/** The one command that tells most of what the leaders differ in, and where it is run; undefined where nothing is left to settle. */
export function whatSettles(walk: Walk, verdict: Verdict): { command: Command; on: string } | undefined {
  if (verdict.certainty === 'proven') return undefined;
  const { flow } = walk;
  if (flow.to === '') return { command: ['ip', 'addr', 'show', flow.interface], on: walk.host };
  const questions = openQuestions(walk, verdict);
  const hanging = hangingOn(tellingLeaders(verdict));
  let best: { kind: OutputKind; answered: OpenQuestion[]; weight: number } | undefined;
  for (const kind of OUTPUT_KINDS) {
    const answered = questions.filter((question) => kind.answers(question, walk));
    if (answered.length < (kind.least ?? 1)) continue;
    const weight = answered.reduce((sum, question) => sum + weightOf(walk, question, hanging), 0);
    if (weight > (best?.weight ?? 0)) best = { kind, answered, weight };
  }
  if (!best) return lastResort(walk, verdict);
  const on = best.kind.on === 'host' ? walk.host : senderName(walk);
  return { command: best.kind.command(walk, best.answered), on };
}

/** What more leaders hang on weighs more. Whether packets arrive is the first question only where one is known to be missing. */
function weightOf(
  { answerMissed }: Walk,
  question: OpenQuestion,
  hanging: (question: OpenQuestion) => number,
): number {
  if (question.about === 'arrival' && !answerMissed) return 1;
  return Math.max(1, hanging(question));
}

function isReversePath(question: OpenQuestion): boolean {
  return question.about === 'sysctl' && question.keys.every((key) => key.endsWith('.rp_filter'));
}

/** The leaders that something shown speaks for; all of them where nothing does. */
function tellingLeaders({ ranking: { leaders, candidates } }: Verdict): readonly Candidate[] {
  const telling = leaders.filter(({ claim }) => !claim.bare);
  if (telling.length > 0) return telling;
  return leaders.length > 1 ? leaders : candidates.slice(0, 4);
}

/** What the leaders differ in; of a likely verdict, what it takes for granted. */
function openQuestions(walk: Walk, verdict: Verdict): OpenQuestion[] {
  const { decided } = verdict.ranking;
  const all = decided
    ? [...decided.assumes.map(({ question }) => question).filter(isNotArrival), ...arrivalOf(walk)]
    : differing(tellingLeaders(verdict));
  const distinct = [...new Map(all.map((question) => [keyOf(question), question])).values()];
  // Where nothing is seen of the flow yet, a packet decides more than any listing.
  return decided ? distinct.filter(({ about }) => about !== 'filter' || distinct.length === 1) : distinct;
}

/** Whether it arrives is settled by sending, or watching, whichever is missing: `arrivalOf` says which. */
function isNotArrival({ about }: OpenQuestion): boolean {
  return about !== 'arrival';
}

function arrivalOf({ arrived, seen, flow, probeExpected, refused, answerArrived }: Walk): OpenQuestion[] {
  if (arrived || answerArrived || seen.requests.length > 0 || refused !== undefined) return [];
  return probeExpected && !seen.listening
    ? [{ about: 'arrival', device: flow.interface }]
    : [{ about: 'return' }];
}

/** Nothing shown is left open, and still it is not settled: the packet itself is watched, or sent. */
function lastResort(walk: Walk, { cause }: Verdict): { command: Command; on: string } {
  if (cause === 'mtu-blackhole') return { command: ['tracepath', '-n', walk.flow.to], on: senderName(walk) };
  if (walk.seen.requests.length > 0 && !walk.answerLeft)
    return { command: ['tc', 'filter', 'show', 'dev', walk.ingress, 'ingress'], on: walk.host };
  return { command: attempt(walk), on: senderName(walk) };
}

function senderName({ scene, flow }: Walk): string {
  return scene.peer ?? flow.from ?? 'the sender';
}

function attempt({ flow }: Walk): Command {
  if (flow.protocol === 'icmp') return ['ping', '-c', '5', flow.to];
  const udp = flow.protocol === 'udp' ? 'u' : '';
  return ['nc', `-zv${udp}`, '-w', '2', flow.to, ...(flow.port === undefined ? [] : [String(flow.port)])];
}

function ip(family: 4 | 6, ...words: string[]): Command {
  return family === 6 ? ['ip', '-6', ...words] : ['ip', ...words];
}
