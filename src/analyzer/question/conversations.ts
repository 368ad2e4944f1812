import type { Outcome, Packet } from '../model/index.ts';
import { isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { deviceIn, endOf, isForwarded, type Seen, sideOf } from './captured.ts';
import type { Console } from './console.ts';

/** One TCP or UDP conversation: packets of the client, and of the server. */
type Conversation = {
  protocol: 'tcp' | 'udp';
  client: string;
  server: string;
  port?: number;
  requests: Seen[];
  answers: Seen[];
};

/** TCP and UDP of a console's captures, by client, server and port, and what became of it. */
export function conversationAttempts(console: Console, seen: readonly Seen[]): Attempt[] {
  const flows = new Map<string, Conversation[]>();
  for (const conversation of conversationsOf(seen)) {
    const { protocol, client, server, port } = conversation;
    if (server !== '' && !isOneHost(server)) continue;
    const key = [protocol, client, server, port ?? ''].join(' ');
    const known = flows.get(key);
    if (known) known.push(conversation);
    else flows.set(key, [conversation]);
  }
  return [...flows.values()].flatMap((conversations) => flowAttempt(console, conversations));
}

function flowAttempt(console: Console, conversations: readonly Conversation[]): Attempt[] {
  const [first] = conversations;
  if (!first) return [];
  const outcomes = new Set(conversations.map(outcomeOf));
  const outcome: Outcome = outcomes.has('failed')
    ? outcomes.has('answered')
      ? 'unclear'
      : 'failed'
    : outcomes.has('unclear')
      ? 'unclear'
      : outcomes.has('answered')
        ? 'answered'
        : 'asked';
  const requests = conversations.flatMap((conversation) => conversation.requests);
  const answers = conversations.flatMap((conversation) => conversation.answers);
  const { client, server, protocol, port } = first;
  const span = shortestSpan(conversations);
  return [
    attempt({
      console,
      showing: requests.length > 0 ? 'captured-requests' : 'captured-answers',
      side: sideOf(console, { from: client, to: server, requests, answers }),
      outcome,
      from: client === '' ? undefined : client,
      to: server === '' ? undefined : server,
      protocol,
      port,
      device: deviceIn(requests),
      ...(span === undefined ? {} : { span }),
      answers: answers.length > 0,
      ...(isForwarded(requests) ? { forwarded: true } : {}),
      count: requests.length,
      line: (requests[0] ?? answers[0])?.packet.line.trim() ?? '',
    }),
  ];
}

function shortestSpan(conversations: readonly Conversation[]): number | undefined {
  const spans = conversations.flatMap(({ requests, answers }) => {
    const [sent, came] = [requests[0]?.packet.time, answers[0]?.packet.time];
    return sent === undefined || came === undefined || came < sent ? [] : [came - sent];
  });
  return spans.length === 0 ? undefined : Math.min(...spans);
}

function conversationsOf(seen: readonly Seen[]): Conversation[] {
  const pairs = new Map<string, Seen[]>();
  for (const each of seen) {
    const { protocol, sourcePort, destinationPort } = each.packet;
    const [source, destination] = [endOf(each.packet, 'source'), endOf(each.packet, 'destination')];
    if (protocol !== 'tcp' && protocol !== 'udp') continue;
    if (sourcePort === undefined && destinationPort === undefined) continue;
    const ends = [`${source} ${sourcePort ?? ''}`, `${destination} ${destinationPort ?? ''}`].sort();
    const key = [protocol, ...ends].join(' ');
    const known = pairs.get(key);
    if (known) known.push(each);
    else pairs.set(key, [each]);
  }
  return [...pairs.values()].flatMap((packets) => {
    const opening = openingOf(packets);
    if (!opening) return [];
    const isRequest = ({ packet }: Seen) =>
      endOf(packet, 'source') === opening.client && packet.sourcePort === opening.clientPort;
    return [
      {
        protocol: opening.protocol,
        client: opening.client,
        server: opening.server,
        ...(opening.port === undefined ? {} : { port: opening.port }),
        requests: packets.filter(isRequest),
        answers: packets.filter((each) => !isRequest(each)),
      } satisfies Conversation,
    ];
  });
}

type Opening = {
  protocol: 'tcp' | 'udp';
  client: string;
  clientPort: number | undefined;
  server: string;
  port: number | undefined;
};

/** Who is the client: the sender of a SYN, who gets a SYN-ACK; else who has the higher port. */
function openingOf(packets: readonly Seen[]): Opening | undefined {
  const syn = packets.find(({ packet }) => isSyn(packet));
  if (syn) return openedBy(syn.packet, 'source');
  const accepted = packets.find(({ packet }) => packet.kind === 'S.');
  if (accepted) return openedBy(accepted.packet, 'destination');
  const [first] = packets;
  if (!first) return undefined;
  const { sourcePort = 0, destinationPort = 0, protocol } = first.packet;
  const byServer = sourcePort < destinationPort && (protocol === 'tcp' || sourcePort < WELL_KNOWN_BELOW);
  return openedBy(first.packet, byServer ? 'destination' : 'source');
}

/** Ports that services have and clients have not (RFC 6335, 6). */
const WELL_KNOWN_BELOW = 1024;

function openedBy(packet: Packet, client: 'source' | 'destination'): Opening {
  const server = client === 'source' ? 'destination' : 'source';
  return {
    protocol: packet.protocol === 'tcp' ? 'tcp' : 'udp',
    client: endOf(packet, client),
    clientPort: packet[`${client}Port`],
    server: endOf(packet, server),
    port: packet[`${server}Port`],
  };
}

function isSyn({ protocol, kind }: Packet): boolean {
  return protocol === 'tcp' && kind !== undefined && kind.startsWith('S') && !kind.includes('.');
}

function outcomeOf({ protocol, requests, answers }: Conversation): Outcome {
  if (protocol === 'udp') return answers.length > 0 ? 'answered' : 'unclear';
  const syns = requests.filter(({ packet }) => isSyn(packet)).length;
  const accepted = answers.filter(({ packet }) => packet.kind === 'S.').length;
  const refused = answers.some(({ packet }) => packet.kind?.startsWith('R') === true);
  const goesOn = requests.some(
    ({ packet }) => packet.kind !== undefined && !isSyn(packet) && !packet.kind.startsWith('R'),
  );
  if (syns === 0 && accepted === 0) {
    // Caught in the middle: both directions go on, or one alone was captured.
    return answers.length > 0 && requests.length > 0 ? 'answered' : 'asked';
  }
  if (goesOn) return 'answered';
  if (accepted === 0) return syns > 0 || refused ? 'failed' : 'asked';
  return syns > 1 || accepted > 1 ? 'failed' : 'unclear';
}
