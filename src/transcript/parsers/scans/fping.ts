import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { outcomeOf } from '../../forms/outcome.ts';
import type { Scanner, Tried } from './scan.ts';

const STATE =
  /^(\S{2,253}?)(?: \(([0-9a-f.:]{2,45})\))? is (alive|unreachable)(?: \(([\d.]{1,12}) ms\b.*\))?$/i;
const COUNTED =
  /^(\S{2,253}?)(?: \(([0-9a-f.:]{2,45})\))?\s{1,30}: xmt\/rcv\/%loss = (\d{1,9})\/(\d{1,9})\/\d{1,3}%(?:.*min\/avg\/max = ([\d.]{1,12})\/)?/i;
const EACH =
  /^(?:\[[\d.]{1,20}\] )?(\S{2,253}?)(?: \(([0-9a-f.:]{2,45})\))?\s{1,30}: \[\d{1,9}\], (?:timed out|\d{1,5} bytes, ([\d.]{1,12}) ms)/i;
const ERROR = /^ICMP (.{4,60}) from (\S{2,253})(?: \([0-9a-f.:]{2,45}\))? for ICMP Echo sent to (\S{2,253})/;

/** fping: a state a host, one line a round, and a summary. */
export const fping: Scanner = {
  prints: ([tool = '']) => /^fping6?$/.test(tool),
  form: (line) => {
    const start = line.trim().slice(0, 400);
    return [COUNTED, EACH, ERROR].some((form) => form.test(start)) || isState(start);
  },
  read(lines) {
    const found = new Map<string, Tried>();
    const rounds = new Map<string, { sent: number; received: number }>();
    const errors = new Map<string, { line: string; by: string }>();
    for (const whole of lines) {
      const line = whole.trim().slice(0, 600);
      const error = ERROR.exec(line);
      if (error) errors.set(error[3] ?? '', { line, by: error[2] ?? '' });
      const state = STATE.exec(line);
      const counted = COUNTED.exec(line);
      const round = EACH.exec(line);
      const [, name, address] = state ?? counted ?? round ?? [];
      const to = address ?? name;
      if (to === undefined) continue;
      if (state) found.set(to, result(to, 1, state[3] === 'alive' ? 1 : 0, state[4]));
      else if (counted) {
        // A loop prints one sum a round.
        const { sent, received } = rounds.get(to) ?? { sent: 0, received: 0 };
        const sum = { sent: sent + Number(counted[3]), received: received + Number(counted[4]) };
        rounds.set(to, sum);
        found.set(to, result(to, sum.sent, sum.received, counted[5]));
      } else {
        const earlier = found.get(to);
        const received = (earlier?.received ?? 0) + (round?.[3] === undefined ? 0 : 1);
        found.set(to, result(to, (earlier?.sent ?? 0) + 1, received, round?.[3]));
      }
    }
    return [...found.values()].map((tried) => {
      const error = tried.received > 0 ? undefined : errors.get(tried.to);
      if (!error) return tried;
      return {
        ...tried,
        error: error.line,
        reportedBy: error.by,
        outcome: outcomeOf(error.line) ?? tried.outcome,
      };
    });
  },
};

function isState(line: string): boolean {
  const [, name = '', address] = STATE.exec(line) ?? [];
  return isAddress(plainAddress(name)) || address !== undefined;
}

function result(to: string, sent: number, received: number, time: string | undefined): Tried {
  return {
    ...{ to, sent, received },
    ...(received > 0
      ? { outcome: 'answered' as const, roundTrip: time === undefined ? undefined : Number(time) }
      : { outcome: 'timed-out' as const, error: `${to} : ${received} of ${sent} answered` }),
  };
}
