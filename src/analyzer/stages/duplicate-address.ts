import type { LinkTalk } from '../link-questions.ts';
import { cite, type Walk } from '../walk.ts';
import { type Finding, stopped } from './finding.ts';

/** Has another machine the same address? Its own packets say so, or the kernel that noticed it. */
export function duplicateAddress(walk: Walk): Finding | undefined {
  return noticedByKernel(walk) ?? heardOnLink(walk) ?? heardBySender(walk);
}

/** RFC 4862: an address that failed duplicate address detection is not used. */
function noticedByKernel({ state, flow, observation }: Walk): Finding | undefined {
  const failed = state.addresses?.find(
    ({ local, flags }) => local === flow.to && flags.includes('dadfailed'),
  );
  if (!failed) return undefined;
  const evidence = observation.evidence.filter(({ id }) => id.startsWith('addresses')).map(({ id }) => id);
  const because = `${flow.to} on ${failed.dev} is marked dadfailed: another machine had it when it was set up`;
  return stopped('duplicate-address', because, evidence);
}

/** Somebody else on the link speaks with our address as his own. */
function heardOnLink(walk: Walk): Finding | undefined {
  const { flow, linkTalk } = walk;
  const own = ownMacs(walk);
  if (own.size === 0) return undefined;
  const spoken = [
    ...linkTalk.questions.filter(({ asker, direction }) => asker === flow.to && direction === 'in'),
    ...linkTalk.answers.filter(({ address, direction }) => address === flow.to && direction === 'in'),
  ];
  const other = spoken.find(({ mac }) => mac !== undefined && !own.has(mac));
  if (!other || walk.answerArrived) return undefined;
  const because = `${other.mac} on ${other.dev ?? flow.interface} also has ${flow.to}: it uses it as its own address`;
  return stopped('duplicate-address', because, cite(walk, 'capture', 'links'));
}

/** The sender on the same link got another machine's hardware address, or two. */
function heardBySender(walk: Walk): Finding | undefined {
  const { flow, peerLinkTalk, peerName } = walk;
  const own = ownMacs(walk);
  const told = announced(peerLinkTalk, flow.to);
  const strangers = told.filter((mac) => !own.has(mac));
  const [stranger] = strangers;
  if (stranger === undefined || own.size === 0) return undefined;
  const hostAnswered =
    told.some((mac) => own.has(mac)) || walk.linkTalk.answers.some(({ direction }) => direction === 'out');
  const hostHeardOthersOnly = walk.seen.listening && walk.seen.requests.length === 0;
  if (!hostAnswered && !hostHeardOthersOnly) return undefined;
  if (walk.seen.requests.length > 0 && walk.answerArrived) return undefined;
  const because = `${peerName} was told that ${flow.to} is at ${stranger}, which is not ${walk.host}${hostAnswered ? `, though ${walk.host} answered too` : ''}`;
  return stopped('duplicate-address', because, cite(walk, 'peer-capture', 'links'));
}

function announced(talk: LinkTalk | undefined, address: string): string[] {
  const macs = (talk?.answers ?? [])
    .filter((answer) => answer.address === address && answer.direction !== 'out')
    .flatMap(({ mac }) => mac ?? []);
  return [...new Set(macs)];
}

function ownMacs({ state }: Walk): Set<string> {
  return new Set((state.links ?? []).flatMap(({ mac }) => mac ?? []));
}
