import { knownByCounter } from '../known-mode.ts';
import { covers } from '../listening-windows.ts';
import {
  type Flow,
  type HostState,
  keyOf,
  type Observation,
  type OpenQuestion,
  TABLE,
} from '../model/index.ts';
import { answerQuery, type Passage, passageOf } from '../passage.ts';
import {
  type KernelModel,
  kernelModel,
  type RouteAnswer,
  type RouteQuery,
  type SourceValidation,
  type Why,
} from '../routes/index.ts';
import { admits, packetOf } from '../seen/capture-filter.ts';
import { onLinkSender, unknownSender } from '../unknown-sender.ts';
import type { Seen } from './seen.ts';

/** What the host's state says must become of the flow, by the models of routes and packet filters. */
export type Modelled = {
  state: HostState;
  model: KernelModel;
  /** What translation and marks of the packet filter make of the flow. */
  passage: Passage;
  /** The flow put to the model: the request's source validation, and the answer's lookup. */
  inwardQuery: ValidationQuery;
  replyQuery: RouteQuery;
  validation: SourceValidation;
  replyRoute: RouteAnswer;
  /** Whether an answer would have been seen leaving by the device that the model predicts. */
  answersObservable: boolean;
  /** How the two came about. */
  validationWhy: Why;
  replyWhy: Why;
  /** What was not shown and was taken for granted in judging this flow. */
  assumed: readonly OpenQuestion[];
};

type ValidationQuery = Parameters<KernelModel['validateSource']>[0];

/** A state is not changed once it was read: of many flows on one host it is put into the model once. */
const models = new WeakMap<HostState, KernelModel>();

function modelOf(state: HostState): KernelModel {
  let model = models.get(state);
  if (model === undefined) {
    model = kernelModel(state);
    models.set(state, model);
  }
  return model;
}

/** Puts the flow to the models as it comes in by `ingress`. */
export function modelledOf(flow: Flow, family: 4 | 6, seen: Seen): Modelled {
  const { observation, ingress, counted } = seen;
  const { state } = observation;
  const model = modelOf(state);
  const sender = flow.from ?? unknownSender(state, family);
  const way = { state, model, family, flow, ingress, sender };
  const passage = passageOf(way);
  const inward = inwardQuery({ family, flow, ingress, sender }, passage);
  const back = answerQuery(way, passage, protocolNumber(family, flow));
  const routes = passage.translated ? forwardingModel(state, model) : model;
  const replyRoute = knownWayBack(routes.lookup(back), observation, flow);
  const validationWhy = model.explainSource(inward);
  const replyWhy = routes.explain(back);
  const validation = knownByCounter(model.validateSource(inward), counted);
  const neighbour = flow.from === undefined ? onLinkSender(state, family, ingress) : undefined;
  const hangsOnSender =
    neighbour !== undefined &&
    (model.validateSource({ ...inward, source: neighbour.address }).verdict !== validation.verdict ||
      deviceOf(routes.lookup({ ...back, to: neighbour.address })) !== deviceOf(replyRoute));
  const whoAsks: OpenQuestion[] = hangsOnSender ? [{ about: 'who-asks', network: neighbour.network }] : [];
  return {
    state,
    model,
    passage,
    inwardQuery: inward,
    replyQuery: back,
    validation,
    replyRoute,
    answersObservable: couldSeeLeaving(seen, flow, waysOf(replyRoute)),
    validationWhy,
    replyWhy,
    assumed: distinct([...whoAsks, ...validationWhy.assumed, ...replyWhy.assumed]),
  };
}

/** Whoever publishes ports lets the host forward, so that this is taken for granted where it was not shown. */
function forwardingModel(state: HostState, model: KernelModel): KernelModel {
  if (state.sysctls?.[FORWARD] !== undefined) return model;
  return kernelModel({ ...state, sysctls: { [FORWARD]: '1', ...state.sysctls } });
}

const FORWARD = 'net.ipv4.ip_forward';

/** Where the routes do not tell, the kernel's own answer to the way back does. */
function knownWayBack(answer: RouteAnswer, { oracle }: Observation, flow: Flow): RouteAnswer {
  const isOpen = answer.kind === 'unknown' || hopsOf(answer).length > 1;
  if (!isOpen || flow.from === undefined) return answer;
  const asked = oracle.findLast(
    ({ to, from, iif, answer: told }) =>
      to === flow.from &&
      iif === undefined &&
      (from === undefined || from === flow.to) &&
      told.kind === 'route',
  );
  if (asked?.answer.kind !== 'route') return answer;
  const { type, dev, gateway, table = TABLE.main } = asked.answer;
  return {
    kind: 'route',
    type,
    table,
    ...(dev === undefined ? {} : { dev }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

function distinct(questions: readonly OpenQuestion[]): OpenQuestion[] {
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}

const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;

type FlowQuery = { family: 4 | 6; flow: Flow; ingress: string; sender: string };

function inwardQuery(
  { family, flow, ingress, sender }: FlowQuery,
  { destination, port, mark, translated }: Passage,
): ValidationQuery {
  return {
    family,
    source: sender,
    destination,
    iif: ingress,
    ipproto: protocolNumber(family, flow),
    ownAddress: !translated,
    ...(port === undefined ? {} : { dport: port }),
    ...(mark === undefined ? {} : { mark }),
  };
}

function protocolNumber(family: 4 | 6, flow: Flow): number {
  return flow.protocol === 'icmp' && family === 6 ? ICMPV6 : IP_PROTOCOL[flow.protocol];
}

/** The device of a route answer, where there is one. */
export function deviceOf(answer: RouteAnswer | undefined): string | undefined {
  return answer?.kind === 'route' ? (answer.dev ?? answer.nextHops?.[0]?.dev) : undefined;
}

/** All the devices that a route answer may take. */
export function waysOf(answer: RouteAnswer | undefined): string[] {
  if (answer?.kind !== 'route') return [];
  const devices = [answer.dev, ...(answer.nextHops ?? []).map(({ dev }) => dev)];
  return [...new Set(devices.filter((dev) => dev !== undefined))];
}

/** A capture on one interface alone says nothing of answers that leave by another; nor does one of requests alone. */
function couldSeeLeaving({ observation, probes }: Seen, flow: Flow, devices: readonly string[]): boolean {
  const listening = observation.captures.filter(
    (capture) =>
      capture.listening &&
      covers(capture, probes) !== false &&
      capture.only !== 'in' &&
      admits(capture, packetOf(flow, 'answer')) !== false,
  );
  const isWide = listening.some(({ interface: on }) => on === undefined || on === 'any');
  const isOn = (dev: string) => listening.some(({ interface: on }) => on === dev);
  return isWide || (devices.length > 0 && devices.every(isOn));
}

/** The next hops of a route answer: several where a hash over the flow chooses among them. */
export function hopsOf(answer: RouteAnswer | undefined): { device: string; gateway?: string }[] {
  if (answer?.kind !== 'route') return [];
  const hops = answer.nextHops ?? [answer];
  return hops.flatMap(({ dev, gateway }) =>
    dev === undefined ? [] : [{ device: dev, ...(gateway === undefined ? {} : { gateway }) }],
  );
}
