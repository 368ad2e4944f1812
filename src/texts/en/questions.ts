import { type OpenQuestion, type QuestionMessages, TABLE, tableName } from '../../analyzer/model/index.ts';
import { settingKeys } from '../names.ts';
import type { Sentences } from '../sentences.ts';

export const questionSentences: Sentences<QuestionMessages> = {
  'question.open': ({ question }) => notShown(question),
  'question.assumed': ({ question }) => assumed(question),
};

/** `*` stands for every interface. */
function anyOf(device: string): string {
  return device === '*' ? 'any interface' : device;
}

function notShown(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return `not all IPv${question.family} policy rules were shown`;
    case 'routes':
      return /^\d+$/.test(question.table)
        ? `not all routes of table ${tableName(question.table)} were shown`
        : `the number of table ${question.table} was not shown`;
    case 'addresses':
      return `not all IPv${question.family} addresses${question.device === '*' ? '' : ` of ${question.device}`} were shown`;
    case 'link':
      return `flags, kind and master of ${question.device} were not all shown`;
    case 'vrf':
      return `the VRF of ${question.device} was not shown with its table`;
    case 'sysctl':
      return `${settingKeys(question.keys).join(' and ')} ${question.keys.length === 1 ? 'was' : 'were'} not shown`;
    case 'filter':
      return `the packet filter's verdict at ${question.hook} is unknown`;
    case 'hook-programs':
      return `the effect of programs on ${question.device} (XDP, tc, bridge filters) is unknown`;
    case 'received':
      return `${question.device}'s receive counter was not shown before and after the test: list it both times`;
    case 'ipsec':
      return 'not all IPsec policies and associations were shown';
    case 'arrival':
      return `whether the request arrives on ${question.device} was not seen`;
    case 'departure':
      return `whether a reply leaves by ${question.device} was not seen`;
    case 'return':
      return 'whether the reply reaches the sender was not seen';
    case 'large-packets':
      return 'large packets were not tested';
    case 'neighbour':
      return `whether ${question.address} resolves (ARP/ND) on ${question.device} was not seen`;
    case 'sockets':
      return `what listens on ${question.protocol} port ${question.port ?? '?'} was not shown`;
    case 'counters':
      return 'the kernel counters were not shown before and after the test';
    case 'sender':
      return "nothing was shown from the sender's side";
    case 'who-asks':
      return question.network === undefined
        ? "the sender's address was not shown"
        : `the sender's address was not shown, and for one in ${question.network} the result differs`;
    case 'not-understood':
      return question.text === ''
        ? `the ${question.part} was not shown`
        : `"${question.text}" (${question.part}) is not understood`;
    case 'untold':
      return untold(question);
  }
}

function untold({ what, subject = '?' }: Extract<OpenQuestion, { about: 'untold' }>): string {
  switch (what) {
    case 'flow-hash':
      return 'a flow hash picks the next hop, and the next hops lead to different results';
    case 'first-owner':
      return `several interfaces may have ${subject}, and no listing shows which one the kernel finds first`;
    case 'vrf-rule':
      return `whether rule ${subject} means the VRF or its device depends on the kernel: only 6.1 and 6.12 were measured`;
    case 'filter-rule':
      return `no listing shows what the rule \`${subject}\` does with this packet`;
    case 'home-addresses':
      return 'no listing shows whether this kernel prefers home addresses (mobile IPv6)';
    case 'object-source':
      return `no listing shows which source address next hop object ${subject} stores`;
    case 'shared-next-hop':
      return `no listing shows which route the kernel has cached for next hop object ${subject}`;
    case 'own-gateway':
      return `no listing shows whether the gateway ${subject} was this host itself when its route was added`;
    case 'deleted-route':
      return `no listing shows whether ${subject} once had a route for every source`;
    case 'joined-groups':
      return 'the joined multicast groups were not shown';
    case 'multicast-interface':
      return 'no listing shows which interface the kernel tries first for multicast';
    case 'network-broadcast':
      return 'whether the network address is a broadcast depends on the kernel release, which was not shown';
    case 'address-while-down':
      return `no listing shows whether an address counts while ${subject} is down`;
  }
}

/** What is assumed where something was not shown. */
function assumed(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return "the kernel's default policy rules";
    case 'routes':
      if (question.table === TABLE.default) return 'table default is empty';
      return question.table === TABLE.local ? 'table local follows from the addresses' : notShown(question);
    case 'addresses':
      return `no further IPv${question.family} address on ${anyOf(question.device)}`;
    case 'sysctl':
      return `${settingKeys(question.keys).join(', ')} is set`;
    case 'who-asks':
      return question.network === undefined
        ? notShown(question)
        : `the sender is in another network, not in ${question.network}`;
    default:
      return notShown(question);
  }
}
