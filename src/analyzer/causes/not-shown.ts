import { isOurs } from '../counted.ts';
import {
  appearsToCover,
  covers,
  holdersOf,
  type OpenQuestion,
  parseAddress,
  parsePrefix,
  prefixContains,
  sysctlKey,
  TABLE,
  type Told,
  tableName,
} from '../model/index.ts';
import { rpFilterKeys } from '../rp-filter-setting.ts';
import { addressesKnown, isOutsideItsNetworks } from '../seen/addresses.ts';
import { askedForInVain } from '../seen/asked-in-vain.ts';
import { routerFoundNobody } from '../seen/router-errors.ts';
import { looksUpMain } from '../seen/rules.ts';
import { foundNobody } from '../seen/sender-way.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { type Claim, claim } from './cause.ts';

/**
 * What a listing that nobody showed may hold: each part with the causes that it would show. They are named where nothing
 * that was shown explains the case, so that the next question is about what is missing. Nothing speaks for them, and a part
 * that nobody mentions is usually in order.
 */
export function claimsNotShown(walk: Walk): Claim[] {
  return [
    ...addressesHide(walk),
    ...linksHide(walk),
    ...filtersHide(walk),
    ...rulesHide(walk),
    ...routesHide(walk),
    ...settingsHide(walk),
    ...ipsecHides(walk),
    ...neighboursHide(walk),
    ...silenceHides(walk),
    ...captureHides(walk),
  ];
}

/** A claim that rests on what the part would show. */
function hidden(
  question: OpenQuestion,
  told: Told,
  stage: Claim['stage'],
  more: Parameters<typeof claim>[2] = {},
): Claim {
  return claim(told, stage, { bare: true, rests: [{ question, ...UNUSUAL }], ...more });
}

const UNUSUAL = { kind: 'unusual', otherwise: 'none' } as const;
/** The listing that ends with the paste appears to be whole. */
const AS_IT_APPEARS = { kind: 'default', otherwise: 'unusual' } as const;

function addressesHide(walk: Walk): Claim[] {
  const { state, passage } = walk.modelled;
  const { family, flow } = walk.asked;
  const { ingress } = walk.seen;
  if (flow.to === '') {
    if (flow.interface === '' || addressesKnown(state, family, flow.interface)) return [];
    const none: Told = { cause: 'address-missing', facts: { how: 'none', has: [] } };
    return [hidden({ about: 'addresses', family, device: flow.interface }, none, 'link')];
  }
  if (addressesKnown(state, family) || holdersOf(state, flow.to).length > 0) return [];
  const question: OpenQuestion = { about: 'addresses', family, device: flow.interface };
  const appears = appearsToCover(state.coverage, 'addresses', { family });
  const rests = [{ question, ...(appears ? AS_IT_APPEARS : UNUSUAL) }];
  const missing: Told = { cause: 'address-missing', facts: { how: 'other', has: [] } };
  return [
    // What is sent here for another network is no address of this host.
    ...(isOutsideItsNetworks(walk)
      ? []
      : [hidden(question, missing, 'link', { before: 'delivered', rests })]),
    ...(walk.modelled.model.isLocal(family, passage.destination) === false
      ? [{ ...notLocal(walk, question), rests }]
      : []),
    ...wrongLength(walk, { about: 'addresses', family, device: ingress }),
  ];
}

const FORWARDING = { 4: 'net.ipv4.ip_forward', 6: 'net.ipv6.conf.all.forwarding' } as const;

function linksHide({ modelled: { state }, asked: { flow }, seen: { arrived } }: Walk): Claim[] {
  if (arrived || covers(state.coverage, 'links', { device: flow.interface })) return [];
  const down = { cause: 'interface-down', facts: { why: 'operstate' } } as const;
  return [hidden({ about: 'link', device: flow.interface }, down, 'link')];
}

/** The filter of one program is shown, and another one may have rules as well. */
function filtersHide({
  modelled: { state, replyRoute },
  seen: { ingress },
  asked: { family },
}: Walk): Claim[] {
  const isShown = (program: string) => covers(state.coverage, 'filters', { program });
  if (isShown('nft') && isShown(family === 4 ? 'iptables' : 'ip6tables')) return [];
  const question: OpenQuestion = { about: 'filter', hook: 'input' };
  const drop = { cause: 'firewall-drop', facts: { hook: 'input', verdict: 'drop', notShown: true } } as const;
  const back = deviceOf(replyRoute);
  const reversePath = {
    cause: 'firewall-rp-filter',
    facts: { hook: 'prerouting', verdict: 'drop', notShown: true },
  } as const;
  return [
    hidden(question, drop, 'input', { after: 'arrived', before: 'left' }),
    ...(back === undefined || back === ingress ? [] : [hidden(question, reversePath, 'prerouting')]),
  ];
}

