import { isOurs } from '../counted.ts';
import { filterMessage, ruleMessage } from '../filters/index.ts';
import { listens } from '../listens.ts';
import { holdersOf, linkOf, type Message, type StageName } from '../model/index.ts';
import { validationMessage } from '../routes/index.ts';

import { filterWay, type Hook } from '../seen/filter-way.ts';
import { cite, deviceOf, hopsOf, type Walk, waysOf } from '../walk/index.ts';
import { type Passing, passed, unknown } from './passing.ts';

/** What each stage says of a packet that nothing is known to stop there; the order is the packet's. */
export const PASSING = {
  link,
  'neighbour-in': neighbourIn,
  'wire-in': wireIn,
  prerouting: (walk) => filter(walk, 'prerouting'),
  'source-validation': sourceValidation,
  input,
  'reply-route': replyRoute,
  output: (walk) => filter(walk, 'output'),
  'neighbour-out': neighbourOut,
  'wire-out': wireOut,
  upstream,
} as const satisfies Record<StageName, (walk: Walk) => Passing>;

/** Is the interface up, with carrier and the address that is asked? */
function link(walk: Walk): Passing {
  const { flow } = walk.asked;
  const { state } = walk.modelled;
  const device = flow.interface;
  const evidence = cite(walk, 'links', 'addresses');
  if (walk.seen.packets.requests.length > 0)
    return passed({ key: 'link.takes-packets', device: walk.seen.ingress }, cite(walk, 'capture'));
  const found = linkOf(state, device);
  if (flow.to === '') return unknown({ key: 'link.no-address-shown', device }, evidence);
  const holders = holdersOf(state, flow.to);
  if (!found) return unknown({ key: 'link.not-shown', device }, evidence);
  if (holders.length === 0) return unknown({ key: 'link.address-not-shown', address: flow.to }, evidence);
  if (!holders.includes(device))
    return passed({ key: 'link.address-on-other', address: flow.to, holders, device }, evidence);
  return passed({ key: 'link.up', device, address: flow.to }, evidence);
}

/** Was the question for the address' link-layer address answered? */
function neighbourIn(walk: Walk): Passing {
  const { flow, family } = walk.asked;
  const { linkTalk, packets: seen } = walk.seen;
  if (seen.requests.length > 0) return passed({ key: 'neighbour-in.resolved' }, cite(walk, 'capture'));
  if (walk.seen.arrived || walk.seen.answerArrived)
    return passed({ key: 'neighbour-in.resolved' }, cite(walk, 'counters'));
  if (linkTalk.answers.some(({ address, direction }) => address === flow.to && direction !== 'in'))
    return passed({ key: 'neighbour-in.answers', address: flow.to, family }, cite(walk, 'capture'));
  const asked = linkTalk.questions.find(
    ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
  );
  if (asked) {
    const told = asked.asker === undefined ? {} : { asker: asked.asker };
    return unknown({ key: 'neighbour-in.asks-in-vain', address: flow.to, ...told }, cite(walk, 'capture'));
  }
  if (!seen.listening) return unknown({ key: 'wire-in.not-watched' });
  return passed({ key: 'neighbour-in.nobody-asked', address: flow.to }, cite(walk, 'capture'));
}

/** Did the request reach the interface? */
function wireIn(walk: Walk): Passing {
  const { flow, host, peerName } = walk.asked;
  const { packets: seen, ingress } = walk.seen;
  const evidence = cite(walk, 'capture', 'peer-probe', 'peer-capture');
  if (seen.requests.length > 0) {
    const on = seen.requests.some(({ dev }) => dev !== undefined) ? { device: ingress } : {};
    return passed(
      {
        key: 'wire-in.arrived',
        count: seen.requests.length,
        protocol: flow.protocol,
        asked: flow.interface,
        ...(flow.from === undefined ? {} : { from: flow.from }),
        ...on,
      },
      cite(walk, 'capture'),
    );
  }
  if (walk.seen.answerArrived) return passed({ key: 'wire-in.answered' }, evidence);
  if (walk.seen.arrived) return passed({ key: 'wire-in.counted' }, cite(walk, 'counters'));
  if (!seen.listening) return unknown({ key: 'wire-in.not-watched' }, evidence);
  const stranger = seen.perhapsOurs[0]?.source;
  if (stranger !== undefined)
    return unknown({ key: 'why.perhaps-translated', source: stranger, peer: peerName }, evidence);
  if (!walk.asked.probeExpected) {
    const other = seen.others[0]?.source;
    return unknown(
      walk.asked.namedSender !== undefined && other !== undefined
        ? { key: 'wire-in.others-only', others: other, sender: walk.asked.namedSender }
        : { key: 'wire-in.nobody-sends' },
      evidence,
    );
  }
  if (!seen.complete) return unknown({ key: 'why.capture-incomplete' }, evidence);
  return unknown({ key: 'wire-in.not-seen', host }, evidence);
}

