import { type Capture, emptyObservation, type Packet } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, consoleOf } from './console.ts';

/**
 * Both ends of a flow may have captured behind prompts without a name. A network carries what one sender sends to one address
 * to one interface of its host, whatever the port: where the address answers in a capture of another interface, what another
 * one shows of the same two and never answered was captured by the sender.
 */
export function withSendersCaptures(consoles: readonly Console[]): readonly Console[] {
  return consoles.flatMap((console) => {
    const { captures } = console.observation;
    if (console.name !== undefined || captures.length < 2) return [console];
    const theirs = captures.filter((capture) => isOfSender(capture, captures));
    if (theirs.length === 0) return [console];
    const ids = new Set(theirs.flatMap(({ evidence }) => evidence ?? []));
    const { evidence } = console.observation;
    const rest = {
      ...console.observation,
      captures: captures.filter((capture) => !theirs.includes(capture)),
      evidence: evidence.filter(({ id }) => !ids.has(id)),
    };
    const sender = {
      ...emptyObservation(),
      captures: theirs,
      evidence: evidence.filter(({ id }) => ids.has(id)),
    };
    return [consoleOf(rest), consoleOf(sender)];
  });
}

/** Whether a capture shows one sender's packets as they leave it, by what captures of the asked host show of the same two. */
export function isOfSender(capture: Capture, all: readonly Capture[]): boolean {
  const { packets } = capture;
  const [pair, ...others] = new Set(packets.map(ends));
  const devices = devicesOf(capture, packets);
  if (pair === undefined || others.length > 0 || devices.size === 0) return false;
  if (packets.some(({ direction }) => direction === 'in')) return false;
  return all.some((other) => {
    const there = devicesOf(other, other.packets);
    return (
      there.size > 0 && [...there].every((name) => !devices.has(name)) && isAnswered(other.packets, pair)
    );
  });
}

function devicesOf({ interface: on }: Capture, packets: readonly Packet[]): Set<string> {
  const names = packets.map(({ dev }) => dev ?? (on === 'any' ? undefined : on));
  return new Set(names.filter((name) => name !== undefined));
}

/** Whether the two speak both ways, the one that is asked after the other. */
function isAnswered(packets: readonly Packet[], pair: string): boolean {
  const asked = packets.findIndex((packet) => ends(packet) === pair);
  return asked >= 0 && packets.slice(asked).some((packet) => endsBack(packet) === pair);
}

function ends({ source = '', destination = '' }: Packet): string {
  return `${canonical(source)} ${canonical(destination)}`;
}

function endsBack({ source = '', destination = '' }: Packet): string {
  return `${canonical(destination)} ${canonical(source)}`;
}
