import {
  appearsToCover,
  attemptAt,
  type Command,
  covers,
  type Observation,
  type OpenQuestion,
  tableName,
} from '../model/index.ts';
import { isLargeProbe } from '../own-probes.ts';
import type { Walk } from '../walk/index.ts';
import { isShown } from './shown.ts';

/** A command that a person can run, read-only, and which open questions its output answers. */
export type OutputKind = {
  /** Where it is run. */
  on: 'host' | 'sender';
  answers(question: OpenQuestion, walk: Walk): boolean;
  /** Undefined where it cannot be put so that it tells something. */
  command(walk: Walk, questions: readonly OpenQuestion[]): Command | undefined;
  /** It is worth it from so many questions on. */
  least?: number;
  /** Asked for where nothing better is left. */
  late?: true;
};

/** Kinds of output, the cheapest first: what only lists, then what watches packets, then what sends some. */
export const OUTPUT_KINDS: readonly OutputKind[] = [
  {
    on: 'host',
    answers: ({ about }) => about === 'sysctl',
    command: (_, questions) => [
      'sysctl',
      ...new Set(questions.flatMap((one) => (one.about === 'sysctl' ? one.keys : []))),
    ],
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'rules',
    command: ({ asked: { family } }) => ip(family, 'rule'),
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'routes',
    command: ({ asked: { family }, modelled: { state } }, questions) => {
      const tables = questions.flatMap((one) => (one.about === 'routes' ? [one.table] : []));
      const [only, ...others] = new Set(tables);
      // The rules may lead to tables that nobody knows of yet.
      const alone = others.length === 0 && covers(state.coverage, 'rules', { family });
      return ip(
        family,
        'route',
        'show',
        'table',
        alone && only !== undefined ? tableName(only, state) : 'all',
      );
    },
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'addresses',
    // Whether an address is missing, or on another interface, only the whole listing tells.
    command: () => ['ip', 'addr'],
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'link' || about === 'vrf',
    command: () => ['ip', '-d', 'link'],
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'sockets',
    command: ({ asked: { flow } }) => ['ss', flow.protocol === 'udp' ? '-lunp' : '-ltnp'],
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'neighbour',
    command: ({ asked: { family }, modelled: { state } }) =>
      appearsToCover(state.coverage, 'neighbours', { family }) ? undefined : ip(family, 'neigh'),
  },
  {
    on: 'host',
    answers: ({ about }, { seen: { observation } }) => about === 'filter' && !isAbsent(observation, 'nft'),
    command: () => ['nft', 'list', 'ruleset'],
  },
  {
    on: 'host',
    answers: ({ about }, { seen: { observation } }) => about === 'filter' && isAbsent(observation, 'nft'),
    command: listTables,
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'hook-programs',
    command: ({ seen: { ingress } }, questions) => {
      const [device = ingress] = questions.flatMap((one) =>
        one.about === 'hook-programs' ? [one.device] : [],
      );
      return device === '' ? undefined : ['tc', 'filter', 'show', 'dev', device, 'ingress'];
    },
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'received',
    command: (_, [question]) =>
      question?.about === 'received' ? ['ip', '-s', 'link', 'show', 'dev', question.device] : undefined,
  },
  { on: 'host', answers: ({ about }) => about === 'ipsec', command: () => ['ip', 'xfrm', 'policy'] },
  {
    on: 'host',
    answers: ({ about }) => about === 'counters',
    command: () => ['nstat', '-asz'],
  },
  {
    // The kernel's own answer stands for its rules, routes and settings at once.
    on: 'host',
    answers: (question, { asked: { family } }) =>
      family === 4 && (question.about === 'rules' || question.about === 'routes' || isReversePath(question)),
    command: ({ asked: { flow, family }, seen: { ingress, observation } }) => {
      const isAsked = observation.oracle.some(({ to, iif }) => to === flow.to && iif === ingress);
      return flow.from === undefined || ingress === '' || isAsked
        ? undefined
        : ip(family, 'route', 'get', flow.to, 'from', flow.from, 'iif', ingress);
    },
    least: 2,
  },
  {
    // The kernel's own lookup takes the hash that the answer takes.
    on: 'host',
    answers: (question) => question.about === 'untold' && question.what === 'flow-hash',
    command: ({ asked: { flow, family } }) =>
      flow.from === undefined ? undefined : ip(family, 'route', 'get', flow.from, 'from', flow.to),
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'arrival' || about === 'departure',
    command: ({ asked: { flow } }) => ['tcpdump', '-eni', 'any', 'host', flow.to],
  },
  {
    on: 'host',
    answers: ({ about }) => about === 'neighbour',
    command: ({ asked: { flow, family } }) => [
      'tcpdump',
      '-eni',
      flow.interface === '' ? 'any' : flow.interface,
      family === 4 ? 'arp' : 'icmp6',
    ],
  },
  {
    // The source that the kernel there would take.
    on: 'sender',
    answers: ({ about }, walk) => about === 'who-asks' && !isWatched(walk),
    command: ({ asked: { flow, family }, seen: { peer } }) =>
      peer?.oracle.some(({ to }) => to === flow.to) ? undefined : ip(family, 'route', 'get', flow.to),
  },
  {
    on: 'sender',
    answers: ({ about }, walk) =>
      about === 'return' ||
      about === 'arrival' ||
      (about === 'who-asks' && isWatched(walk)) ||
      (about === 'large-packets' && isLargeAlone(walk)),
    command: attempt,
  },
  {
    on: 'sender',
    answers: ({ about }, walk) => about === 'large-packets' && !isLargeAlone(walk),
    command: ({ asked: { flow, family } }) => [
      'ping',
      '-M',
      'do',
      '-c',
      '3',
      '-s',
      family === 6 ? '1452' : '1472',
      flow.to,
    ],
  },
  {
    on: 'sender',
    answers: ({ about }) => about === 'sender' || about === 'return' || about === 'arrival',
    command: ({ asked: { flow }, seen: { peerPackets: peerSeen } }) =>
      peerSeen?.listening === true ? undefined : ['tcpdump', '-eni', 'any', 'host', flow.to],
  },
];