function filter(walk: Walk, hook: Hook): Passing {
  const evidence = cite(walk, 'filters', 'nft', 'iptables', 'ip6tables');
  const { state } = walk.modelled;
  const { counted } = walk.seen;
  if (walk.seen.answerLeft || walk.seen.answerArrived)
    return passed({ key: 'wire-out.left' }, cite(walk, 'capture'));
  if (hook === 'prerouting' && isOurs(counted, counted.refused))
    return passed({ key: 'counted.reverse-path', by: counted.refused ?? 0 }, cite(walk, 'counters'));
  if (hook !== 'output' && isOurs(counted, counted.echoesIn))
    return passed({ key: 'counted.echoes-in', by: counted.echoesIn ?? 0 }, cite(walk, 'counters'));
  if (state.filters === undefined) return unknown({ key: 'filter.not-shown', hook }, evidence);
  const way = filterWay(walk);
  if (way.model.empty) return passed({ key: 'filter.no-rules' }, evidence);
  const { path, verdict } = way[hook];
  if (verdict.verdict !== 'accept') {
    const rule = verdict.rule ? { rule: ruleMessage(verdict.rule, verdict.owner) } : {};
    return unknown({ key: 'filter.untold', hook, because: filterMessage(verdict), ...rule }, evidence);
  }
  if (path === 'forward') return unknown({ key: 'filter.forwarded' }, evidence);
  const { rule, rewritten } = verdict;
  const to = rewritten?.destination === undefined ? {} : { becomes: rewritten.destination };
  return passed(
    rule
      ? { key: 'filter.rule-accepts', rule: { ...rule }, ...to }
      : { key: 'filter.none-stops', hook, ...to },
    evidence,
  );
}

/** Does the kernel accept the request's source on the interface that it came in on (RFC 3704, martians)? */
function sourceValidation(walk: Walk): Passing {
  const { validation } = walk.modelled;
  const { sender } = walk.asked;
  const { ingress } = walk.seen;
  if (walk.seen.answerLeft || walk.seen.answerArrived)
    return passed(
      { key: 'source.answer-shows', source: sender, device: ingress },
      cite(walk, 'capture', 'peer-probe'),
    );
  const evidence = cite(walk, 'rp_filter', 'sysctls', 'routes', 'rules', 'oracle', 'counters');
  const message = validationMessage(validation, walk.modelled.inwardQuery);
  return validation.verdict === 'accepted' ? passed(message, evidence) : unknown(message, evidence);
}

/** Is the request for this host, does the input hook let it in, and does something answer? */
function input(walk: Walk): Passing {
  const { flow, host } = walk.asked;
  const { counted } = walk.seen;
  const { passage } = walk.modelled;
  if (walk.seen.answerLeft || walk.seen.answerArrived)
    return passed({ key: 'input.answers', host }, cite(walk, 'capture', 'peer-probe'));
  if (isOurs(counted, counted.echoesIn))
    return passed({ key: 'counted.echoes-in', by: counted.echoesIn ?? 0 }, cite(walk, 'counters'));
  const hook = filter(walk, 'input');
  if (hook.status === 'unknown') return hook;
  if (flow.protocol !== 'icmp' && !passage.translated && listens(walk).who === 'not-shown')
    return unknown({ key: 'input.sockets-not-shown', protocol: flow.protocol, port: flow.port ?? 0 });
  return passed({ key: 'input.local', address: passage.destination }, hook.evidence);
}

