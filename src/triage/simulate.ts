import {
  type HostState,
  type NextHop,
  type Observation,
  type OpenQuestion,
  TABLE,
  tableName,
} from '../analyzer/model/index.ts';
import {
  type KernelModel,
  kernelModel,
  type RouteAnswer,
  type RouteQuery,
  validationMessage,
} from '../analyzer/routes/index.ts';
import { EXIT } from '../errors.ts';
import { type ChangeDocument, foretell, type Language, readTranscript, tell } from '../library.ts';
import { failed } from '../texts/failures/index.ts';
import { readRouteQuery } from './route-query.ts';

/** One line of `simulate`: fields as `ip -j route get` names them (public contract). */
interface SimulatedAnswer {
  dev?: string;
  gateway?: string;
  /** Gateway of the other family, as iproute2 writes it. */
  via?: { family: string; host: string };
  prefsrc?: string;
  table?: string;
  type?: string;
  nexthops?: { dev?: string; gateway?: string; weight?: number; flags: string[] }[];
  error?: string;
  because?: string;
}

function gatewayFields(family: 4 | 6, gateway: string | undefined): Pick<SimulatedAnswer, 'gateway' | 'via'> {
  if (gateway === undefined) return {};
  if (family === 4 && gateway.includes(':')) return { via: { family: 'inet6', host: gateway } };
  return { gateway };
}

function nextHopFields(family: 4 | 6, { dev, gateway, weight, flags }: NextHop) {
  return {
    ...gatewayFields(family, gateway),
    ...(dev !== undefined && { dev }),
    ...(weight !== undefined && { weight }),
    flags,
  };
}

function isMasked(model: KernelModel, query: RouteQuery, answer: RouteAnswer): boolean {
  if (answer.kind !== 'route' || answer.gateway !== undefined) return false;
  const hops = answer.nextHops ?? model.explain(query).route?.nextHops ?? [];
  return hops.some((hop) => hop.flags.includes('gateway-masked'));
}

function open(question: OpenQuestion, language: Language): string {
  return tell({ key: 'question.open', question }, language);
}

/** The answer in `ip -j route get`'s words; `table` is left out for main, `type` for unicast. */
function simulatedAnswer(
  { family, from = '?', iif = '?' }: RouteQuery,
  answer: RouteAnswer,
  state: HostState,
  language: Language,
): SimulatedAnswer {
  if (answer.kind === 'error') return { error: answer.error };
  if (answer.kind === 'refused')
    return {
      error: 'RPF',
      because: tell(validationMessage(answer.validation, { source: from, iif }), language),
    };
  const question = answer.kind === 'unknown' ? answer.question : answer.sourceUnknown;
  if (question !== undefined) return { error: 'UNKNOWN', because: open(question, language) };
  if (answer.kind === 'unknown') return { error: 'UNKNOWN' };
  const { type, dev, gateway, prefsrc, table, nextHops } = answer;
  return {
    ...(type !== 'unicast' && { type }),
    ...gatewayFields(family, gateway),
    ...(dev !== undefined && { dev }),
    ...(table !== TABLE.main && { table: tableName(table, state) }),
    ...(prefsrc !== undefined && { prefsrc }),
    ...(nextHops && { nexthops: nextHops.map((hop) => nextHopFields(family, hop)) }),
  };
}

/** What lines are answered from, and in which language. */
type Simulated = { model: KernelModel; state: HostState; masked: boolean; language: Language };

function answerLine(line: string, { model, state, masked, language }: Simulated): SimulatedAnswer {
  const reading = readRouteQuery(line);
  if (reading.kind === 'not-understood')
    return {
      error: 'UNKNOWN',
      because: tell({ key: 'query.not-understood', fault: reading.fault }, language),
    };
  const answer = model.lookup(reading.query);
  if (masked && isMasked(model, reading.query, answer))
    return { error: 'UNKNOWN', because: tell({ key: 'query.gateway-masked' }, language) };
  return simulatedAnswer(reading.query, answer, state, language);
}

function hasMaskedGateway(state: HostState): boolean {
  const routes = [...(state.routes[4] ?? []), ...(state.routes[6] ?? [])];
  return routes.some(({ nextHops }) => nextHops.some(({ flags }) => flags.includes('gateway-masked')));
}

/**
 * Answers `ip route get` lines from a host's state, one JSON text a line. Blank lines and lines that begin with `#` are passed
 * over, as `ip -batch` does; a line that is not understood is answered UNKNOWN, so that answers keep the order of questions.
 */
export async function* simulate(
  state: HostState,
  lines: AsyncIterable<string>,
  language: Language = 'en',
): AsyncGenerator<string> {
  const simulated = { model: kernelModel(state), state, masked: hasMaskedGateway(state), language };
  for await (const line of lines) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    yield JSON.stringify(answerLine(line, simulated));
  }
}

/** The state of the one host whose routing the transcript shows, or of the one that is named. */
export function hostStateOf(text: string, host?: string): HostState {
  return hostShownBy(text, host).state;
}

/** What a planned change would stop on the host that a transcript shows, in one language. */
export function foretellFrom(
  transcript: string,
  change: string,
  { host, language = 'en' }: { host?: string | undefined; language?: Language },
): ChangeDocument {
  return foretell(hostShownBy(transcript, host), change, language);
}

function hostShownBy(text: string, host?: string): Observation {
  const reading = readTranscript(text);
  if (reading.kind === 'too-large') {
    const megabytes = reading.limit / 1024 / 1024;
    throw failed('transcript-too-large', { megabytes }, { exitStatus: EXIT.usage });
  }
  const known = reading.observations.filter(({ state }) => state.routes[4] || state.routes[6]);
  const wanted = host === undefined ? known : known.filter((observation) => observation.host === host);
  const [only, ...others] = wanted;
  if (only && others.length === 0) return only;
  const hosts = known.map((observation) => observation.host ?? '');
  const named = host === undefined ? {} : { named: host };
  throw failed('state-not-found', { hosts, ...named }, { exitStatus: EXIT.usage });
}
