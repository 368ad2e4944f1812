import type { Observation } from '../model/index.ts';
import { isFirstLost } from '../own-probes.ts';
import {
  type AddressClaim,
  answersForOthers,
  claimedBy,
  foreignClaims,
  macsKnown,
  ownMacs,
} from '../seen/address-claims.ts';
import { heldElsewhere } from '../seen/floating.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/** Another machine has the same address: its own packets say so, or whoever noticed it (RFC 4862, RFC 5227). */
export const duplicateAddress: CauseFile<'duplicate-address'> = {
  code: 'duplicate-address',
  claims(walk) {
    const found = noticedByKernel(walk) ?? (heldElsewhere(walk) ? undefined : claimedByOther(walk));
    const claimed = found ?? alsoConfigured(walk) ?? severalClaims(walk);
    return claimed ? [claimed] : [];
  },
  remedies: [],
  advice: ({ asked: { flow, family } }) => ({
    commands:
      flow.interface === ''
        ? []
        : family === 4
          ? [['arping', '-D', '-I', flow.interface, '-c', '2', flow.to]]
          : [['ndisc6', '-m', flow.to, flow.interface]],
    link: LINKS.addressConflicts,
  }),
};

/** An address that failed duplicate address detection is not used. */
function noticedByKernel(walk: Walk): Claim | undefined {
  const failed = walk.modelled.state.addresses?.find(
    ({ local, flags }) => local === walk.asked.flow.to && flags.includes('dadfailed'),
  );
  if (!failed) return undefined;
  const facts = { how: 'dadfailed' as const, device: failed.dev };
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
    before: 'returned',
    despiteAnswer: true,
    evidence: cite(walk, 'addresses'),
    shown: { key: 'seen.dadfailed', address: walk.asked.flow.to, device: failed.dev },
  });
}

/** Another host of the paste lists the address as well, on an interface that answers for it. */
function alsoConfigured(walk: Walk): Claim | undefined {
  const { flow, host } = walk.asked;
  const { observation, peer, others } = walk.seen;
  const own = holderOf(observation, flow.to);
  if (own === undefined || isAnswered(walk)) return undefined;
  const mine = observation.state.addresses?.map(({ local }) => local) ?? [];
  for (const other of [...(peer ? [peer] : []), ...others]) {
    const device = holderOf(other, flow.to);
    // With the very same addresses it is this host by another name.
    const isOther = other.state.addresses?.some(
      ({ local, scope }) => scope !== 'host' && !mine.includes(local),
    );
    if (device === undefined || other.host === undefined || other.host === host || !isOther) continue;
    const facts = { how: 'also-configured' as const, device, other: other.host };
    return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
      before: 'returned',
      despiteAnswer: true,
      evidence: cite(walk, 'addresses'),
      surmised: true,
    });
  }
  return undefined;
}

/** The interface on which a host has the address, where it answers ARP for it: many hosts may have one on loopback. */
function holderOf({ state }: Observation, address: string): string | undefined {
  return state.addresses?.find(({ local, dev }) => local === address && !/^(?:lo|dummy)/.test(dev))?.dev;
}

/** Somebody else claims the address. Where ours answers all the same, that is a remark and no cause. */
function claimedByOther(walk: Walk): Claim | undefined {
  const { flow } = walk.asked;
  const own = ownMacs(walk.modelled);
  if (isAnswered(walk) || (own.size === 0 && claimedBy(walk, flow.to).size < 2)) return undefined;
  const claims = foreignClaims(walk, flow.to).filter(({ mac }) => !answersForOthers(walk, mac, flow.to));
  const heard = claims.find(({ by }) => by === 'link' || by === 'log');
  if (heard) return certain(walk, heard, heard.by === 'log' ? 'logged' : 'seen-on-link');
  const [told] = claims;
  if (told === undefined || own.size === 0) return undefined;
  const both = [...claimedBy(walk, flow.to)].some((mac) => own.has(mac));
  return both ? certain(walk, told, 'sender-was-told', both) : onlyTheOther(walk, told);
}

/** Several machines answer, and which of them is this host was not shown: two of its own interfaces may be among them. */
function severalClaims(walk: Walk): Claim | undefined {
  const { flow } = walk.asked;
  const [one, other] = claimedBy(walk, flow.to);
  if (one === undefined || other === undefined || ownMacs(walk.modelled).size > 0) return undefined;
  if (isAnswered(walk) || heldElsewhere(walk)) return undefined;
  return claim(
    { cause: 'duplicate-address', facts: { how: 'sender-was-told', mac: other, device: flow.interface } },
    'neighbour-in',
    {
      before: 'returned',
      despiteAnswer: true,
      evidence: cite(walk, 'arping', 'peer-arping', 'peer-capture', 'peer-neighbours'),
      shown: { key: 'seen.claimed-by', address: flow.to, mac: other, device: flow.interface },
      surmised: true,
      rests: [undecided({ about: 'link', device: flow.interface })],
    },
  );
}

function certain(
  walk: Walk,
  { mac, dev }: AddressClaim,
  how: 'seen-on-link' | 'logged' | 'sender-was-told',
  both?: boolean,
): Claim {
  const device = (how === 'seen-on-link' ? dev : undefined) ?? walk.asked.flow.interface;
  const facts = { how, mac, device, ...(both === undefined ? {} : { both }) };
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', {
    before: 'returned',
    despiteAnswer: true,
    evidence: cite(walk, 'capture', 'arping', 'links', 'kernel-log', 'peer-capture', 'peer-neighbours'),
    shown: { key: 'seen.claimed-by', address: walk.asked.flow.to, mac, device },
    ...(macsKnown(walk) ? {} : { surmised: true }),
  });
}

/** The sender knows another machine alone: that is a double only where nothing of it came here. */
function onlyTheOther(walk: Walk, { mac }: AddressClaim): Claim | undefined {
  const { packets: seen } = walk.seen;
  const { flow } = walk.asked;
  if (!seen.listening || seen.requests.length > 0) return undefined;
  const facts = { how: 'sender-was-told' as const, mac, device: flow.interface, both: false };
  const evidence = cite(walk, 'peer-capture', 'peer-neighbours', 'links');
  return claim({ cause: 'duplicate-address', facts }, 'neighbour-in', { evidence, surmised: true });
}

/** All packets of this flow were answered, and by this host. */
function isAnswered({
  seen: { answerArrived, packets: seen, probe, answeredByAnother, peer },
  asked: { flow },
}: Walk): boolean {
  if (!answerArrived || answeredByAnother !== undefined) return false;
  if (probe === undefined) return true;
  const whole = probe.received >= probe.sent || isFirstLost(probe, peer, flow);
  return whole && (seen.requests.length > 0 || !seen.listening);
}
