import { sectionsOf } from './consoles/console.ts';
import type { Answer, Input, Trial } from './trial.ts';

/** Programs that only look, and what is typed behind them. */
const READS: readonly RegExp[] = [
  /^sysctl(?: [\w./-]+)+$/,
  /^ip(?: -6)?(?: -d)? (?:rule|neigh|addr|link|route show table \S+|addr show \S+)$/,
  /^ip(?: -6)? route get [\d.:a-f]+(?: from \S+(?: iif \S+)?)?$/,
  /^ip(?: -6)? route get \S+ oif \S+$/,
  /^ip -s link show dev \S+$/,
  /^ip xfrm (?:policy|state)$/,
  /^nft list ruleset$/,
  /^ip6?tables-save$/,
  /^tc filter show dev \S+ (?:in|e)gress$/,
  /^ss -\w+$/,
  /^nstat -asz$/,
  /^tcpdump -eni \S+ (?:host \S+|arp|icmp6)$/,
  /^ping(?: -M do)? -c \d+(?: -s \d+)? \S+$/,
  /^nc -zvu? -w \d+ \S+ \d+$/,
  /^tracepath -n \S+$/,
];

/** What sends packets to the address: on the host itself they would pass by `lo`. */
const TRIES = /^(?:ping|nc|tracepath)\b/;

/** What makes a question that was asked pointless where it is asked; empty where it makes sense. */
export function pointless(
  { input }: Pick<Trial, 'input'>,
  { settles, settlesOn, host, to }: Answer,
): string[] {
  if (settles === undefined) return [];
  const six = to?.includes(':') === true;
  const program = settles.split(' ')[0] ?? '';
  const faults: [string, boolean][] = [
    ['is not known to be read-only, or holds a placeholder', !READS.some((form) => form.test(settles))],
    [
      'has a placeholder for an address or an interface',
      /\b(?:SENDER|IFACE|BRIDGE|TABLE)\b|''|\bundefined\b/.test(settles),
    ],
    ['names no host to run it on', settlesOn === undefined || settlesOn === ''],
    ['tries the own address of the host', TRIES.test(settles) && settlesOn === host],
    [
      'asks for IPv4 where the address is IPv6',
      six && /^ip (?:rule|neigh|route)|^iptables|\barp\b/.test(settles),
    ],
    ['asks for a program that is not there', lacks(input, program)],
    ['asks for what was shown', showed(input, settles, settlesOn)],
  ];
  return faults.filter(([, is]) => is).map(([what]) => `${settles}: ${what}`);
}

function lacks(input: Input, program: string): boolean {
  return input.form === 'paste' && new RegExp(`\\b${program}: (?:command )?not found`).test(input.text);
}

/** Counters tell something once they were listed twice. */
const COUNTS = /^ip -s link\b/;

/** The last listing of a paste may go on, so it may be asked for again. */
function showed(input: Input, settles: string, on: string | undefined): boolean {
  if (input.form !== 'paste' || COUNTS.test(settles)) return false;
  return sectionsOf(input.text)
    .slice(0, -1)
    .some(({ host, command }) => host === on && command.replaceAll("'", '') === settles);
}
