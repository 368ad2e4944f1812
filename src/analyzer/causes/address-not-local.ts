import { covers, type OpenQuestion, TABLE } from '../model/index.ts';
import { addressesKnown, ownAddress } from '../seen/addresses.ts';
import { cite, type Walk } from '../walk/index.ts';
import { addressMissing } from './address-missing.ts';
import { type Assumption, type CauseFile, claim, ip, LINKS } from './cause.ts';
import { interfaceDown } from './interface-down.ts';

/** The destination is not in the local table: the host drops the packet, or passes it on instead of answering. */
export const addressNotLocal: CauseFile<'address-not-local'> = {
  code: 'address-not-local',
  claims(walk) {
    const { passage, state } = walk.modelled;
    const { family } = walk.asked;
    const { destination, translated } = passage;
    if (destination === '' || isDelivered(walk) !== false) return [];
    const known = addressesKnown(state, family) || isLocalTableShown(walk);
    // Where a published port leads is not an address of the host, unless somebody gave it one that is not shown.
    if (!known && !translated) return [];
    // An interface that is down, or lacks the address, says it all.
    if (interfaceDown.claims(walk).length > 0 || addressMissing.claims(walk).length > 0) return [];
    const forwards = state.sysctls?.[FORWARDING[family]];
    if (translated && forwards !== '0') return [];
    const facts = { destination, translated, forwards: forwards !== '0' };
    return [
      claim({ cause: 'address-not-local', facts }, 'input', {
        after: 'arrived',
        evidence: cite(walk, 'addresses', 'routes', 'sysctls'),
        rests: [
          ...(forwards === undefined
            ? [assumed({ about: 'sysctl', keys: [FORWARDING[family]] }, 'open')]
            : []),
          ...(known ? [] : [assumed({ about: 'addresses', family, device: walk.seen.ingress }, 'unusual')]),
        ],
      }),
    ];
  },
  remedies: [],
  advice(walk, { translated }) {
    const { flow, family } = walk.asked;
    const { ingress } = walk.seen;
    const forward = ['sysctl', '-w', `${FORWARDING[family]}=1`];
    const own = ip(walk, 'addr', 'add', `${flow.to}/${family === 4 ? 32 : 128}`, 'dev', ingress);
    return { commands: translated ? [forward] : [own, forward], link: LINKS.ipSysctl };
  },
};

/** Every local route was listed, and the address's network is connected: it lacks its local route alone. */
function isLocalTableShown({ modelled: { state, passage }, asked: { family } }: Walk): boolean {
  return (
    covers(state.coverage, 'routes', { family, table: TABLE.local }) &&
    ownAddress(state, passage.destination) !== undefined
  );
}

function assumed(question: OpenQuestion, otherwise: Assumption['otherwise']): Assumption {
  return { question, kind: 'default', otherwise };
}

const FORWARDING = { 4: 'net.ipv4.ip_forward', 6: 'net.ipv6.conf.all.forwarding' } as const;

/** What the lookup of the arriving packet says: an address on an interface alone does not deliver, table local does. */
function isDelivered({
  modelled: { model, passage, inwardQuery },
  asked: { family },
}: Walk): boolean | undefined {
  const { source, destination: _, ...selectors } = inwardQuery;
  const arriving =
    family === 4 ? model.lookup({ ...selectors, to: passage.destination, from: source }) : undefined;
  if (arriving?.kind === 'route') return arriving.type === 'local';
  if (arriving?.kind === 'error') return false;
  // Settings that were not shown leave the arriving one open; where an address of the host's own leads they do not change.
  const own = family === 4 ? model.lookup({ family, to: passage.destination }) : undefined;
  if (own?.kind === 'route') return own.type === 'local';
  return model.isLocal(family, passage.destination);
}