/** Which rule, table, route and device does the answer take? */
function replyRoute(walk: Walk): Passing {
  const { replyRoute: answer } = walk.modelled;
  const { sender } = walk.asked;
  const evidence = cite(walk, 'routes', 'rules', 'oracle');
  switch (answer.kind) {
    case 'unknown':
      return unknown({ key: 'reply-route.open', sender, question: answer.question }, evidence);
    case 'refused':
    case 'error':
      return unknown({ key: 'reply-route.none', sender }, evidence);
    case 'route':
      if (hopsOf(answer).length > 1)
        return passed({ key: 'reply-route.one-of', sender, hops: hopsOf(answer) }, evidence);
      return passed(
        {
          key: 'reply-route.is',
          sender,
          device: deviceOf(answer) ?? '?',
          ...(answer.gateway === undefined ? {} : { gateway: answer.gateway }),
        },
        evidence,
      );
  }
}

/** Of several next hops each has to answer, for the hash may take any. */
function neighboursOut(
  { asked: { sender }, modelled: { state } }: Walk,
  hops: ReturnType<typeof hopsOf>,
): Passing {
  const each = hops.map(({ device, gateway: address = sender }) => {
    const entry = state.neighbours?.find((one) => one.dev === device && one.address === address);
    return { device, address, ...(entry?.state === undefined ? {} : { state: entry.state }) };
  });
  return unknown({ key: 'neighbour-out.one-of', hops: each });
}

/** Can the answer's next hop be resolved to a link-layer address? */
function neighbourOut(walk: Walk): Passing {
  if (walk.seen.answerLeft || walk.seen.answerArrived)
    return passed({ key: 'wire-out.left' }, cite(walk, 'capture'));
  const { replyRoute: answer, state } = walk.modelled;
  const { flow } = walk.asked;
  const dev = deviceOf(answer);
  const hops = hopsOf(answer);
  if (hops.length > 1) return neighboursOut(walk, hops);
  const nextHop = answer.kind === 'route' ? (answer.gateway ?? flow.from) : undefined;
  if (nextHop === undefined || dev === undefined) return unknown({ key: 'neighbour-out.no-next-hop' });
  const evidence = cite(walk, 'neighbours', 'capture');
  const entry = state.neighbours?.find((one) => one.dev === dev && one.address === nextHop);
  if (entry?.state === undefined)
    return unknown({ key: 'neighbour-out.not-looked-up', address: nextHop, device: dev }, evidence);
  const known = entry.mac !== undefined && entry.state !== 'FAILED' && entry.state !== 'INCOMPLETE';
  const message: Message = { key: 'neighbour-out.entry', address: nextHop, device: dev, state: entry.state };
  return known ? passed(message, evidence) : unknown(message, evidence);
}

/** Did the answer leave, on which interface, with which source? */
function wireOut(walk: Walk): Passing {
  const evidence = cite(walk, 'capture', 'routes', 'peer-probe');
  const { packets: seen, egress, ingress, answerArrived } = walk.seen;
  if (walk.seen.answerLeft) {
    const by = egress === undefined ? {} : { device: egress };
    const other = egress !== undefined && egress !== ingress;
    return passed({ key: 'wire-out.answers', count: seen.answers.length, other, ingress, ...by }, evidence);
  }
  if (answerArrived) return passed({ key: 'wire-in.answered' }, evidence);
  const devices = waysOf(walk.modelled.replyRoute);
  return unknown(
    devices.length === 0
      ? { key: 'reply-route.none', sender: walk.asked.sender }
      : { key: 'wire-out.would-leave', devices },
    evidence,
  );
}

/** Does the network beyond take the answer to the sender? */
function upstream(walk: Walk): Passing {
  if (walk.seen.answerArrived)
    return passed(
      { key: 'upstream.returned', peer: walk.asked.peerName },
      cite(walk, 'peer-probe', 'peer-capture'),
    );
  return unknown({ key: 'upstream.not-watched' });
}
