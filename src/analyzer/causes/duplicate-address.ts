import { cite, type Walk } from '../walk.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';

/** Another machine has the same address: its own packets say so, or the kernel that noticed it (RFC 4862, RFC 5227). */
export const duplicateAddress: CauseFile<'duplicate-address'> = {
  code: 'duplicate-address',
  claims(walk) {
    const found = noticedByKernel(walk) ?? seenOnLink(walk) ?? toldToSender(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: ({ flow, family }) => ({
    commands:
      family === 4
        ? [['arping', '-D', '-I', flow.interface, '-c', '2', flow.to]]
        : [['ndisc6', '-m', flow.to, flow.interface]],
    link: LINKS.addressConflicts,
  }),
};

/** An address that failed duplicate address detection is not used. */
function noticedByKernel(walk: Walk): Claim | undefined {
  const failed = walk.state.addresses?.find(
    ({ local, flags }) => local === walk.flow.to && flags.includes('dadfailed'),
  );
  if (!failed) return undefined;
  const facts = { how: 'dadfailed' as const, device: failed.dev };
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
    before: 'returned',
    despiteAnswer: true,
    evidence: cite(walk, 'addresses'),
    shown: { key: 'seen.dadfailed', address: walk.flow.to, device: failed.dev },
  });
}

/** Somebody else on the link speaks with our address as his own. */
function seenOnLink(walk: Walk): Claim | undefined {
  const { flow, linkTalk } = walk;
  const own = ownMacs(walk);
  if (own.size === 0 || walk.answerArrived) return undefined;
  const spoken = [
    ...linkTalk.questions.filter(({ asker, direction }) => asker === flow.to && direction === 'in'),
    ...linkTalk.answers.filter(({ address, direction }) => address === flow.to && direction === 'in'),
  ];
  const other = spoken.find(({ mac }) => mac !== undefined && !own.has(mac));
  if (other?.mac === undefined) return undefined;
  const device = other.dev ?? flow.interface;
  const facts = { how: 'seen-on-link' as const, mac: other.mac, device };
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
    before: 'returned',
    despiteAnswer: true,
    evidence: cite(walk, 'capture', 'links'),
    shown: { key: 'seen.claimed-by', address: flow.to, mac: other.mac, device },
  });
}

/** The sender on the same link got another machine's hardware address, or two. */
function toldToSender(walk: Walk): Claim | undefined {
  const { flow, seen } = walk;
  const own = ownMacs(walk);
  const told = announced(walk);
  const mac = told.find((one) => !own.has(one));
  if (mac === undefined || own.size === 0 || (seen.requests.length > 0 && walk.answerArrived))
    return undefined;
  const both = told.some((one) => own.has(one));
  const facts = { how: 'sender-was-told' as const, mac, device: flow.interface, both };
  const evidence = cite(walk, 'peer-capture', 'peer-neighbours', 'links');
  const shown = { key: 'seen.claimed-by', address: flow.to, mac, device: flow.interface } as const;
  if (both)
    return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
      before: 'returned',
      despiteAnswer: true,
      evidence,
      shown,
    });
  if (!seen.listening || seen.requests.length > 0 || answersForOthers(walk, mac)) return undefined;
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', { evidence, surmised: true });
}

/** A router that answers for whole networks (proxy ARP, many clouds) is no double. */
function answersForOthers({ peer, flow }: Walk, mac: string): boolean {
  return (peer?.state.neighbours ?? []).some((entry) => entry.mac === mac && entry.address !== flow.to);
}

/** What the sender was told, as its capture shows it, or its neighbour table where it knew before. */
function announced({ peerLinkTalk, peer, flow }: Walk): string[] {
  const answers = (peerLinkTalk?.answers ?? []).filter(
    ({ address, direction }) => address === flow.to && direction !== 'out',
  );
  const known = (peer?.state.neighbours ?? []).filter(({ address }) => address === flow.to);
  return [...new Set([...answers, ...known].flatMap(({ mac }) => mac ?? []))];
}

function ownMacs({ state }: Walk): Set<string> {
  return new Set((state.links ?? []).flatMap(({ mac }) => mac ?? []));
}
