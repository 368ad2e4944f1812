import type { OpenQuestion } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { addressAnswers } from '../seen/siblings.ts';
import { cite, deviceOf, type Walk, waysOf } from '../walk/index.ts';
import { type Assumption, type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { boundsOf, type Leaving, leavingElsewhere } from './leaving.ts';
import { routingRests, undecided } from './priors.ts';
import { strictSetting } from './strict-setting.ts';
import { strictVerdict } from './strict-verdict.ts';

/**
 * The port is published: its destination is rewritten before the source is checked, and the container's answers are routed before
 * their source is rewritten back. A rule "from the asked address" matches neither, and so the way back is another interface:
 * strict mode drops the request, else the answer leaves there.
 */
export const publishedPortReversePath: CauseFile<'published-port-reverse-path'> = {
  code: 'published-port-reverse-path',
  claims: (walk) => [...refusedRequest(walk), ...leavingAnswer(walk)],
  remedies: [],
  advice(_, { bridge, rule }) {
    const table = rule?.action.kind === 'lookup' ? rule.action.table : 'TABLE';
    const preference = String((rule?.preference ?? 1001) - 1);
    return {
      commands: [['ip', 'rule', 'add', 'pref', preference, 'iif', bridge ?? 'BRIDGE', 'lookup', table]],
      link: LINKS.ipSysctl,
    };
  },
};

function refusedRequest(walk: Walk): Claim[] {
  const published = isPublishedPort(walk);
  if (published === false) return [];
  const { validation, validationWhy } = walk.modelled;
  const ways = waysOf(strictVerdict(walk)?.reverse);
  const isToldByKernel = validation.verdict !== 'unknown' || walk.seen.refusal !== undefined;
  const rules = validationWhy.assumed.filter(({ about }) => about === 'rules');
  return [
    claim({ cause: 'published-port-reverse-path', facts: { ...factsOf(walk), ways } }, 'prerouting', {
      before: 'accepted',
      countsReversePath: true,
      rests: [
        ...routingRests(walk, rules),
        ...(isToldByKernel ? [] : strictSetting(walk)),
        ...supposed(walk),
        ...(published === true ? [] : [undecided(published)]),
      ],
      evidence: cite(walk, 'filters', 'containers', 'rules', 'rp_filter', 'counters'),
    }),
  ];
}

function leavingAnswer(walk: Walk): Claim[] {
  const leaving = leavingElsewhere(walk);
  if (leaving === undefined || !leavesByTranslation(walk, leaving)) return [];
  const { device, seen, rests } = leaving;
  const leaves: 'seen' | 'routed' = seen ? 'seen' : 'routed';
  const facts = { ...factsOf(walk), ways: [device], leaves };
  return [
    claim({ cause: 'published-port-reverse-path', facts }, 'wire-out', {
      // Where it was seen leaving there, nothing but translation sends it another way than the host's own answers.
      rests: seen ? rests : [...rests, ...supposed(walk)],
      evidence: cite(walk, 'filters', 'containers', 'rules', 'routes', 'capture', 'peer-probe'),
      ...boundsOf(walk, leaving),
    }),
  ];
}

/** Whether the answer leaves elsewhere only because it comes from a container: what the host itself answers takes the right way. */
export function leavesByTranslation(walk: Walk, { device }: Leaving): boolean {
  const { passage, model, replyQuery, validation } = walk.modelled;
  const { flow } = walk.asked;
  // A request that is refused for the same reason is answered by nobody: that comes first.
  if (!passage.translated || validation.verdict === 'refused') return false;
  if (addressAnswers(walk)) return true;
  const { iif: _, ...own } = replyQuery;
  const untranslated = deviceOf(model.lookup({ ...own, from: flow.to, ownAddress: true }));
  return untranslated !== undefined && untranslated === walk.seen.ingress && untranslated !== device;
}

function factsOf(walk: Walk) {
  const { passage, state } = walk.modelled;
  const { family, flow } = walk.asked;
  const { network } = passage;
  const bridge = state.routes[family]?.find(
    (route) => route.protocol === 'kernel' && covers(route.destination, passage.destination),
  )?.nextHops[0]?.dev;
  const rule = state.rules[family]?.find(
    ({ from, action }) => from?.split('/')[0] === flow.to && action.kind === 'lookup',
  );
  const container = state.publishedPorts?.find(({ port }) => port === flow.port)?.container;
  return {
    destination: passage.destination,
    ...(network === undefined ? {} : { network, ...(container === undefined ? {} : { container }) }),
    ...(passage.port === undefined ? {} : { port: passage.port }),
    ...(bridge === undefined ? {} : { bridge }),
    ...(rule === undefined ? {} : { rule }),
  };
}

function supposed({ modelled: { passage } }: Walk): Assumption[] {
  return passage.supposed ? [AS_ENGINES_DO] : [];
}

/** Engines publish a port by translating it, unless they were told to leave the filter alone. */
const AS_ENGINES_DO: Assumption = {
  question: { about: 'filter', hook: 'prerouting' },
  kind: 'default',
  otherwise: 'unusual',
};

/** What is translated to another machine is dropped before its source is looked at where the host forwards nothing. */
export function isDroppedBeforeValidation({
  modelled: { passage, model, state },
  asked: { family },
}: Walk): boolean {
  return (
    passage.translated &&
    model.isLocal(family, passage.destination) === false &&
    state.sysctls?.['net.ipv4.ip_forward'] === '0'
  );
}

/**
 * Strict mode refuses the request only because its destination is rewritten; with forwarding off it never comes to that. Where
 * not all routes were shown, it is the question whether the untranslated request would pass.
 */
export function isPublishedPort(walk: Walk): boolean | OpenQuestion {
  const { passage, inwardQuery, model } = walk.modelled;
  const { flow } = walk.asked;
  if (!passage.translated || !strictVerdict(walk) || isDroppedBeforeValidation(walk)) return false;
  // What the host sends on its own behalf from that address takes the right way, whatever the rules are.
  if (addressAnswers(walk)) return true;
  const asked = model.validateSource({
    ...inwardQuery,
    destination: flow.to,
    ...(flow.port === undefined ? {} : { dport: flow.port }),
  });
  return asked.verdict === 'unknown' ? asked.question : asked.verdict === 'accepted';
}

function covers(prefix: string, address: string): boolean {
  const parsed = parsePrefix(prefix);
  const value = parseAddress(address);
  return parsed !== undefined && parsed.length > 0 && value !== undefined && prefixContains(parsed, value);
}
