import { ROUTER_SAYS } from '../../names.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { peer, requests, ways } from '../words.ts';

/** In a few words: causes on the way to the host. */
export const arrivalReasons = {
  'request-not-arriving': (facts, scene) =>
    facts.how === 'router-said'
      ? `${facts.router} says: ${ROUTER_SAYS[facts.says]}`
      : `${requests(scene)} never reach ${scene.host}`,
  'sender-side': (facts, scene) => {
    switch (facts.how) {
      case 'no-route':
        return `${peer(scene)} has no route there`;
      case 'no-source':
        return `${peer(scene)} has no source address for it`;
      case 'not-permitted':
        return `${peer(scene)}'s own firewall forbids the request`;
      case 'no-neighbour':
        return `nothing answers ${peer(scene)}'s ARP/ND`;
      case 'wrong-neighbour':
        return `${peer(scene)} has a wrong neighbour entry`;
      case 'vpn':
        return `${peer(scene)} sends it into ${facts.device ?? 'a VPN'}`;
      case 'nothing-sent':
        return `${peer(scene)} sends nothing`;
      case 'dropped-answer':
        return `the reply arrives, and ${peer(scene)} drops it`;
      case 'own-filter':
        return `${peer(scene)}'s own firewall drops the reply`;
    }
  },
  'packet-loss': ({ sent, received, signs }) => {
    const lost = sent > 0 ? `${sent - received} of ${sent} packets lost` : 'part of the packets is lost';
    const [sign] = signs;
    return sign === undefined ? lost : `${lost} (${sign.counter} ${sign.count})`;
  },
  'interface-down': ({ why, operstate }, { interface: device }) => {
    switch (why) {
      case 'not-up':
        return `${device} is down`;
      case 'no-carrier':
        return `${device} has no carrier (cable, peer port)`;
      case 'operstate':
        return `${device} is ${operstate ?? 'not operational'}`;
      case 'gone':
        return `${device} does not exist any more`;
    }
  },
  'address-missing': ({ how }, { to, ingress }) => {
    switch (how) {
      case 'none':
        return `${ingress} has no address`;
      case 'other':
        return `no interface has the address ${to}`;
      case 'no-ingress-address':
        return `${ingress} has no IPv4 address`;
    }
  },
  'wrong-prefix-length': ({ side, local, prefixLength, neighbour }, scene) =>
    `wrong prefix ${local}/${prefixLength} on ${side === 'host' ? scene.host : peer(scene)}: treats ${neighbour} as on-link`,
  'arp-flux': ({ holder, other }) => `${other} answers ARP for ${holder}'s address (ARP flux)`,
  'arp-rejected-by-rp-filter': ({ ways: back, noRoute, asker }) =>
    noRoute
      ? `ARP from ${asker} not answered: rp_filter, and no return route`
      : `ARP from ${asker} not answered: rp_filter, as replies leave by ${ways(back)}`,
  'arp-not-answered': ({ by, setting, rule }) => {
    switch (by) {
      case 'filter':
        return `an ARP/ND filter rule drops the query${rule?.chain === undefined ? '' : ` (chain ${rule.chain})`}`;
      case 'not-shown':
        return 'ARP/ND arrives and is not answered';
      case 'NOARP':
        return 'ARP is off on the interface (NOARP)';
      case 'arp_ignore':
      case 'arp_filter':
        return `ARP not answered: ${setting ?? by}`;
    }
  },
  'address-elsewhere': ({ how, mac }, { to }) =>
    how === 'backup'
      ? `${to} is held by another node (VRRP backup here)`
      : `another host answers for ${to}${mac === undefined ? '' : ` (${mac})`}`,
  'duplicate-address': ({ other, mac }, { to }) =>
    `${to} is used twice: ${other ?? mac ?? 'another host'} has it too`,
} satisfies Partial<PictureTexts['reason']>;
