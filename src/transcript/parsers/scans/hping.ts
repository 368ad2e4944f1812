import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { portOf } from '../../forms/services.ts';
import { optionOf, type Scanner } from './scan.ts';

const HEADER = /^HPING (\S{2,253}) \((?:(\S{1,20}) )?([0-9a-f.:]{2,45})\): (.{2,40}?), \d/;
const REPLY = /^len=\d{1,5} ip=([0-9a-f.:]{2,45}) .*?(?:sport=(\d{1,5}) flags=(\w{1,8})|icmp_seq=\d)/;
const SUMMARY = /^(\d{1,9}) packets (?:transmitted|tramitted), (\d{1,9}) packets received/;
const ERROR = /^ICMP (.{4,60}) from ip=(\S{2,45})/;

/** hping3: TCP segments, UDP datagrams or echo requests that it makes itself. */
export const hping: Scanner = {
  prints: ([tool = '']) => /^hping[23]?$/.test(tool),
  form: (line) =>
    HEADER.test(line.trim().slice(0, 300)) || /^--- \S{1,253} hping statistic ---/.test(line.trim()),
  read(lines, argv) {
    const said = lines.map((line) => line.trim().slice(0, 400));
    const header = said.map((line) => HEADER.exec(line)).find((match) => match !== null);
    const operand = argv.slice(1).findLast((word) => isAddress(plainAddress(word)));
    const to = header?.[3] ?? operand;
    if (to === undefined) return [];
    const replies = said.map((line) => REPLY.exec(line)).filter((match) => match !== null);
    const summary = said.map((line) => SUMMARY.exec(line)).find((match) => match !== null);
    const error = said.map((line) => ERROR.exec(line)).find((match) => match !== null);
    const isReset = replies.length > 0 && replies.every((match) => (match[3] ?? '').includes('R'));
    const received = Math.max(replies.length, Number(summary?.[2] ?? 0));
    const sent = Math.max(1, received, Number(summary?.[1] ?? 0));
    const protocol = protocolOf(header?.[4], argv);
    const isOver = summary !== undefined || received > 0;
    return [
      {
        ...{ to, sent, received, protocol },
        port:
          protocol === 'icmp'
            ? undefined
            : (portOf(replies[0]?.[2]) ?? portOf(optionOf(argv, '-p', '--destport'))),
        outcome:
          received > 0 ? (isReset ? 'refused' : 'answered') : isOver || error ? 'timed-out' : undefined,
        reportedBy: error?.[2],
        error: received > 0 ? undefined : (error?.[0] ?? summary?.[0]),
      },
    ];
  },
};

function protocolOf(mode: string | undefined, argv: readonly string[]): 'icmp' | 'tcp' | 'udp' {
  if (/icmp/i.test(mode ?? '') || argv.some((word) => /^(?:-1|--icmp)$/.test(word))) return 'icmp';
  return /udp/i.test(mode ?? '') || argv.some((word) => /^(?:-2|--udp)$/.test(word)) ? 'udp' : 'tcp';
}
