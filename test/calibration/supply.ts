import type { Asked } from '../lab/scenarios/play.ts';
import type { Observation } from './ask.ts';
import { answerOf } from './consoles/answer-of.ts';
import { type ConsoleSection, consoleOf } from './consoles/console.ts';
import type { Supply } from './trial.ts';

/** Commands that somebody types where the probe comes from, where the diagnosis does not say on which host. */
const ON_THE_SENDER = /^(?:ping|nc|tracepath|traceroute|arping|curl)\b/;

/** Answers from the full console of both hosts: the output is added to the paste, under its own prompt. */
export function fromConsole(
  recording: readonly ConsoleSection[],
  hosts: { readonly asked: string; readonly sender: string },
): Supply {
  return (input, command, host) => {
    if (input.form !== 'paste') return undefined;
    const named = recording.some((section) => section.host === host) ? host : undefined;
    const on = named ?? (ON_THE_SENDER.test(command) ? hosts.sender : hosts.asked);
    const answers = answerOf(recording, command, on);
    if (answers === undefined) return undefined;
    return { ...input, text: withAnswers(input.text, answers) };
  };
}

/**
 * The paste with the answers in it. Somebody whose paste ended in the middle of a listing posts them apart from it: nothing
 * stands right behind what was cut, so the answers stand before the last section.
 */
export function withAnswers(text: string, answers: readonly ConsoleSection[]): string {
  const added = shownInFull(answers);
  const last = text.lastIndexOf('\n[root@') + 1;
  const isCut = /^\[root@\S+ ~\]# ip (?:-\d )?rule\n/.test(text.slice(last));
  if (last > 0 && isCut) return `${text.slice(0, last)}${added}${text.slice(last)}`;
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${end}${added}`;
}

/** The answers; behind one that prints nothing the next prompt shows that it did. */
function shownInFull(answers: readonly ConsoleSection[]): string {
  const last = answers.at(-1);
  return consoleOf(last?.output === '' ? [...answers, { ...last, command: '' }] : answers);
}

/** Answers from a full observation over SSH: the part of it that the command shows is put back. */
export function fromObservation(full: Asked): Supply {
  return (input, command) => {
    if (input.form !== 'observed') return undefined;
    const back = PARTS.find(([form]) => form.test(command))?.[1];
    if (back === undefined) return undefined;
    const { observation, peer } = input.asked;
    const asked = {
      ...input.asked,
      observation: back(observation, full.observation),
      ...(peer && full.peer ? { peer: back(peer, full.peer) } : {}),
    };
    return { form: 'observed', asked };
  };
}

/** What is left, and the same in full. */
type PutBack = (left: Observation, full: Observation) => Observation;

const PARTS: readonly (readonly [RegExp, PutBack])[] = [
  [/^(?:sudo )?tcpdump/, (left, { captures, gaps }) => ({ ...left, captures, gaps })],
  [/^(?:nstat|netstat -s|cat \/proc\/net)/, (left, { counters }) => ({ ...left, counters })],
  [/^ip (?:-6 )?route get/, (left, { oracle }) => ({ ...left, oracle })],
  [/^(?:sudo )?(?:nft|ip6?tables)/, withFilters],
  [/^(?:ip (?:-\d )?neigh|arp)/, withNeighbours],
];

function withFilters(left: Observation, full: Observation): Observation {
  const { filters, gaps, coverage } = full.state;
  const { filtersAfter } = full;
  return {
    ...left,
    state: {
      ...left.state,
      gaps,
      coverage: { ...left.state.coverage, ...(coverage.filters ? { filters: coverage.filters } : {}) },
      ...(filters === undefined ? {} : { filters }),
    },
    ...(filtersAfter === undefined ? {} : { filtersAfter }),
  };
}

function withNeighbours(left: Observation, { state }: Observation): Observation {
  const { neighbours, coverage } = state;
  const covered = {
    ...left.state.coverage,
    ...(coverage.neighbours ? { neighbours: coverage.neighbours } : {}),
  };
  return {
    ...left,
    state: { ...left.state, coverage: covered, ...(neighbours === undefined ? {} : { neighbours }) },
  };
}
