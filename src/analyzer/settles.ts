import type { Verdict } from './verdict.ts';
import { deviceOf, type Walk } from './walk.ts';

/** The one command that would raise the certainty most; undefined where nothing is left to settle. */
export function whatSettles(walk: Walk, verdict: Verdict): string | undefined {
  if (verdict.certainty === 'proven') return undefined;
  const { flow, family, state, observation, seen } = walk;
  if (flow.to === '') return `ip addr show ${flow.interface}`;
  const unread = verdict.cause === 'inconclusive' && family === 4 ? reversePathKeys(walk) : [];
  if (unread.length > 0) return `sysctl ${unread.join(' ')}`;
  const cut = walk.replyRoute.kind === 'unknown' && state.gaps.some(({ part }) => part === `routes${family}`);
  if (cut) return `ip ${family === 6 ? '-6 ' : ''}route show table all`;
  if (verdict.stage === 'neighbour-in')
    return `tcpdump -eni ${flow.interface} ${family === 4 ? 'arp' : 'icmp6'}`;
  if (verdict.cause === 'mtu-blackhole') return `tracepath -n ${flow.to}`;
  if (!walk.arrived && seen.requests.length === 0) {
    if (walk.probeExpected && !seen.listening) return `tcpdump -ni any host ${flow.to}`;
    return attempt(walk);
  }
  if (observation.state.rules[family] === undefined) return family === 4 ? 'ip rule' : 'ip -6 rule';
  if (verdict.cause === 'reply-leaves-other-interface') return attempt(walk);
  if (observation.state.routes[family] === undefined)
    return `ip ${family === 6 ? '-6 ' : ''}route show table all`;
  if (state.filters === undefined) return 'nft list ruleset';
  if (verdict.cause === 'inconclusive' && walk.counted.echoesIn === 0)
    return `tc filter show dev ${walk.ingress} ingress`;
  const out = deviceOf(walk.replyRoute);
  if (verdict.cause === 'inconclusive' && out !== undefined && seen.requests.length > 0 && !walk.answerLeft)
    return `tcpdump -ni ${out} host ${flow.to}`;
  return `ip route get ${flow.to} from ${flow.from ?? 'SENDER'} iif ${walk.ingress}`;
}

/** The settings of source validation, where they were not shown and the verdict hangs on them. */
function reversePathKeys({ validation, ingress }: Walk): string[] {
  if (validation.verdict !== 'unknown' || !validation.because.startsWith('rp_filter')) return [];
  return ['all', ingress].map((name) => `net.ipv4.conf.${name.replaceAll('.', '/')}.rp_filter`);
}

function attempt({ flow }: Walk): string {
  if (flow.protocol === 'icmp') return `ping -c 5 ${flow.to}`;
  return `nc -zv${flow.protocol === 'udp' ? 'u' : ''} -w 2 ${flow.to} ${flow.port ?? ''}`.trim();
}
