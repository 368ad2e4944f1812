import { cite, type Walk } from '../walk.ts';
import { type Finding, stopped, wouldStop } from './finding.ts';

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
  const { flow, peerName, host, seen } = walk;
  const own = ownMacs(walk);
  const told = announced(walk);
  const stranger = told.find((mac) => !own.has(mac));
  if (stranger === undefined || own.size === 0 || (seen.requests.length > 0 && walk.answerArrived))
    return undefined;
  const evidence = cite(walk, 'peer-capture', 'peer-neighbours', 'links');
  const because = `${peerName} was told that ${flow.to} is at ${stranger}, which is not ${host}`;
  if (told.some((mac) => own.has(mac)))
    return stopped('duplicate-address', `${because}, though ${host} answered too`, evidence);
  if (!seen.listening || seen.requests.length > 0 || answersForOthers(walk, stranger)) return undefined;
  return wouldStop('duplicate-address', `${because}; its requests do not come to ${host}`, evidence);
}

/** A router that answers for whole networks (proxy ARP, many clouds) is no double. */
function answersForOthers({ peer, flow }: Walk, mac: string): boolean {
  return (peer?.state.neighbours ?? []).some((entry) => entry.mac === mac && entry.address !== flow.to);
}

/** What the sender was told, as its capture shows it, or its neighbour table where it knew before. */
function announced({ peerLinkTalk, peer, flow }: Walk): string[] {
  const heard = (peerLinkTalk?.answers ?? []).filter(
    ({ address, direction }) => address === flow.to && direction !== 'out',
  );
  const known = (peer?.state.neighbours ?? []).filter(({ address }) => address === flow.to);
  return [...new Set([...heard, ...known].flatMap(({ mac }) => mac ?? []))];
}

function ownMacs({ state }: Walk): Set<string> {
  return new Set((state.links ?? []).flatMap(({ mac }) => mac ?? []));
}
