import { rise } from '../counter-rise.ts';
import { appearsToCover, type Capture, covers, type OpenQuestion } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/**
 * Whether the asked host showed already what answers a question, so that asking for it again would show nothing new. What
 * stands under another host's prompt does not count.
 */
export function isShown(walk: Walk, question: OpenQuestion): boolean {
  const { state } = walk.modelled;
  const { family, attributed } = walk.asked;
  const { observation } = walk.seen;
  const { coverage } = state;
  const isAttributed = (part: string, keys: readonly string[] = []) =>
    attributed.some(
      (one) => one.part === part && (keys.length === 0 || one.keys.some((key) => keys.includes(key))),
    );
  switch (question.about) {
    case 'rules':
      // Rules that end with the paste end in a question of their own.
      return covers(coverage, 'rules', { family: question.family }) && !isAttributed('rules');
    case 'routes': {
      const { family: of, table } = question;
      return appearsToCover(coverage, 'routes', { family: of, table }) && !isAttributed('routes', [table]);
    }
    case 'addresses':
      return appearsToCover(coverage, 'addresses', { family: question.family });
    case 'link':
    case 'vrf':
      return appearsToCover(coverage, 'links');
    case 'sysctl':
      return (
        question.keys.every((key) => state.sysctls?.[key] !== undefined) &&
        !isAttributed('sysctls', question.keys)
      );
    case 'filter':
      return isFilterShown(walk);
    case 'hook-programs':
      return appearsToCover(coverage, 'hooks', { device: question.device, program: 'tc', chain: 'ingress' });
    case 'received':
      return rise(observation.counters, `Device.${question.device}.rx.packets`) !== undefined;
    case 'ipsec':
      return appearsToCover(coverage, 'ipsec');
    case 'sockets':
      return appearsToCover(coverage, 'sockets', { protocol: question.protocol });
    case 'counters':
      return observation.counters.length > 1;
    case 'neighbour':
      return (
        appearsToCover(coverage, 'neighbours', { family }) &&
        walk.seen.linkTalk.questions.some(({ target }) => target === question.address)
      );
    case 'arrival':
      return question.device === walk.asked.flow.interface
        ? walk.seen.packets.listening
        : observation.captures.some(
            (capture) => isWide(capture) || (capture.listening && capture.interface === question.device),
          );
    case 'departure':
      return walk.seen.answerLeft || observation.captures.some(isWide);
    default:
      return false;
  }
}

/** A capture that shows every interface. */
function isWide({ listening, interface: on }: Capture): boolean {
  return listening && (on === undefined || on === 'any');
}

/** Whether the packet filter was listed: nft lists the rules of iptables as well, where it is there. */
export function isFilterShown({
  modelled: { state },
  asked: { family },
  seen: { observation },
}: Walk): boolean {
  const program = observation.absentPrograms?.includes('nft') ? IPTABLES[family] : 'nft';
  return appearsToCover(state.coverage, 'filters', { program });
}

/** The program that lists the rules of iptables, by family, as coverage names it. */
export const IPTABLES = { 4: 'iptables', 6: 'ip6tables' } as const;