/** The questions that an output would answer and that nothing shown answers yet. */
export function answeredBy(kind: OutputKind, walk: Walk, questions: readonly OpenQuestion[]): OpenQuestion[] {
  return questions.filter(
    (question) => kind.answers(question, walk) && (kind.on === 'sender' || !isShown(walk, question)),
  );
}

/** The rules of iptables; nft lists those of iptables-nft as well, the older iptables has its own. */
function listTables({ asked: { family }, seen: { observation } }: Walk): Command | undefined {
  const program = family === 6 ? 'ip6tables-save' : 'iptables-save';
  return isAbsent(observation, program) ? undefined : [program];
}

function isAbsent({ absentPrograms }: Observation, program: string): boolean {
  return absentPrograms?.includes(program) === true;
}

function isReversePath(question: OpenQuestion): boolean {
  return question.about === 'sysctl' && question.keys.every((key) => key.endsWith('.rp_filter'));
}

/** The bot looks at the host while somebody tries: the packets themselves tell who asks. */
function isWatched({ seen: { observation } }: Walk): boolean {
  return observation.captures.some(({ listened }) => listened !== undefined);
}

/** Whether the sender's own attempt is shown; a ping of large packets alone is another question. */
function isTried(walk: Walk): boolean {
  return walk.seen.probe !== undefined && !isLargeAlone(walk);
}

/** Large packets were tried, and no small ones. */
function isLargeAlone({ seen: { probe } }: Walk): boolean {
  return probe !== undefined && isLargeProbe(probe);
}

/** An attempt at the address from where it fails. On the host itself it would pass by `lo` and tell nothing. */
function attempt(walk: Walk): Command | undefined {
  const { flow } = walk.asked;
  const { state } = walk.modelled;
  if (isTried(walk)) return undefined;
  if (state.addresses?.some(({ local }) => local === flow.from)) return undefined;
  return attemptAt(flow);
}

function ip(family: 4 | 6, ...words: string[]): Command {
  return family === 6 ? ['ip', '-6', ...words] : ['ip', ...words];
}
