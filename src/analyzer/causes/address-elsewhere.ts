import { macsKnown } from '../seen/address-claims.ts';
import { heldElsewhere } from '../seen/floating.ts';
import { cite } from '../walk/index.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** The address is on no interface here, and another machine answers for it: it moved, or never was to be here. */
export const addressElsewhere: CauseFile<'address-elsewhere'> = {
  code: 'address-elsewhere',
  claims(walk) {
    const held = heldElsewhere(walk);
    if (!held) return [];
    const { by, intent, how } = held;
    const { flow } = walk.asked;
    const { probe } = walk.seen;
    const facts = {
      how,
      ...(by === undefined ? {} : { mac: by.mac }),
      ...(intent === undefined ? {} : { intent: intent.source }),
    };
    return [
      claim({ cause: 'address-elsewhere', facts }, 'neighbour-in', {
        despiteAnswer: true,
        explainsForeignAnswer: true,
        evidence: cite(walk, 'addresses', 'arping', 'capture', 'peer-capture', 'peer-neighbours', 'intent'),
        ...(how === 'backup' || !macsKnown(walk) ? { surmised: true } : {}),
        ...shownBy(by, flow, probe),
      }),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow, family } }) => ({
    commands:
      flow.interface === ''
        ? []
        : family === 4
          ? [['arping', '-c', '3', '-I', flow.interface, flow.to]]
          : [['ndisc6', '-m', flow.to, flow.interface]],
    link: LINKS.addressConflicts,
  }),
};

function shownBy(
  by: { mac: string; dev?: string } | undefined,
  { to, interface: asked }: { to: string; interface: string },
  probe: { received: number; sent: number } | undefined,
) {
  if (by)
    return { shown: { key: 'seen.claimed-by' as const, address: to, mac: by.mac, device: by.dev ?? asked } };
  if (!probe) return {};
  return { shown: { key: 'seen.answers-returned' as const, received: probe.received, sent: probe.sent } };
}