function rulesHide({ modelled: { state }, asked: { family } }: Walk): Claim[] {
  if (covers(state.coverage, 'rules', { family }) || state.rules[family]?.some(looksUpMain)) return [];
  const noMain = { cause: 'main-rule-missing', facts: {} } as const;
  const bounds = { after: 'sent', explainsSilence: true } as const;
  return [hidden({ about: 'rules', family }, noMain, 'reply-route', bounds)];
}

/** The way back hangs on the rules as much as on the routes. */
function routesHide(walk: Walk): Claim[] {
  const { state } = walk.modelled;
  const { family } = walk.asked;
  const question = wayBackHangsOn(walk);
  const local: OpenQuestion = { about: 'routes', family, table: TABLE.local };
  return [
    ...(question === undefined ? [] : wayBackHidden(question, isRoutedBack(walk, question))),
    ...(covers(state.coverage, 'routes', { family, table: TABLE.local }) ? [] : [notLocal(walk, local)]),
  ];
}

function isRoutedBack(
  { modelled: { state, inwardQuery }, asked: { family } }: Walk,
  question: OpenQuestion,
): boolean {
  const to = parseAddress(inwardQuery.source);
  if (question.about !== 'rules' || to === undefined) return false;
  return (state.routes[family] ?? []).some(({ table, type, destination }) => {
    const prefix = parsePrefix(destination, family);
    return table === TABLE.main && type === 'unicast' && prefix !== undefined && prefixContains(prefix, to);
  });
}

function wayBackHangsOn({
  modelled: { state, replyRoute, validation },
  asked: { family },
}: Walk): OpenQuestion | undefined {
  const asked = [
    replyRoute.kind === 'unknown' ? replyRoute.question : undefined,
    validation.verdict === 'unknown' ? validation.question : undefined,
  ];
  const open = asked.find((question) => question?.about === 'routes');
  if (open !== undefined) return open;
  const main: OpenQuestion = { about: 'routes', family, table: TABLE.main };
  if (!covers(state.coverage, 'routes', { family, table: TABLE.main })) return main;
  return covers(state.coverage, 'rules', { family }) ? undefined : { about: 'rules', family };
}

function notLocal({ modelled: { passage, state }, asked: { family } }: Walk, question: OpenQuestion): Claim {
  const { destination, translated } = passage;
  const forwards = state.sysctls?.[FORWARDING[family]] !== '0';
  const told = { cause: 'address-not-local', facts: { destination, translated, forwards } } as const;
  return hidden(question, told, 'input', { after: 'arrived' });
}

/** `isRoutedBack`: table main leads back to the sender, so that rules may forbid it, and no route is missing. */
function wayBackHidden(question: OpenQuestion, isRoutedBack: boolean): Claim[] {
  const none = { cause: 'no-return-route', facts: { refused: false } } as const;
  const rejects = { cause: 'route-rejects', facts: { entry: 'not-told' } } as const;
  const bounds = { after: 'checked', before: 'answered' } as const;
  const rejected = hidden(question, rejects, 'reply-route', bounds);
  return isRoutedBack ? [rejected] : [hidden(question, none, 'reply-route', bounds), rejected];
}

function settingsHide({ modelled: { state }, asked: { flow, family } }: Walk): Claim[] {
  const setting = ECHO_IGNORE[family];
  if (flow.protocol !== 'icmp' || state.sysctls?.[setting] !== undefined) return [];
  const ignored = { cause: 'echo-ignored', facts: { setting } } as const;
  const bounds = { after: 'accepted', before: 'answered' } as const;
  return [hidden({ about: 'sysctl', keys: [setting] }, ignored, 'input', bounds)];
}

const ECHO_IGNORE = { 4: 'net.ipv4.icmp_echo_ignore_all', 6: 'net.ipv6.icmp.echo_ignore_all' } as const;

