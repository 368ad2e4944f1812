import type { Scope } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import type { IpCommand } from '../ip-command.ts';

/** What an `ip neigh` was asked for; `reach` is undefined where a choice cannot be put as a scope. */
export type NeighbourQuestion = { dev?: string; reach: Scope | undefined };

/** The question that the words of the command put. Entries in state NOARP and NONE are never listed unasked. */
export function neighbourQuestionOf(ip: IpCommand | undefined): NeighbourQuestion {
  const question: NeighbourQuestion = { reach: ip?.family === undefined ? {} : { family: ip.family } };
  const args = ip?.args ?? [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === 'dev' && args[at + 1] !== undefined) {
      question.dev = args[++at] ?? '';
      if (question.reach) question.reach = { ...question.reach, device: question.dev };
    } else if (word === 'nud' && args[at + 1] === 'all') at++;
    else if (isAddress(plainAddress(word)) && question.reach)
      question.reach = { ...question.reach, destination: plainAddress(word) };
    else if (word !== 'to') question.reach = undefined;
  }
  return question;
}

/** What an `arp` was asked for: `arp -n`, `arp -an`, `arp -i eth1`, `arp 10.0.0.1`. */
export function arpReach(argv: readonly string[]): Scope | undefined {
  let reach: Scope = { family: 4 };
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '-i' && argv[at + 1] !== undefined) reach = { ...reach, device: argv[++at] ?? '' };
    else if (isAddress(word)) reach = { ...reach, destination: word };
    else if (!/^-[anev]{1,4}$/.test(word)) return undefined;
  }
  return reach;
}
