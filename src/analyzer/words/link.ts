import { capitalise, ip, LINKS, requests, type Telling } from './telling.ts';

/** Causes before the request is in: the link, its addresses, and what never arrives. */
export const LINK_WORDS = {
  'request-not-arriving': (walk) => {
    const { host, peerName, flow } = walk;
    return {
      headline: `${peerName}'s ${requests(walk)} never reach ${host}: they are lost before it`,
      explanation: `${peerName} sends to ${flow.to}, and nothing of it reaches any interface of ${host}. Look at security groups, access lists and the routes between the two; nothing on ${host} can mend it.`,
      advice: {
        commands: [
          ['traceroute', '-n', flow.to],
          ['tcpdump', '-ni', 'any', 'host', flow.to],
        ],
        link: LINKS.hostRequirements,
      },
    };
  },
  'interface-down': ({ host, flow }, { because }) => ({
    headline: `${host}'s ${flow.interface} is down`,
    explanation: `${capitalise(because)}. No packet can come in or leave there until the link is up: bring it up, or where it has no carrier look at the cable, the switch port or the virtual network behind it.`,
    advice: {
      commands: [
        ['ip', 'link', 'set', 'dev', flow.interface, 'up'],
        ['ip', '-s', 'link', 'show', 'dev', flow.interface],
      ],
      link: LINKS.ipLink,
    },
  }),
  'address-missing': (walk, { because }) => {
    const { host, flow, state, family } = walk;
    const sibling = state.addresses?.find((one) => one.dev === flow.interface && one.family === family);
    const add = sibling
      ? [ip(walk, 'addr', 'add', `${flow.to}/${sibling.prefixLength}`, 'dev', flow.interface)]
      : [];
    return {
      headline: `${flow.to || flow.interface} is not configured on ${host}`,
      explanation: `${capitalise(because)}. Whoever sends to it gets no answer, because no interface of ${host} takes it for its own. Configure the address, or ask for the one that is there.`,
      advice: { commands: [ip(walk, 'addr', 'show'), ...add], link: LINKS.ipAddress },
    };
  },
  'wrong-prefix-length': (walk, { because }) => {
    const atSender = because.startsWith(walk.peerName);
    const where = atSender ? walk.peerName : walk.host;
    return {
      headline: `${where} has a prefix length that makes the other side its neighbour, which it is not`,
      explanation: `${capitalise(because)}. A host asks its own link for every address inside its prefix, and sends the rest to the router; with a prefix that is too wide it asks for hosts that are not there. Correct the prefix length on ${where}.`,
      advice: {
        commands: [ip(walk, 'addr', 'show', 'dev', atSender ? 'eth0' : walk.ingress)],
        link: LINKS.arp,
      },
    };
  },
  'arp-flux': ({ host, flow }, { because }) => ({
    headline: `${host} answers ARP for ${flow.to} by the wrong interface, so requests come in there`,
    explanation: `${capitalise(because)}. Linux takes an address as the host's, not the interface's, and answers for it on any interface in the network unless it is told not to. Set arp_ignore and arp_announce, and give ${flow.interface} policy routing.`,
    advice: {
      commands: [
        ['sysctl', '-w', 'net.ipv4.conf.all.arp_ignore=1'],
        ['sysctl', '-w', 'net.ipv4.conf.all.arp_announce=2'],
      ],
      link: LINKS.ipSysctl,
    },
  }),
  'arp-rejected-by-rp-filter': ({ host, flow }, { because }) => ({
    headline: `${host} ignores ARP for ${flow.to}: strict rp_filter refuses who asks`,
    explanation: `${capitalise(because)}. Linux looks at who asks as it looks at a packet's source, and with strict rp_filter it keeps silent where the way back is another interface; no counter tells of it. So no request can even be sent.`,
    advice: { commands: [['sysctl', '-ar', '\\.rp_filter']], link: LINKS.ingressFiltering },
  }),
  'duplicate-address': ({ host, flow }, { because }) => ({
    headline: `Another machine has ${host}'s address ${flow.to}`,
    explanation: `${capitalise(because)}. Whoever sends to the address reaches the one or the other, by chance. Give one of the two another address.`,
    advice: {
      commands: [['arping', '-D', '-I', flow.interface, '-c', '2', flow.to]],
      link: LINKS.addressConflicts,
    },
  }),
} as const satisfies Record<string, Telling>;