/** Policies are checked behind the packet filter: what arrived and was let in is refused there, or its answer is. */
function ipsecHides({ modelled: { state }, seen: { arrived, counted } }: Walk): Claim[] {
  if (!arrived || appearsToCover(state.coverage, 'ipsec')) return [];
  const isDelivered = isOurs(counted, counted.echoesIn);
  const refused: Told = { cause: 'ipsec-policy', facts: { direction: isDelivered ? 'out' : 'in' } };
  const bounds = { after: isDelivered ? 'delivered' : 'accepted', before: 'left' } as const;
  return [hidden({ about: 'ipsec' }, refused, isDelivered ? 'output' : 'input', bounds)];
}

function neighboursHide(walk: Walk): Claim[] {
  const { state, replyRoute } = walk.modelled;
  const { family, flow } = walk.asked;
  const device = deviceOf(replyRoute);
  if (replyRoute.kind !== 'route' || device === undefined) return [];
  if (covers(state.coverage, 'neighbours', { family, device })) return [];
  const { gateway, table } = replyRoute;
  if (gateway === undefined)
    return wrongLength(walk, { about: 'neighbour', device, address: flow.from ?? '' });
  const facts = { gateway, device, table: tableName(table, state) };
  const question: OpenQuestion = { about: 'neighbour', device, address: gateway };
  return [hidden(question, { cause: 'gateway-unreachable', facts }, 'neighbour-out')];
}

/** The host takes the sender for a neighbour on its own link. */
function wrongLength(
  {
    modelled: { replyRoute, replyWhy },
    asked: { flow, namedSender },
    seen: { arrived, answerMissed, ingress },
  }: Walk,
  question: OpenQuestion,
): Claim[] {
  const isDirect = replyRoute.kind === 'route' && replyRoute.gateway === undefined;
  const prefixLength = Number(replyWhy.route?.destination.split('/')[1]);
  // Whom the sender's side names may be behind a router all the same.
  const mayArrive = arrived || (answerMissed && namedSender !== undefined);
  if (!mayArrive || !isDirect || deviceOf(replyRoute) !== ingress || flow.from === undefined) return [];
  if (!Number.isInteger(prefixLength)) return [];
  const facts = {
    side: 'host',
    local: flow.to,
    prefixLength,
    device: ingress,
    neighbour: flow.from,
  } as const;
  return [hidden(question, { cause: 'wrong-prefix-length', facts }, 'neighbour-in', { before: 'left' })];
}

/** The question for the hardware address is not answered: a setting, a rule, or validation of who asks. */
function silenceHides(walk: Walk): Claim[] {
  const { flow } = walk.asked;
  const router = routerFoundNobody(walk);
  const lonely = foundNobody(walk) ? flow.from : undefined;
  const { asker = router?.by ?? lonely, dev = flow.interface } = askedForInVain(walk) ?? {};
  if (asker === undefined || dev === '') return [];
  const keys = ['arp_ignore', 'arp_filter'].map((name) => sysctlKey(4, dev, name));
  const silent: Told = { cause: 'arp-not-answered', facts: { by: 'not-shown', asker } };
  const refused: Told = { cause: 'arp-rejected-by-rp-filter', facts: { how: 'asked', asker, ways: [] } };
  const settings = walk.modelled.state.sysctls ?? {};
  const notShown = (wanted: readonly string[]) => wanted.some((key) => settings[key] === undefined);
  return [
    // From which of its addresses a router asks is not told.
    ...(router === undefined && notShown(rpFilterKeys(dev))
      ? [hidden({ about: 'sysctl', keys: rpFilterKeys(dev) }, refused, 'neighbour-in')]
      : []),
    ...(notShown(keys) ? [hidden({ about: 'sysctl', keys }, silent, 'neighbour-in')] : []),
  ];
}

/** The answer may leave as it should, and be lost on its way. */
function captureHides({
  seen: { answerLeft, answerMissed, arrived, ingress, packets },
  modelled: { answersObservable, validation, replyRoute },
}: Walk): Claim[] {
  if (answerLeft || answersObservable || !answerMissed || (!arrived && packets.listening)) return [];
  const lost = { cause: 'answered-but-lost', facts: { reachedSender: false } } as const;
  const question: OpenQuestion = { about: 'departure', device: ingress };
  // All that was shown lets the answer leave as it should: it may be lost behind the host as well as held here.
  const isForetold = validation.verdict === 'accepted' && deviceOf(replyRoute) === ingress;
  const more = isForetold ? { rests: [{ question, kind: 'open', otherwise: 'open' } as const] } : {};
  return [hidden(question, lost, 'upstream', more)];
}
