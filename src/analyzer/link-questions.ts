import type { Observation, Packet } from './model/index.ts';

/** "Who has this address?" as it was seen on a link: ARP, or neighbour discovery in IPv6. */
export type LinkQuestion = {
  target: string;
  asker?: string;
  mac?: string;
  dev?: string;
  direction?: 'in' | 'out';
};

/** "I have it, at this hardware address", asked for or announced. */
type LinkAnswer = { address: string; mac?: string; dev?: string; direction?: 'in' | 'out' };

/** Everything that was seen of hardware addresses being asked for. */
export type LinkTalk = { questions: LinkQuestion[]; answers: LinkAnswer[] };

/** Reads the ARP and neighbour discovery packets of an observation. */
export function linkTalkOf(observation: Observation): LinkTalk {
  const talk: LinkTalk = { questions: [], answers: [] };
  for (const capture of observation.captures) {
    for (const packet of capture.packets) {
      if (packet.direction === 'other') continue;
      const dev = packet.dev ?? (capture.interface === 'any' ? undefined : capture.interface);
      const seen = {
        ...(dev === undefined ? {} : { dev }),
        ...(packet.direction === undefined ? {} : { direction: packet.direction }),
      };
      readPacket(talk, packet, seen);
    }
  }
  for (const { to, from, device, answers } of observation.arpProbes ?? []) {
    const on = device === undefined ? {} : { dev: device };
    talk.questions.push({
      target: to,
      direction: 'out',
      ...on,
      ...(from === undefined ? {} : { asker: from }),
    });
    for (const { mac } of answers) talk.answers.push({ address: to, mac, direction: 'in', ...on });
  }
  return talk;
}

type Seen = { dev?: string; direction?: 'in' | 'out' };

function readPacket(talk: LinkTalk, packet: Packet, seen: Seen): void {
  const { kind, source, destination, about, sourceMac, announcedMac } = packet;
  const hardware = announcedMac ?? sourceMac;
  const mac = hardware === undefined ? {} : { mac: hardware };
  if (kind === 'who-has' && destination !== undefined) {
    talk.questions.push({
      target: destination,
      ...seen,
      ...(sourceMac === undefined ? {} : { mac: sourceMac }),
      ...(source === undefined ? {} : { asker: source }),
    });
  } else if (kind === 'is-at' && source !== undefined) {
    talk.answers.push({ address: source, ...seen, ...mac });
  } else if (kind === 'neighbour-solicitation' && about !== undefined) {
    talk.questions.push({
      target: about,
      ...seen,
      ...(sourceMac === undefined ? {} : { mac: sourceMac }),
      ...(source === undefined || source === '::' ? {} : { asker: source }),
    });
  } else if (kind === 'neighbour-advertisement' && about !== undefined) {
    talk.answers.push({ address: about, ...seen, ...mac });
  }
}

/** Whether the host asked for an address and nobody said that he has it. */
export function askedInVain({ questions, answers }: LinkTalk, target: string): LinkQuestion | undefined {
  if (answers.some(({ address, direction }) => address === target && direction !== 'out')) return undefined;
  return questions.find((question) => question.target === target && question.direction !== 'in');
}
