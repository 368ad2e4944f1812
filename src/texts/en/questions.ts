import { type OpenQuestion, type QuestionMessages, TABLE, tableName } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

export const questionSentences: Sentences<QuestionMessages> = {
  'question.open': ({ question }) => notShown(question),
  'question.assumed': ({ question }) => assumed(question),
};

function ofDevice(device: string): string {
  return device === '*' ? 'every interface' : device;
}

/** Settings by their keys; that of an interface whose name was not shown has no name in it. */
function settings(keys: readonly string[]): string[] {
  return keys.map((key) => key.replace('..', '.INTERFACE.'));
}

function notShown(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return `the IPv${question.family} policy rules were not shown completely`;
    case 'routes':
      return /^\d+$/.test(question.table)
        ? `the routes of table ${tableName(question.table)} were not shown completely`
        : `the number of table ${question.table} was not shown`;
    case 'addresses':
      return `the IPv${question.family} addresses of ${ofDevice(question.device)} were not shown completely`;
    case 'link':
      return `the flags, kind and master of ${question.device} were not shown completely`;
    case 'vrf':
      return `the VRF that ${question.device} is or belongs to was not shown with its table`;
    case 'sysctl':
      return `${settings(question.keys).join(' and ')} ${question.keys.length === 1 ? 'was' : 'were'} not shown`;
    case 'filter':
      return `what the packet filter does at ${question.hook} cannot be told`;
    case 'hook-programs':
      return `what programs on ${question.device} (XDP, tc, bridge filters) do with packets cannot be told`;
    case 'received':
      return `how many packets ${question.device} received while the sender sent was not shown: list it before and after`;
    case 'ipsec':
      return 'the IPsec policies and associations were not shown completely';
    case 'arrival':
      return `whether the request arrives on ${question.device} was not seen`;
    case 'departure':
      return `whether an answer leaves by ${question.device} was not seen`;
    case 'return':
      return 'whether the answer reaches the sender was not seen';
    case 'large-packets':
      return 'whether large packets get through was not tried';
    case 'neighbour':
      return `whether ${question.address} is answered for on ${question.device} was not seen`;
    case 'sockets':
      return `who listens on ${question.protocol} port ${question.port ?? '?'} was not shown`;
    case 'counters':
      return "the kernel's counters were not shown before and after";
    case 'sender':
      return "the sender's side was not shown";
    case 'who-asks':
      return question.network === undefined
        ? "the sender's address was not shown"
        : `the sender's address was not shown, and one in ${question.network} would fare otherwise`;
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
      return 'a flow hash chooses among the next hops, and they come to different ends';
    case 'first-owner':
      return `several interfaces may have ${subject}, and which of them the kernel finds first no listing tells`;
    case 'vrf-rule':
      return `whether rule ${subject} means the VRF or its device depends on the kernel, and was measured on 6.1 and 6.12 only`;
    case 'filter-rule':
      return `what the rule \`${subject}\` does with this packet no listing tells`;
    case 'home-addresses':
      return 'whether this kernel prefers home addresses (mobile IPv6) no listing tells';
    case 'object-source':
      return `which source address the next hop object ${subject} remembers no listing tells`;
    case 'shared-next-hop':
      return `which of the routes with next hop object ${subject} the kernel has cached for it no listing tells`;
    case 'own-gateway':
      return `whether the gateway ${subject} was this host itself when its route was added no listing tells`;
    case 'deleted-route':
      return `whether ${subject} once had a route for every source no listing tells`;
    case 'joined-groups':
      return 'which multicast groups are joined was not shown';
    case 'multicast-interface':
      return 'which interface the kernel asks first for multicast no listing tells';
    case 'network-broadcast':
      return "whether the network address is a broadcast hangs on the kernel's release, which was not shown";
    case 'address-while-down':
      return `whether an address counts while ${subject} is down no listing tells`;
  }
}

/** What stands in the place of something that was not shown. */
function assumed(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return 'the policy rules that a kernel starts with';
    case 'routes':
      if (question.table === TABLE.default) return 'table default is empty';
      return question.table === TABLE.local ? 'table local as the addresses make it' : notShown(question);
    case 'addresses':
      return `no other IPv${question.family} address on ${ofDevice(question.device)} than is known`;
    case 'sysctl':
      return `${settings(question.keys).join(', ')} is set`;
    case 'who-asks':
      return question.network === undefined
        ? notShown(question)
        : `the sender is beyond a router, and has no address in ${question.network}`;
    default:
      return notShown(question);
  }
}
