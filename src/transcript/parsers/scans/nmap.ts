import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { portOf } from '../../forms/services.ts';
import { optionOf, type Scanner, type Tried } from './scan.ts';

const REPORT = /^Nmap scan report for (\S{2,253})(?: \(([0-9a-f.:]{2,45})\))?( \[host down.*\])?$/i;
const PORT =
  /^(\d{1,5})\/(tcp|udp)\s{1,12}(open|closed|filtered|open\|filtered|unfiltered|closed\|filtered)\s{1,12}\S/;
const DOWN = /^Note: Host seems down\./;
/** `All 1000 scanned ports on 10.0.0.5 are in ignored states.`, older: `… are filtered`. */
const ALL =
  /^All \d{1,5} scanned ports on (\S{2,253})(?: \(([0-9a-f.:]{2,45})\))? are (?:(filtered|closed)|in)/i;
/** Ports shown of one host; a scan of all of them is nobody's question. */
const MAX_PORTS = 8;

/** nmap: the states of ports, and hosts that seem to be down. */
export const nmap: Scanner = {
  prints: ([tool = '']) => tool === 'nmap',
  form: (line) => {
    const start = line.trim().slice(0, 300);
    return (
      /^Starting Nmap \d|^Nmap (?:done|scan report)/.test(start) ||
      [PORT, DOWN].some((form) => form.test(start))
    );
  },
  read(lines, argv) {
    const found: Tried[] = [];
    let to = targetOf(argv);
    for (const whole of lines) {
      const line = whole.trim().slice(0, 400);
      const report = REPORT.exec(line);
      if (report) to = report[2] ?? report[1];
      const all = ALL.exec(line);
      if (all) to = all[2] ?? all[1];
      if (to === undefined) continue;
      const port = PORT.exec(line);
      if (port) found.push(stateOf(to, port, line));
      else if (DOWN.test(line) || report?.[3] !== undefined) found.push(...unseen(to, argv, line));
      else if (all) found.push(...allAlike(to, argv, { state: all[3], line }));
    }
    const failing = found.filter(({ outcome }) => outcome !== 'answered');
    return failing.length + found.length > 2 * MAX_PORTS ? found.slice(0, MAX_PORTS) : found;
  },
};

function targetOf(argv: readonly string[]): string | undefined {
  return argv.slice(1).findLast((word) => isAddress(plainAddress(word)));
}

/** `filtered`: nothing came back, or an error of a filter; of UDP silence says nothing. */
function stateOf(to: string, [, port, protocol, state]: RegExpExecArray, line: string): Tried {
  const known = { to, protocol: protocol === 'udp' ? 'udp' : 'tcp', port: portOf(port), sent: 1 } as const;
  const reached = state === 'open' || state === 'closed' || state === 'unfiltered';
  const outcome =
    state === 'open' || state === 'unfiltered' ? 'answered' : state === 'closed' ? 'refused' : 'timed-out';
  return {
    ...known,
    received: reached ? 1 : 0,
    outcome: /prohibited|admin/.test(line) ? 'prohibited' : outcome,
    ...(outcome === 'answered' ? {} : { error: line }),
  };
}

/** It was looked for with echo requests, and with TCP to 80 and 443: none was answered. */
function unseen(to: string, argv: readonly string[], line: string): Tried[] {
  const ports = portsIn(argv);
  const base = { to, sent: 1, received: 0, outcome: 'timed-out', error: line } as const;
  return ports.length === 0 ? [base] : ports.map((port) => ({ ...base, protocol: 'tcp', port }));
}

function allAlike(
  to: string,
  argv: readonly string[],
  { state, line }: { state: string | undefined; line: string },
): Tried[] {
  const outcome = state === 'closed' ? 'refused' : state === 'filtered' ? 'timed-out' : undefined;
  if (outcome === undefined) return [];
  const received = outcome === 'refused' ? 1 : 0;
  const protocol = argv.includes('-sU') ? 'udp' : 'tcp';
  const ports = portsIn(argv);
  const base = { to, sent: 1, received, outcome, protocol, error: line } as const;
  return ports.length === 0 ? [base] : ports.map((port) => ({ ...base, port }));
}

function portsIn(argv: readonly string[]): number[] {
  const joined = argv.find((word) => /^-p\d/.test(word))?.slice(2);
  const list = optionOf(argv, '-p') ?? joined ?? '';
  if (!/^\d{1,5}(?:,\d{1,5}){0,7}$/.test(list)) return [];
  return list.split(',').flatMap((port) => portOf(port) ?? []);
}
