import { sysctl } from '../model/index.ts';
import { answeredAllBefore, tookAllAndMadeNone } from '../seen/held-back.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';

/**
 * Documentation/networking/ip-sysctl: icmp_echo_ignore_all silences IPv4 echo, net.ipv6.icmp.echo_ignore_all IPv6's, and
 * icmp_echo_ignore_broadcasts, on by default, those to broadcast and multicast addresses.
 */
export const echoIgnored: CauseFile<'echo-ignored'> = {
  code: 'echo-ignored',
  claims(walk) {
    if (walk.asked.flow.protocol !== 'icmp') return [];
    const found = toEverybody(walk) ?? bySetting(walk) ?? byCounters(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: (_, { setting }) => ({ commands: [['sysctl', '-w', `${setting}=0`]], link: LINKS.ipSysctl }),
};

const IGNORE_ALL = { 4: 'net.ipv4.icmp_echo_ignore_all', 6: 'net.ipv6.icmp.echo_ignore_all' } as const;
const RATE_MASK = { 4: 'net.ipv4.icmp_ratemask', 6: 'net.ipv6.icmp.ratemask' } as const;
const IGNORE_BROADCASTS = 'net.ipv4.icmp_echo_ignore_broadcasts';

function bySetting(walk: Walk): Claim | undefined {
  const setting = IGNORE_ALL[walk.asked.family];
  if (sysctl(walk.modelled.state, setting) !== 1) return undefined;
  return ignored(walk, { setting });
}

/** Requests to a broadcast or multicast address: one setting decides, and its default is to ignore them. */
function toEverybody(walk: Walk): Claim | undefined {
  if (walk.asked.family !== 4 || !isToEverybody(walk)) return undefined;
  const value = sysctl(walk.modelled.state, IGNORE_BROADCASTS);
  if (value === 0) return undefined;
  return ignored(
    walk,
    { setting: IGNORE_BROADCASTS, everybody: true },
    value === undefined ? 'default' : undefined,
  );
}

/**
 * ICMP took every request and made no reply, though it has a way back: by this setting, or by a limit for replies that is used
 * up (icmp_echo, icmp_reply). Such a limit is rare; but a host that answered every request until then does not ignore them all.
 */
function byCounters(walk: Walk): Claim | undefined {
  const { replyRoute, state } = walk.modelled;
  const { family } = walk.asked;
  const setting = IGNORE_ALL[family];
  if (!tookAllAndMadeNone(walk)) return undefined;
  if (sysctl(state, setting) !== undefined) return undefined;
  if (replyRoute.kind !== 'route' && replyRoute.kind !== 'unknown') return undefined;
  const isOpen = answeredAllBefore(walk) && state.sysctls?.[RATE_MASK[family]] === undefined;
  return ignored(walk, { setting, counted: true }, isOpen ? 'open' : 'default');
}

function ignored(
  walk: Walk,
  facts: Extract<Claim, { cause: 'echo-ignored' }>['facts'],
  assumed?: 'default' | 'open',
): Claim {
  return claim({ cause: 'echo-ignored', facts }, 'input', {
    after: 'accepted',
    before: 'answered',
    evidence: cite(walk, 'sysctls', 'rp_filter', 'counters'),
    rests: assumed
      ? [
          {
            question: { about: 'sysctl', keys: [facts.setting] },
            kind: assumed,
            otherwise: assumed === 'open' ? 'open' : 'unusual',
          },
        ]
      : [],
  });
}

/** Whether the address is the broadcast address of a network of the interface, everybody's, or a multicast group's. */
function isToEverybody({ modelled: { model, state }, asked: { flow }, seen: { ingress } }: Walk): boolean {
  if (flow.to === '255.255.255.255' || /^(?:22[4-9]|23\d)\./.test(flow.to)) return true;
  const own = (state.addresses ?? []).some(({ dev, broadcast }) => dev === ingress && broadcast === flow.to);
  if (own) return true;
  const answer = model.lookup({ family: 4, to: flow.to });
  return answer.kind === 'route' && answer.type === 'broadcast';
}
