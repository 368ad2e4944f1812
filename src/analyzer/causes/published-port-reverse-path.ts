import type { OpenQuestion } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { addressAnswers } from '../seen/siblings.ts';
import { cite, type Walk, waysOf } from '../walk/index.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';
import { routingRests, undecided } from './priors.ts';
import { strictSetting } from './strict-setting.ts';
import { strictVerdict } from './strict-verdict.ts';

/**
 * The port is published: its destination is rewritten before the source is checked, a rule "from the asked address" does not
 * match the container's, and so the way back is another interface.
 */
export const publishedPortReversePath: CauseFile<'published-port-reverse-path'> = {
  code: 'published-port-reverse-path',
  claims(walk) {
    const published = isPublishedPort(walk);
    if (published === false) return [];
    const { passage, validation, state } = walk.modelled;
    const { family, flow } = walk.asked;
    const strict = strictVerdict(walk);
    const bridge = state.routes[family]?.find(
      (route) => route.protocol === 'kernel' && covers(route.destination, passage.destination),
    )?.nextHops[0]?.dev;
    const rule = state.rules[family]?.find(
      ({ from, action }) => from?.split('/')[0] === flow.to && action.kind === 'lookup',
    );
    const name = state.publishedPorts?.find(({ port }) => port === flow.port)?.container;
    const guessed = passage.network === undefined ? {} : { network: passage.network };
    const facts = {
      destination: passage.destination,
      ...(passage.network === undefined || name === undefined ? {} : { container: name }),
      ...guessed,
      ways: waysOf(strict?.reverse),
      ...(passage.port === undefined ? {} : { port: passage.port }),
      ...(bridge === undefined ? {} : { bridge }),
      ...(rule === undefined ? {} : { rule }),
    };
    return [
      claim({ cause: 'published-port-reverse-path', facts }, 'prerouting', {
        before: 'accepted',
        countsReversePath: true,
        rests: [
          ...routingRests(
            walk,
            walk.modelled.validationWhy.assumed.filter(({ about }) => about === 'rules'),
          ),
          ...(validation.verdict === 'unknown' && walk.seen.refusal === undefined ? strictSetting(walk) : []),
          ...(passage.supposed ? [AS_ENGINES_DO] : []),
          ...(published === true ? [] : [undecided(published)]),
        ],
        evidence: cite(walk, 'filters', 'rules', 'rp_filter', 'counters'),
      }),
    ];
  },
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
