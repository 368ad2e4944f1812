import {
  type HostState,
  type IpsecPolicy,
  parseAddress,
  parsePrefix,
  prefixContains,
} from './model/index.ts';

/** A packet as a policy's selector looks at it; a port that is not known may be any. */
export type SelectedPacket = {
  source: string;
  destination: string;
  protocol: 'icmp' | 'icmpv6' | 'tcp' | 'udp';
  sourcePort?: number | undefined;
  destinationPort?: number | undefined;
  device?: string | undefined;
};

/** What the policies of one direction do with a packet that is not protected, and whether that is certain. */
export type IpsecVerdict = { does: 'drops' | 'protects'; policy: IpsecPolicy; certain: boolean };

/**
 * What the IPsec policies do with a packet in the clear: of those whose selector fits, the one with the lowest priority number
 * decides (ip-xfrm(8)). Undefined where none of those that were listed stops it.
 */
export function ipsecVerdict(
  { ipsecPolicies = [] }: Pick<HostState, 'ipsecPolicies'>,
  direction: IpsecPolicy['direction'],
  packet: SelectedPacket,
): IpsecVerdict | undefined {
  const inOrder = ipsecPolicies
    .filter((policy) => policy.direction === direction)
    .toSorted((one, other) => (one.priority ?? 0) - (other.priority ?? 0));
  let certain = true;
  for (const policy of inOrder) {
    const fits = selects(policy, packet);
    if (fits === false) continue;
    const does = effectOf(policy);
    if (fits === undefined) {
      // What may come before is one more possibility, whatever it does.
      certain = false;
      continue;
    }
    return does === 'passes' ? undefined : { does, policy, certain };
  }
  return undefined;
}

/** Templates that are not optional want protection; without any the packet passes as it is. */
function effectOf({ action, templates }: IpsecPolicy): 'passes' | IpsecVerdict['does'] {
  if (action === 'block') return 'drops';
  return templates.some(({ optional }) => optional !== true) ? 'protects' : 'passes';
}

const NUMBERS = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58' } as const;
const NAMES = {
  icmp: ['icmp'],
  tcp: ['tcp'],
  udp: ['udp'],
  icmpv6: ['icmp6', 'ipv6-icmp', 'icmpv6'],
} as const;

function selects(policy: IpsecPolicy, packet: SelectedPacket): boolean | undefined {
  const { protocol, sourcePort, destinationPort, mark, interfaceId, device } = policy;
  if (!within(policy.source, packet.source) || !within(policy.destination, packet.destination)) return false;
  const names: readonly string[] = [NUMBERS[packet.protocol], ...NAMES[packet.protocol]];
  if (protocol !== undefined && !names.includes(protocol)) return false;
  // Policies of an XFRM interface are asked for what goes through it alone.
  if (interfaceId !== undefined && Number(interfaceId) !== 0) return false;
  if (device !== undefined && packet.device !== undefined && device !== packet.device) return false;
  const ports = [
    [sourcePort, packet.sourcePort],
    [destinationPort, packet.destinationPort],
  ] as const;
  if (ports.some(([wanted, is]) => wanted !== undefined && is !== undefined && wanted !== is)) return false;
  const open =
    ports.some(([wanted, is]) => wanted !== undefined && is === undefined) ||
    mark !== undefined ||
    (device !== undefined && packet.device === undefined);
  return open ? undefined : true;
}

function within(cidr: string, address: string): boolean {
  const [prefix, inner] = [parsePrefix(cidr), parseAddress(address)];
  return prefix !== undefined && inner !== undefined && prefixContains(prefix, inner);
}

/**
 * Whether an association protects what goes from one address to another as the policy's templates want it. Undefined where the
 * associations were not listed.
 */
export function isProtected(
  { ipsecStates }: Pick<HostState, 'ipsecStates'>,
  { templates }: IpsecPolicy,
  { source, destination }: Pick<SelectedPacket, 'source' | 'destination'>,
): boolean | undefined {
  if (ipsecStates === undefined) return undefined;
  return templates.some((template) => {
    const from = isAnyAddress(template.source) ? source : template.source;
    const to = isAnyAddress(template.destination) ? destination : template.destination;
    return ipsecStates.some((state) => state.source === from && state.destination === to);
  });
}

function isAnyAddress(address: string | undefined): boolean {
  return address === undefined || address === '0.0.0.0' || address === '::';
}
